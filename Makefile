# make run     open the window (without a display: index the sample library and answer a question)
# make test    all tests
# make check   formatting, lint, types, import contracts and the fast tests, in under a minute
# make bench   answers to the sample questions, judged; with DATA=FOLDER also retrieval on the sets in FOLDER/retrieval
VENV ?= .venv
DATA ?=
PYTHON = $(VENV)/bin/python
SLOW_FOLDERS = tests/process tests/journeys tests/quality

.PHONY: run test check bench set-up

run: set-up
	@sh packaging/run.sh $(VENV)

test: set-up
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest

check: set-up
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n auto -m "not slow" $(SLOW_FOLDERS:%=--ignore=%)

bench: set-up
	$(VENV)/bin/carrel index resources/sample-library --library build/bench-library
	$(PYTHON) -m bench.answering --library build/bench-library --questions resources/sample-library-questions.jsonl \
		--model $(VENV)/share/carrel/models/SmolLM2-135M-Instruct.Q4_1.gguf
	$(if $(DATA),$(PYTHON) -m bench.retrieval $(wildcard $(DATA)/retrieval/*))

set-up:
	@sh packaging/set_up.sh $(VENV)

# make run     open the window (without a display: index the sample library and answer a question)
# make test    all tests
# make check   formatting, lint, types, import contracts and the fast tests, in under a minute
VENV ?= .venv
PYTHON = $(VENV)/bin/python
SLOW_FOLDERS = tests/process tests/journeys tests/quality

.PHONY: run test check set-up

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

set-up:
	@sh packaging/set_up.sh $(VENV)

"""What lies in `resources`: complete, readable, and as made by the scripts that are kept."""

import json
import runpy
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pypdfium2
import pytest

from engine.ingest.readers.route import read_document

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
SAMPLES = RESOURCES / "sample-library"


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    lines = (RESOURCES / "sample-library-questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _pdf_text(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _docx_text(path: Path) -> list[str]:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def test_the_sample_library_has_five_kinds_of_document_and_two_of_each_at_least() -> None:
    kinds = Counter(path.suffix for path in SAMPLES.iterdir())
    assert set(kinds) == {".txt", ".md", ".html", ".pdf", ".docx"}
    assert min(kinds.values()) >= 2
    assert kinds.total() >= 12


def test_the_sample_questions_are_eighteen_with_an_answer_and_six_without(questions: list[dict[str, Any]]) -> None:
    answerable = [question for question in questions if question["documents"]]
    assert (len(questions), len(answerable)) == (24, 18)
    assert len({question["id"] for question in questions}) == 24
    for question in questions:
        assert bool(question["documents"]) == bool(question["answers"]) == bool(question["sentence"])


def test_every_sample_answer_stands_in_its_sentence_and_its_document_exists(questions: list[dict[str, Any]]) -> None:
    for question in questions:
        assert all((SAMPLES / name).is_file() for name in question["documents"])
        assert all(answer in question["sentence"] for answer in question["answers"])


def test_every_sample_sentence_stands_in_its_document_as_the_engine_reads_it(questions: list[dict[str, Any]]) -> None:
    for question in questions:
        for name in question["documents"]:
            text = read_document(SAMPLES / name).text
            assert " ".join(question["sentence"].split()) in " ".join(text.split()), question["id"]


def test_the_sample_documents_are_what_their_script_makes(tmp_path: Path) -> None:
    runpy.run_path(str(ROOT / "packaging" / "make_sample_library.py"))["main"](tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".pdf", ".docx"})
    for name in made:
        read = _pdf_text if name.endswith(".pdf") else _docx_text
        assert read(tmp_path / name) == read(SAMPLES / name)


def test_every_icon_is_a_drawing_that_takes_its_colour_from_the_screen() -> None:
    drawings = [path for path in (RESOURCES / "icons").glob("*.svg") if path.stem != "carrel"]
    assert drawings
    for path in drawings:
        assert ElementTree.parse(path).getroot().get("stroke") == "currentColor", path.name


def test_the_application_icon_is_there_in_every_size_windows_ask_for() -> None:
    sizes = {int(path.stem.partition("-")[2]) for path in (RESOURCES / "icons").glob("carrel-*.png")}
    assert sizes >= {16, 32, 48, 128, 256, 512}


def test_what_is_others_work_comes_with_its_licence() -> None:
    licences = RESOURCES / "licences"
    assert {path.name for path in (RESOURCES / "fonts").iterdir()} == {
        "Inter-Regular.otf",
        "Inter-Medium.otf",
        "Inter-SemiBold.otf",
        "Inter-Bold.otf",
    }
    for name, said in {
        "inter.txt": "SIL OPEN FONT LICENSE",
        "lucide.txt": "ISC License",
        "apache-2.0.txt": "Apache",
    }.items():
        assert said in (licences / name).read_text("utf-8")
        assert name in (licences / "notices.md").read_text("utf-8")


def test_the_box_holds_one_default_model_and_one_default_embedder() -> None:
    models = tomllib.loads((RESOURCES / "models.toml").read_text("utf-8"))["model"]
    assert sorted(model["role"] for model in models if model.get("default")) == ["embedder", "language"]
    for model in models:
        assert len(model["sha256"]) == 64
        assert "==" in model["package"]

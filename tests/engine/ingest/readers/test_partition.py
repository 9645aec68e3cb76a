"""unstructured stays silent, offline and without spaCy: the names we replace are the ones it uses."""

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.ingest.readers import classify
from engine.ingest.readers.partition import partition

PROBE = """
import socket, sys
touched = []
sys.addaudithook(lambda event, args: touched.append(event) if event.startswith(("socket.connect", "socket.getaddrinfo",
    "urllib", "subprocess", "os.system", "os.posix_spawn", "os.fork")) else None)
from engine.ingest.readers.partition import partition
print(len(partition("html", text="<h1>A title</h1><p>He goes home. It is late, and he is not alone.</p>")))
print(len(partition("docx", file=open(sys.argv[1], "rb"))))
print(touched, "spacy" in sys.modules, "numba" in sys.modules)
"""


def _package() -> Path:
    spec = find_spec("unstructured")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _functions(module: Path) -> set[str]:
    return {node.name for node in ast.parse(module.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_our_three_functions_have_the_names_of_unstructured() -> None:
    ours = {"sent_tokenize", "word_tokenize", "pos_tag"}
    assert ours <= _functions(_package() / "nlp" / "tokenize.py")
    assert ours <= _functions(Path(classify.__file__))


def test_nothing_but_our_three_functions_is_taken_from_the_module_we_replace() -> None:
    taken: set[str] = set()
    for path in _package().rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == classify.REPLACED:
                taken |= {name.name for name in node.names}
    assert taken == {"sent_tokenize", "word_tokenize", "pos_tag"}


def test_the_functions_answer_as_unstructured_expects() -> None:
    assert classify.sent_tokenize("One is here. Two is there.") == ["One is here.", "Two is there."]
    assert classify.word_tokenize("It's 3 (odd) words") == ["It's", "3", "(", "odd", ")", "words"]
    assert dict(classify.pos_tag("He goes home"))["goes"] == "VB"
    assert dict(classify.pos_tag("A red house"))["house"] == "NN"


@pytest.mark.slow
def test_a_fresh_process_partitions_without_network_programs_or_spacy(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("He goes home. It is late, and he is not alone.")
    document.save(str(tmp_path / "a.docx"))
    command = [sys.executable, "-c", PROBE, str(tmp_path / "a.docx")]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[4], check=True)
    assert ended.stdout.split("\n")[:3] == ["2", "1", "[] False False"]
    assert ended.stderr == ""


def test_whatever_the_library_raises_is_damage() -> None:
    with pytest.raises(EngineError) as caught:
        partition("docx", file=object())
    assert caught.value.code == "damaged"

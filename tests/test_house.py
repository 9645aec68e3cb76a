"""The rules of the house: sizes, names, first lines, addresses, and import contracts."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("desktop", "engine", "adapters", "resources")
FOLDERS = (*OURS, "tests", "bench", "packaging", ".ci")
LONGEST = 400
NAMES_THAT_FIT_ANYTHING = {"utils", "util", "helpers", "common", "base", "manager", "handler", "core", "misc"}
TEXT_SUFFIXES = {"", ".cfg", ".css", ".html", ".jsonl", ".md", ".py", ".sh", ".svg", ".toml", ".txt", ".yaml", ".yml"}
PUBLIC_HOSTS = {
    "www.w3.org",  # the name of the SVG namespace
    "schemas.openxmlformats.org",  # the names of the Word namespaces
    "purl.oclc.org",  # the same in strict OOXML
    "purl.org",  # the name of the Dublin Core namespace
    "github.com",
    "huggingface.co",
    "doi.org",
    "arxiv.org",
    "pypi.org",
    "example.org",
    "example.com",
}


def _modules() -> list[Path]:
    found = [path for folder in (*OURS, "tests", "packaging") for path in (ROOT / folder).rglob("*.py")]
    return [path for path in found if "__pycache__" not in path.parts]


def _texts() -> Iterator[Path]:
    """Every text file of the tree but the texts of licences, which are others'."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    found += [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in found:
        if path.suffix in TEXT_SUFFIXES and "licences" not in path.parts and "__pycache__" not in path.parts:
            yield path


def _named(paths: Iterator[Path] | list[Path]) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    assert _named([path for path in _modules() if len(_lines(path)) > LONGEST]) == []


def test_every_module_begins_by_saying_what_it_is_for() -> None:
    ours = [path for path in _modules() if path.name != "__init__.py" and "tests" not in path.relative_to(ROOT).parts]
    silent = [path for path in ours if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert (
        _named(silent + [path for path in ours if path not in silent and not _lines(path)[0].startswith('"""')]) == []
    )


def test_packages_do_nothing_at_import() -> None:
    assert _named([path for path in _modules() if path.name == "__init__.py" and path.read_bytes()]) == []


def test_the_packaging_folder_does_not_shadow_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_no_module_has_a_name_that_fits_anything() -> None:
    assert _named([path for path in _modules() if set(path.stem.split("_")) & NAMES_THAT_FIT_ANYTHING]) == []


def test_there_is_no_star_import() -> None:
    assert (
        _named([path for path in _modules() if re.search(r"^from \S+ import \*", path.read_text("utf-8"), re.M)]) == []
    )


def test_addresses_lead_only_to_public_places() -> None:
    foreign = set()
    for path in _texts():
        for address in re.findall(r"https?://[^\s\"'<>)\]`]+", path.read_text("utf-8", errors="replace")):
            host = urlsplit(address).hostname or ""
            if host not in PUBLIC_HOSTS and not host.endswith((".example", ".invalid", ".test")):
                foreign.add(f"{path.relative_to(ROOT)}: {host}")
    assert sorted(foreign) == []


def test_no_path_of_one_machine_is_written_down() -> None:
    # Put together here so that this file does not hold what it looks for.
    machine = re.compile("|".join(rf"(?<![\w.])/{name}/" for name in ("root", "work", "opt/wheels", "opt/pypi")))
    assert _named([path for path in _texts() if machine.search(path.read_text("utf-8", errors="replace"))]) == []


def test_constraints_name_one_exact_version_each_and_no_place() -> None:
    lines = [line for line in _lines(ROOT / "constraints.txt") if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9.-]+==[0-9][\w.!]*", line)] == []
    assert "torch" in {line.partition("==")[0] for line in lines}


def test_every_library_we_need_has_its_version_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.split(r"[<>=!~\[;\s]", line)[0].lower().replace("_", "-") for line in needed}
    assert names - {line.partition("==")[0] for line in _lines(ROOT / "constraints.txt")} == set()


@pytest.mark.slow
def test_import_contracts_are_kept() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", ROOT / "pyproject.toml"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout

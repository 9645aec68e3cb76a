"""Our own look at GGUF headers: whole ones are read, damaged ones refused before llama.cpp sees them."""

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.models.gguf import UnusableGguf, mismatch, read_header
from tests.engine.models.tiny_gguf import LAYERS, WIDTH, make_adapter, make_model


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make_model(tmp_path_factory.mktemp("gguf") / "tiny.gguf").read_bytes()


def reason_of(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(UnusableGguf) as refused:
        read_header(path)
    return refused.value.reason


def test_a_model_is_told_by_its_header(tmp_path: Path) -> None:
    header = read_header(make_model(tmp_path / "tiny.gguf"))
    assert (header.architecture, header.name, header.is_adapter) == ("llama", "Tiny", False)
    assert (header.number("block_count"), header.number("embedding_length")) == (LAYERS, WIDTH)
    assert header.tensors["blk.0.attn_q.weight"] == (WIDTH, WIDTH)


def test_an_adapter_fits_its_model_only(tmp_path: Path) -> None:
    model = read_header(make_model(tmp_path / "tiny.gguf"))
    assert mismatch(model, read_header(make_adapter(tmp_path / "a.gguf"))) == ""
    assert mismatch(model, read_header(make_adapter(tmp_path / "b.gguf", width=32))) == "other_shape"
    assert mismatch(model, read_header(make_adapter(tmp_path / "c.gguf", "qwen2"))) == "other_architecture"


def test_other_files_are_not_gguf(tmp_path: Path) -> None:
    assert reason_of(tmp_path / "x.gguf", b"") == "not_gguf"
    assert reason_of(tmp_path / "x.gguf", b"PK\3\4" + bytes(100)) == "not_gguf"


def test_another_version_is_refused(tmp_path: Path, whole: bytes) -> None:
    assert reason_of(tmp_path / "x.gguf", whole[:4] + struct.pack("<I", 1) + whole[8:]) == "version"


def test_a_cut_off_file_is_truncated(tmp_path: Path, whole: bytes) -> None:
    for length in (24, 100, 2_000, len(whole) // 2, len(whole) - 1):
        assert reason_of(tmp_path / "x.gguf", whole[:length]) == "truncated"


@pytest.mark.parametrize("count", [2**31, 2**63, 2**64 - 1])
def test_absurd_counts_are_refused(tmp_path: Path, whole: bytes, count: int) -> None:
    for at in (8, 16):
        damaged = whole[:at] + struct.pack("<Q", count) + whole[at + 8 :]
        assert reason_of(tmp_path / "x.gguf", damaged) == "header"


def test_an_absurd_length_of_a_text_is_refused(tmp_path: Path, whole: bytes) -> None:
    damaged = whole[:24] + struct.pack("<Q", 2**63) + whole[32:]
    assert reason_of(tmp_path / "x.gguf", damaged) == "header"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_of_the_header_does_more_than_refuse(tmp_path: Path, whole: bytes, data: st.DataObject) -> None:
    header = 12_000
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, header))
        damaged[at : at + 1] = data.draw(st.binary(min_size=1, max_size=8))
    path = tmp_path / "x.gguf"
    path.write_bytes(damaged)
    try:
        read_header(path)
    except UnusableGguf:
        pass

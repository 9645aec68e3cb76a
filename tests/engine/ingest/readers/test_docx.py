"""Word documents: styles, tables, and what stands beside the plain body."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from engine.errors import EngineError
from engine.ingest.readers.docx import read_docx
from engine.ingest.text import DocumentText

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _saved(document: "docx.document.Document") -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _with(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            part = source.read(entry)
            target.writestr(entry, change(part) if entry == name else part)
        if name not in source.namelist():
            target.writestr(name, change(b""))
    return out.getvalue()


def _with_body(markup: str) -> bytes:
    """A document whose body is the given paragraphs."""
    body = f"<w:document {W}><w:body>{markup}<w:sectPr/></w:body></w:document>".encode()
    return _with(_saved(docx.Document()), "word/document.xml", lambda _: body)


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _blocks(document: DocumentText) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, document.text[block.start : block.end]) for block in document.blocks]


def test_styles_make_headings_and_lists() -> None:
    document = docx.Document()
    document.add_heading("Top", 1)
    document.add_paragraph("Some text of the first part.")
    document.add_heading("Below", 2)
    document.add_paragraph("an item", style="List Bullet")
    read = read_docx(_saved(document), "x")
    assert _blocks(read) == [
        ("heading", 1, "Top"),
        ("paragraph", 0, "Some text of the first part."),
        ("heading", 2, "Below"),
        ("list_item", 0, "an item"),
    ]
    assert read.blocks[3].headings == ("Top", "Below")
    assert read.pages == ()


def test_a_table_is_one_block_with_a_line_a_row() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {index}"
    document.add_paragraph("After it.")
    assert read_docx(_saved(document), "x").text == "cell 0 | cell 1\ncell 2 | cell 3\n\nAfter it."


def test_the_properties_name_the_document_unless_they_say_nothing() -> None:
    document = docx.Document()
    document.add_paragraph("Some text.")
    document.core_properties.title = "A good name"
    assert read_docx(_saved(document), "stem").title == "A good name"
    document.core_properties.title = "Document1"
    assert read_docx(_saved(document), "stem").title == "stem"


@pytest.mark.parametrize(
    "markup",
    [
        f"<w:sdt><w:sdtPr/><w:sdtContent>{_paragraph('inner words')}</w:sdtContent></w:sdt>",
        "<w:p><w:ins w:id='1' w:author='x'><w:r><w:t>inner words</w:t></w:r></w:ins></w:p>",
        "<w:p><w:fldSimple w:instr='TITLE'><w:r><w:t>inner words</w:t></w:r></w:fldSimple></w:p>",
        f"<w:p><w:r><w:pict><w:txbxContent>{_paragraph('inner words')}</w:txbxContent></w:pict></w:r></w:p>",
        f"<w:customXml>{_paragraph('inner words')}</w:customXml>",
    ],
)
def test_controls_insertions_fields_and_text_boxes_are_read(markup: str) -> None:
    assert read_docx(_with_body(_paragraph("Before.") + markup + _paragraph("After.")), "x").text == (
        "Before.\n\ninner words\n\nAfter."
    )


def test_deleted_text_is_not_read() -> None:
    gone = "<w:del w:id='1' w:author='x'><w:r><w:delText>gone</w:delText></w:r></w:del>"
    markup = f"<w:p><w:r><w:t>kept </w:t></w:r>{gone}</w:p>"
    assert read_docx(_with_body(markup), "x").text == "kept"


def test_a_note_follows_the_paragraph_that_refers_to_it() -> None:
    markup = "<w:p><w:r><w:t>Main text.</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>" + _paragraph(
        "Next."
    )
    notes = f"<w:footnotes {W}><w:footnote w:id='2'>{_paragraph('A note.')}</w:footnote></w:footnotes>".encode()
    content = _with(_with_body(markup), "word/footnotes.xml", lambda _: notes)
    assert read_docx(content, "x").text == "Main text.\n\nA note.\n\nNext."


def test_strict_documents_are_read() -> None:
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    content = _with(
        _with_body(_paragraph("Strict words.")),
        "word/document.xml",
        lambda part: part.replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", strict),
    )
    assert read_docx(content, "x").text == "Strict words."


def test_a_document_type_in_any_part_is_refused() -> None:
    content = _with(_saved(docx.Document()), "word/styles.xml", lambda part: b'<!DOCTYPE x SYSTEM "file:///x">' + part)
    with pytest.raises(EngineError, match="unsafe_archive"):
        read_docx(content, "x")


def test_a_document_without_text_is_empty() -> None:
    with pytest.raises(EngineError, match="empty"):
        read_docx(_saved(docx.Document()), "x")


def test_broken_xml_is_damaged() -> None:
    content = _with(_saved(docx.Document()), "word/document.xml", lambda part: part[: len(part) // 2])
    with pytest.raises(EngineError, match="damaged"):
        read_docx(content, "x")


def test_a_document_without_its_body_is_damaged() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/other.xml", "<x/>")
    with pytest.raises(EngineError, match="damaged"):
        read_docx(out.getvalue(), "x")

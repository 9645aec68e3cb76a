"""Rewrites a Word document's body in memory so that nothing a reader sees on the page is passed over.

python-docx, on which unstructured stands, does not look into content controls, tracked insertions, simple fields, text
boxes and notes; deleted text is dropped, pictures are left empty to save memory.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from engine.errors import EngineError
from engine.ingest.readers.archive import opened_archive

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties",
        b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    ),
)
_UNWRAPPED = tuple(_W + name for name in ("ins", "moveTo", "smartTag", "customXml", "fldSimple", "sdtContent", "sdt"))
_REMOVED = tuple(_W + name for name in ("del", "moveFrom", "sdtPr", "sdtEndPr"))
_KEEPS_PARAGRAPH = tuple(_W + name for name in ("t", "sectPr", "numPr", "lastRenderedPageBreak"))
_NOTES = {"footnoteReference": "word/footnotes.xml", "endnoteReference": "word/endnotes.xml"}
_BODY = "word/document.xml"


def with_whole_body(content: bytes) -> bytes:
    """The document as a new zip file with a plain body. Raises EngineError(damaged)."""
    out = io.BytesIO()
    with opened_archive(content) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        parts = {name: _part(archive, name) for name in archive.namelist() if not name.endswith("/")}
        if _BODY in parts:
            parts[_BODY] = _rewritten(parts)
        for name, part in parts.items():
            target.writestr(name, part)
    return out.getvalue()


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if not name.lower().endswith((".xml", ".rels")):
        return b""
    part = archive.read(name)
    for strict, transitional in _STRICT if b"purl.oclc.org/ooxml" in part else ():
        part = part.replace(strict, transitional)
    return part


def _rewritten(parts: dict[str, bytes]) -> bytes:
    try:
        root = _parsed(parts[_BODY])
        _write_out_formulas(root)
        _move_text_boxes(root)
        for reference, part in _NOTES.items():
            if part in parts:
                _insert_notes(root, _W + reference, _parsed(parts[part]))
        etree.strip_elements(root, *_REMOVED, with_tail=False)
        etree.strip_tags(root, *_UNWRAPPED, _M + "oMathPara")
        _remove_blank_paragraphs(root)
    except etree.LxmlError as error:
        raise EngineError("damaged", reader="docx") from error
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _parsed(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _move_text_boxes(root: etree._Element) -> None:
    """A text box's paragraphs follow the one it is anchored in; of two renderings of one box the first counts."""
    for fallback in list(root.iter(_MC + "Fallback")):
        choice = fallback.getprevious()
        if choice is not None and next(choice.iter(_W + "txbxContent"), None) is not None:
            _remove(fallback)
    for box in list(root.iter(_W + "txbxContent")):
        anchor = _outermost_paragraph(box)
        if anchor is None:
            continue
        for block in reversed(list(box)):
            anchor.addnext(block)
        _remove(box)


def _remove_blank_paragraphs(root: etree._Element) -> None:
    """Spacing alone; in long documents they are many, and each costs unstructured as much as a full one."""
    for paragraph in list(root.iter(_W + "p")):
        if next(paragraph.iter(*_KEEPS_PARAGRAPH), None) is None and _parent_tag(paragraph) != _W + "tc":
            _remove(paragraph)


def _write_out_formulas(root: etree._Element) -> None:
    """Formulas become a run with their signs in order; a fraction gets its stroke."""
    for fraction in root.iter(_M + "f"):
        denominator = fraction.find(_M + "den")
        if denominator is not None:
            stroke = etree.Element(_M + "t")
            stroke.text = "/"
            denominator.insert(0, stroke)
    for formula in list(root.iter(_M + "oMath")):
        run = etree.Element(_W + "r")
        written = etree.SubElement(run, _W + "t")
        written.text = "".join(part.text or "" for part in formula.iter(_M + "t"))
        run.tail = formula.tail
        parent = formula.getparent()
        if parent is not None:
            parent.replace(formula, run)


def _insert_notes(root: etree._Element, reference: str, notes: etree._Element) -> None:
    """The paragraphs of each note follow the paragraph that refers to it."""
    by_id = {note.get(_W + "id"): note for note in notes}
    for mark in reversed(list(root.iter(reference))):
        note, anchor = by_id.get(mark.get(_W + "id")), _outermost_paragraph(mark)
        if note is None or anchor is None:
            continue
        for paragraph in reversed(list(note.iter(_W + "p"))):
            anchor.addnext(deepcopy(paragraph))


def _outermost_paragraph(element: etree._Element) -> etree._Element | None:
    """The paragraph of the body or of a table cell around an element, not one inside a text box."""
    found = None
    for ancestor in _ancestors(element):
        if ancestor.tag == _W + "p":
            found = ancestor
        elif ancestor.tag == _W + "tc":
            break
    return found


def _ancestors(element: etree._Element) -> Iterator[etree._Element]:
    above = element.getparent()
    while above is not None:
        yield above
        above = above.getparent()


def _parent_tag(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else str(parent.tag)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)

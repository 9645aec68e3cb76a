"""Word documents (.docx) by unstructured's partition_docx."""

from __future__ import annotations

import io
import re

from lxml import etree

from engine.ingest.readers.archive import check_archive, opened_archive
from engine.ingest.readers.docx_body import with_whole_body
from engine.ingest.readers.elements import compose
from engine.ingest.readers.partition import partition
from engine.ingest.text import DocumentText

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PLACEHOLDER = re.compile(
    r"^(?:untitled|document\d*|microsoft word.*|title|word document|[\w-]+\.docx?)$", re.IGNORECASE
)


def read_docx(content: bytes, stem: str) -> DocumentText:
    """Raises EngineError: encrypted, damaged, archive_bomb, unsafe_archive, empty."""
    check_archive(content)
    elements = partition("docx", file=io.BytesIO(with_whole_body(content)), include_page_breaks=False)
    return compose(elements, office_title(content), stem)


def office_title(content: bytes) -> str:
    """The title in an office document's properties, empty where there is no sensible one."""
    with opened_archive(content) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return ""
        try:
            root = etree.fromstring(archive.read("docProps/core.xml"), _parser())
        except etree.XMLSyntaxError:
            return ""
    title = " ".join((root.findtext(_TITLE) or "").split())
    return "" if len(title) < 4 or len(title) > 200 or _PLACEHOLDER.match(title) else title


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)

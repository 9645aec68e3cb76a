"""HTML and Markdown by unstructured's partition_html, after a clean-up that keeps text it would drop.

unstructured leaves out everything inside form, figure, details and label, and takes a page laid out by tables for one
table; hidden text, on the other hand, it reads. Nothing a page names is ever loaded.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from engine.errors import EngineError
from engine.ingest.readers.decode import decode_text
from engine.ingest.readers.elements import compose
from engine.ingest.readers.partition import partition
from engine.ingest.text import DocumentText

_DECLARED = re.compile(rb"""<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_RENAMED = {
    "form": "div",
    "fieldset": "div",
    "figure": "div",
    "figcaption": "p",
    "details": "div",
    "summary": "p",
    "dialog": "div",
    "label": "span",
    "legend": "p",
}
_DROPPED = ("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "head")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_BLOCKS_IN_CELLS = ("table", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote", "pre")
_MOST_DEPTH = 200
_CONTAINER = re.compile(
    r"</?(?:div|span|section|article|center|blockquote|font|[bi]|ul|ol|li|table|tr|td)\b[^>]*>", re.I
)

_FRONT_MATTER = re.compile(r"\A---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title\s*:\s*(['\"]?)(.+?)\1\s*$", re.MULTILINE)
_FENCE = re.compile(r"^\s*(```|~~~)")
_LIST_ITEM = re.compile(r"^\s{0,3}(?:[-*+]|\d{1,3}[.)])\s+\S")


def read_html(content: bytes, stem: str) -> DocumentText:
    """Title from the title element, else the first heading. Raises EngineError: empty, damaged."""
    declared = _DECLARED.search(content[:4096])
    text = decode_text(content, declared.group(1).decode("ascii", "ignore") if declared else None)
    return _read(text, "", stem)


def read_markdown(content: bytes, stem: str) -> DocumentText:
    """Title from the front matter, else the first heading. Raises EngineError: empty, damaged."""
    import markdown  # the same step as in partition_md, before our clean-up

    text = decode_text(content)
    front = _FRONT_MATTER.match(text)
    title = ""
    if front:
        named = _FRONT_TITLE.search(front.group(1))
        title = named.group(2).strip() if named else ""
        text = text[front.end() :]
    return _read(markdown.markdown(_with_parted_lists(text), extensions=["tables", "fenced_code"]), title, stem)


def read_markup(markup: str, title: str, stem: str) -> DocumentText:
    """HTML that is already decoded."""
    return _read(markup, title, stem)


def _read(markup: str, title: str, stem: str) -> DocumentText:
    if not markup.strip():
        raise EngineError("empty")
    root = _parse(markup)
    found = root.find(".//title")
    named = " ".join(found.text_content().split()) if found is not None else ""
    _clean(root)
    cleaned = etree.tostring(root, encoding="unicode", method="html")
    return compose(partition("html", text=cleaned), (title or named)[:200], stem)


def _parse(markup: str) -> lxml_html.HtmlElement:
    root, was_cut = _tree(markup)
    # libxml2 gives up at 256 levels and says nothing of the text it left out.
    return _tree(_CONTAINER.sub("<p>", markup))[0] if was_cut else root


def _tree(markup: str) -> tuple[lxml_html.HtmlElement, bool]:
    """The parsed page, and whether it was cut for its depth."""
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        root = lxml_html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise EngineError("empty") from error
    return root, any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)


def _clean(root: lxml_html.HtmlElement) -> None:
    hidden = [element for element in root.iter(etree.Element) if _is_hidden(element)]
    for element in hidden:
        if element.getparent() is not None:
            element.drop_tree()
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    for element in list(root.iter(*_RENAMED)):
        element.tag = _RENAMED[element.tag]
    for table in list(root.iter("table")):
        if _is_layout(table):
            _to_divisions(table)
    _flatten(root)
    for element in root.iter("div", "p"):
        # unstructured drops a block of one character unless it is a list item.
        if not len(element) and len((element.text or "").strip()) == 1:
            element.tag = "li"


def _is_hidden(element: lxml_html.HtmlElement) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def _is_layout(table: lxml_html.HtmlElement) -> bool:
    """A table around whole blocks of text, or of a single column."""
    if table.get("role") == "presentation" or next(table.iterdescendants(*_BLOCKS_IN_CELLS), None) is not None:
        return True
    return max((sum(1 for _ in row.iterchildren("td", "th")) for row in table.iter("tr")), default=0) < 2


def _to_divisions(table: lxml_html.HtmlElement) -> None:
    """The table's own parts; tables inside are judged for themselves."""
    waiting = [table]
    while waiting:
        element = waiting.pop()
        element.tag = "div"
        waiting += [child for child in element if child.tag in ("thead", "tbody", "tfoot", "tr", "td", "th", "caption")]


def _flatten(root: lxml_html.HtmlElement) -> None:
    """Take out divisions nested so deep that a recursive reader would give up."""
    waiting = [(root, 0)]
    while waiting:
        element, depth = waiting.pop()
        for child in list(element):
            waiting.append((child, depth + 1))
        if depth > _MOST_DEPTH and element.tag in ("div", "span", "font", "b", "i", "blockquote"):
            element.drop_tag()


def _with_parted_lists(text: str) -> str:
    """A blank line before each list that follows a paragraph directly, which this Markdown dialect wants."""
    lines: list[str] = []
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        above = lines[-1] if lines else ""
        if (
            not fenced
            and _LIST_ITEM.match(line)
            and above.strip()
            and not _LIST_ITEM.match(above)
            and not above.startswith((" ", "\t"))
        ):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)

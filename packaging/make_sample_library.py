"""Makes the sample library's PDF and Word documents from the texts in `packaging/sample-library`.

The texts use four marks: `# ` the title, `## ` a heading, lines beginning with `|` a table (first row its head), and
paragraphs between blank lines. The same texts give the same bytes. Run it from anywhere: `python make_sample_library.py
[FOLDER]`; without a folder it writes into `resources/sample-library`.
"""

from __future__ import annotations

import datetime
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape

import docx
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

HERE = Path(__file__).resolve().parent
TEXTS = HERE / "sample-library"
PDF_NAMES = ("seabird-census-2021", "seabird-census-2023", "tide-gauge-manual")
DOCX_NAMES = ("budget-2023", "committee-minutes-2022", "committee-minutes-2023")
OWNER = "Ternsay Field Station"
WRITTEN = datetime.datetime(2024, 1, 15, 12, 0, 0)

MUTED = colors.HexColor("#5A626B")
LINE = colors.HexColor("#C9C3B6")

TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=19, leading=24, spaceAfter=14)
HEADING = ParagraphStyle("heading", fontName="Helvetica-Bold", fontSize=13, leading=17, spaceBefore=12, spaceAfter=5)
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11.5, leading=16.5, spaceAfter=8)
CELL = ParagraphStyle("cell", fontName="Times-Roman", fontSize=10.5, leading=13)
HEAD_CELL = ParagraphStyle("head cell", parent=CELL, fontName="Times-Bold")


class Part(NamedTuple):
    kind: Literal["title", "heading", "paragraph", "table"]
    rows: tuple[tuple[str, ...], ...]
    """One row of one cell, except for a table."""

    @property
    def text(self) -> str:
        return self.rows[0][0]


def parts(text: str) -> Iterator[Part]:
    """The text's title, headings, paragraphs and tables in order."""
    for block in text.strip().split("\n\n"):
        lines = block.splitlines()
        if block.startswith("|"):
            yield Part("table", tuple(tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines))
        elif block.startswith("# "):
            yield Part("title", ((block[2:],),))
        elif block.startswith("## "):
            yield Part("heading", ((block[3:],),))
        else:
            yield Part("paragraph", ((" ".join(lines),),))


def write_pdf(found: list[Part], out: Path) -> None:
    title = found[0].text
    document = SimpleDocTemplate(
        str(out), pagesize=A4, leftMargin=72, rightMargin=72, topMargin=76, bottomMargin=76,
        title=title, author=OWNER, invariant=1,
    )  # fmt: skip

    def frame(canvas: Canvas, _: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8.5)
        canvas.setFillColor(MUTED)
        canvas.drawString(78, A4[1] - 46, f"{OWNER}  ·  {title}")
        canvas.drawCentredString(A4[0] / 2, 42, str(canvas.getPageNumber()))

    document.build([_flowable(part) for part in found], onFirstPage=frame, onLaterPages=frame)


def write_docx(found: list[Part], out: Path) -> None:
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = found[0].text, OWNER, ""
    properties.created = properties.modified = WRITTEN
    for part in found:
        match part.kind:
            case "title":
                document.add_heading(part.text, level=1)
            case "heading":
                document.add_heading(part.text, level=2)
            case "paragraph":
                document.add_paragraph(part.text)
            case "table":
                table = document.add_table(len(part.rows), len(part.rows[0]), style="Light Grid")
                for row, cells in zip(table.rows, part.rows, strict=True):
                    for cell, text in zip(row.cells, cells, strict=True):
                        cell.text = text
                document.add_paragraph()
    packed = io.BytesIO()
    document.save(packed)
    _repack(packed, out)


def _flowable(part: Part) -> Flowable:
    match part.kind:
        case "title":
            return Paragraph(escape(part.text), TITLE)
        case "heading":
            return Paragraph(escape(part.text), HEADING)
        case "paragraph":
            return Paragraph(escape(part.text), BODY)
        case "table":
            return _table(part)


def _table(part: Part) -> Flowable:
    cells = [
        [Paragraph(escape(text), CELL if number else HEAD_CELL) for text in row] for number, row in enumerate(part.rows)
    ]
    # The last column of the fault table holds sentences, so widths follow the longest text of each column.
    longest = [max(12, *(len(row[column]) for row in part.rows)) for column in range(len(part.rows[0]))]
    table = Table(cells, colWidths=[451 * width / sum(longest) for width in longest], repeatRows=1)
    table.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    table.spaceAfter = 10
    return table


def _repack(packed: io.BytesIO, out: Path) -> None:
    """The same archive with a fixed time on every entry: the zip format would record when it was made."""
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=WRITTEN.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in PDF_NAMES:
        write_pdf(list(parts((TEXTS / f"{name}.md").read_text("utf-8"))), folder / f"{name}.pdf")
    for name in DOCX_NAMES:
        write_docx(list(parts((TEXTS / f"{name}.md").read_text("utf-8"))), folder / f"{name}.docx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "resources" / "sample-library")

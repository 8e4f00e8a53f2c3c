"""How does a page become a Word document that can be edited: styles, real tables, alt texts."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from workbench.figures._steady import steady
from workbench.figures._word import LATIN, qualified, set_font, set_property
from workbench.reports.blocks import Exhibit
from workbench.reports.columns import column_letters
from workbench.reports.elements import Cell, Document, Element, Run, read
from workbench.reports.languages import words

MONOSPACED = "Consolas"
TAGS = {"en": "en-GB", "zh": "zh-CN"}
SHADES = {"verdict": "EEF5FB", "warning": "FDF3E7"}
SHADE = "F4F6F8"
LINE = "C9D0D8"
BODY_SIZE, TABLE_SIZE, SMALL_TABLE_SIZE = 10.5, 9, 7.5
PADDING = 4  # letters beside the text of a cell
LETTER, EMU_PER_POINT = 0.58, 12_700  # the width of a letter in its height; Word's own unit
DEEPEST_STYLE = 3  # lists of python-docx's own template go no deeper
MARGIN_CM = 2.2
PAGE_CM = (21.0, 29.7)
NOT_IN_XML = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


def as_word(html: str, exhibits: Iterable[Exhibit] = ()) -> bytes:
    """A page as a Word document.

    Parameters
    ----------
    html
        A finished page of the workbench.
    exhibits
        The exhibits of the page, whose PNG drawings Word shows in place of SVG.

    Returns
    -------
    The bytes of the document, the same for the same page.
    """
    import docx

    page = read(html)
    writer = _Writer(docx.Document(), {e.name: e.png for e in exhibits if e.png})
    writer.set_up(page)
    for element in page.elements:
        writer.write(element)
    buffer = io.BytesIO()
    writer.document.save(buffer)
    return steady(buffer.getvalue())


class _Writer:
    """Writes elements one after the other at the end of a document."""

    def __init__(self, document: Any, drawings: Mapping[str, str]) -> None:
        self.document = document
        self.drawings = drawings
        self.width = 0  # of the text, in Word's own unit
        self.shade = ""
        self.last: Any = None

    def set_up(self, page: Document) -> None:
        """Title, language, fonts, margins, and what stands at the head and foot of each sheet."""
        from docx.shared import Cm

        properties = self.document.core_properties
        properties.title, properties.language = _clean(page.title), TAGS.get(page.lang, page.lang)
        properties.author = properties.comments = properties.keywords = ""
        section = self.document.sections[0]
        section.page_width, section.page_height = map(Cm, PAGE_CM)
        section.left_margin = section.right_margin = Cm(MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
        self.width = section.page_width - section.left_margin - section.right_margin
        _set_fonts(self.document.styles, TAGS.get(page.lang, page.lang))
        section.header.paragraphs[0].text = _clean(page.title)
        foot = section.footer.paragraphs[0]
        _field(foot, "PAGE", "1")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES", "1")
        self.document.add_heading(_clean(page.title), 0)
        self.contents(page)

    def contents(self, page: Document) -> None:
        """A table of contents that Word can bring up to date; it holds the headings until then."""
        deepest = page.depth_of_contents
        headings = [e for e in page.elements if e.kind == "heading" and e.level <= deepest]
        if len(headings) < 2:  # noqa: PLR2004 - one heading needs no contents
            return
        self.document.add_paragraph().add_run(words(page.lang)["contents"]).bold = True
        lines = "\n".join("    " * max(e.level - 2, 0) + _clean(e.text) for e in headings)
        _field(self.document.add_paragraph(), rf'TOC \o "1-{deepest - 1}" \h \z \u', lines)

    def write(self, element: Element) -> None:
        """Write an element and all inside it."""
        write: Mapping[str, Callable[[Element], None]] = {
            "heading": self.heading,
            "paragraph": self.paragraph,
            "item": self.item,
            "caption": self.caption,
            "code": self.code,
            "picture": self.picture,
            "table": self.table,
            "figure": self.figure,
            "box": self.box,
        }
        write[element.kind](element)

    def heading(self, element: Element) -> None:
        """A heading in Word's own style, so that it stands in the outline."""
        _fill(self.document.add_heading("", max(element.level - 1, 1)), element.runs)

    def paragraph(self, element: Element) -> None:
        """A paragraph; in a box, with the box's shade behind it."""
        written = self.last = _fill(self.document.add_paragraph(), element.runs)
        if element.role == "title":
            for run in written.runs:
                run.bold = True
            written.paragraph_format.keep_with_next = True
        if self.shade:
            _shade(written, self.shade)

    def item(self, element: Element) -> None:
        """An item of a list, with its mark as text where the list counts."""
        depth = min(element.level, DEEPEST_STYLE)
        deeper = "" if depth == 1 else f" {depth}"
        is_counted = element.mark.endswith(".")
        style = f"List Bullet{deeper}" if element.mark and not is_counted else f"List{deeper}"
        written = self.document.add_paragraph(style=style)
        mark = (Run(f"{element.mark}\t"),) if is_counted else ()
        _fill(written, (*mark, *element.runs))

    def caption(self, element: Element) -> None:
        """The caption of a figure or table, in Word's own style."""
        self.last = _fill(self.document.add_paragraph(style="Caption"), element.runs)
        self.last.paragraph_format.keep_together = True

    def code(self, element: Element) -> None:
        """Text whose spaces count."""
        for run in _fill(self.document.add_paragraph(), element.runs).runs:
            set_font(run, MONOSPACED, TABLE_SIZE - 1)

    def box(self, element: Element) -> None:
        """A verdict, warning or note: its paragraphs on a shade."""
        self.shade = SHADES.get(element.role, SHADE)
        for child in element.children:
            self.write(child)
        self.shade = ""

    def figure(self, element: Element) -> None:
        """A drawing above its caption, or a caption above its table, on the same sheet."""
        for child in element.children:
            drawing = self.drawings.get(element.anchor, "")
            if child.kind == "picture" and drawing:
                self.drawn(base64.b64decode(drawing), child.alt)
            else:
                self.write(child)
            if child.kind in {"caption", "picture"} and child is not element.children[-1]:
                self.last.paragraph_format.keep_with_next = True

    def picture(self, element: Element) -> None:
        """A picture that is no exhibit; its words alone where Word cannot show it."""
        kind, sign, data = element.source.partition(";base64,")
        if sign and kind != "data:image/svg+xml" and not kind.endswith("webp"):
            self.drawn(base64.b64decode(data), element.alt)
        else:
            self.paragraph(Element("paragraph", (Run(element.alt, ("italic",)),)))

    def drawn(self, content: bytes, alt: str) -> None:
        """A picture no wider than the text, with its words for those who cannot see it."""
        paragraph = self.last = self.document.add_paragraph()
        shape = paragraph.add_run().add_picture(io.BytesIO(content))
        if shape.width > self.width:
            shape.height = int(shape.height * self.width / shape.width)
            shape.width = self.width
        shape._inline.docPr.set("descr", _clean(alt))

    def table(self, element: Element) -> None:
        """A real table whose header repeats on every sheet and whose rows are not cut."""
        columns = max((sum(cell.span for cell in row) for row in element.rows), default=0)
        if not columns:
            return
        grid = self.document.add_table(len(element.rows), columns)
        _draw_lines(grid)
        size, widths = _fitted(element.rows, columns, self.width)
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width
        for number, (line, row) in enumerate(zip(grid.rows, element.rows, strict=True)):
            _fill_row(line, row, widths, size)
            set_property(line._tr.get_or_add_trPr(), "cantSplit")
            if number < element.head:
                set_property(line._tr.get_or_add_trPr(), "tblHeader")
        self.document.add_paragraph().paragraph_format.space_after = 0


def _draw_lines(grid: Any) -> None:
    """Lines below the rows and none between the columns."""
    from docx.oxml import OxmlElement

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        set_property(borders, side, val="single", sz="4", space="0", color=LINE)
    grid._tbl.tblPr.find(qualified("tblW")).addnext(borders)


def _fitted(rows: Sequence[Sequence[Cell]], columns: int, whole: int) -> tuple[float, list[int]]:
    """The size of the type, smaller where not all fits, and the columns' widths in Word's unit."""
    for size in (TABLE_SIZE, SMALL_TABLE_SIZE):
        room = whole / (size * LETTER * EMU_PER_POINT)
        letters = column_letters(rows, columns, room, PADDING)
        if sum(column_letters(rows, columns, math.inf, PADDING)) <= room:
            break
    return size, [int(whole * own / sum(letters)) for own in letters]


def _fill_row(line: Any, row: Sequence[Cell], widths: Sequence[int], size: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    places = line.cells
    for place, width in zip(places, widths, strict=True):
        place.width = width
    start = 0
    for cell in row:
        place = places[start]
        if cell.span > 1:
            place = place.merge(places[start + cell.span - 1])
        start += cell.span
        written = place.paragraphs[0]
        written.paragraph_format.space_after = 0
        if cell.is_number:
            written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for run in _fill(written, cell.runs).runs:
            set_font(run, LATIN, size)
            run.bold = cell.is_head or run.bold


def _fill(paragraph: Any, runs: Sequence[Run]) -> Any:
    """Write runs into a paragraph with their looks; words that lead somewhere say where."""
    for run in runs:
        written = paragraph.add_run(_clean(run.text))
        written.bold = "bold" in run.marks or None
        written.italic = "italic" in run.marks or None
        written.font.subscript = "sub" in run.marks or None
        written.font.superscript = "sup" in run.marks or None
        if "code" in run.marks:
            set_font(written, MONOSPACED)
        if run.link and run.link != run.text:
            paragraph.add_run(f" ({_clean(run.link)})")
    return paragraph


def _set_fonts(styles: Any, tag: str) -> None:
    """One font for Latin letters and one for Chinese characters in every style that is used."""
    from docx.shared import Pt, RGBColor

    names = [
        "Normal",
        "Title",
        "Header",
        "Footer",
        "Caption",
        *(f"Heading {n}" for n in range(1, 6)),
    ]
    for name in names:
        set_font(styles[name], LATIN)
        if name not in {"Normal", "Header", "Footer"}:
            styles[name].font.color.rgb = RGBColor(0x1B, 0x1F, 0x24)
    styles["Normal"].font.size = Pt(BODY_SIZE)
    styles["Caption"].font.bold = False
    languages = {"val": tag if tag.startswith("en") else "en-GB", "eastAsia": "zh-CN"}
    set_property(styles["Normal"].element.get_or_add_rPr(), "lang", **languages)


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """Something that Word computes itself, with what it shows until then."""
    from docx.oxml import OxmlElement

    def mark(kind: str) -> None:
        set_property(paragraph.add_run()._r, "fldChar", fldCharType=kind)

    mark("begin")
    text = OxmlElement("w:instrText")
    text.text = instruction
    paragraph.add_run()._r.append(text)
    mark("separate")
    paragraph.add_run(shown)
    mark("end")


def _shade(paragraph: Any, colour: str) -> None:
    set_property(paragraph._p.get_or_add_pPr(), "shd", val="clear", color="auto", fill=colour)


def _clean(text: str) -> str:
    """Text without the control characters that no XML file may hold."""
    return text.translate(NOT_IN_XML)

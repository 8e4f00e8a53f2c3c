"""Which papers do the three workshops need: one page to print, from its facilitator to its data."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from textwrap import wrap
from unicodedata import east_asian_width

from markupsafe import Markup

from workbench.data.writing import write_whole
from workbench.errors import Problem, StudyError
from workbench.fieldwork import instruments
from workbench.fieldwork.learning.questionnaire import KNOWN_GAPS
from workbench.fieldwork.stages.vision import EMPTY_WORDS, vision_lint
from workbench.fieldwork.stages.voting import CONSISTENT, HIGHEST_RATIO
from workbench.fieldwork.stages.workshops import Papers, workshops
from workbench.fonts.embedding import face
from workbench.reports.page import POLICY
from workbench.reports.templating import TEMPLATES, template

SCALE = (
    (1, "both the same"),
    (3, "somewhat more important"),
    (5, "clearly more important"),
    (7, "much more important"),
    (9, "beyond compare"),
)
PAGES = (".html", ".htm")
MOST = int(HIGHEST_RATIO)
FREE_LINES = 3  # for what the workshop adds
PAIRS_A_PAGE = 16  # each page has a line for the number of the voter
LINES_A_PAGE = 28  # where factors are long words, fewer pairs
LETTERS_A_LINE = 12  # of a factor beside the circles; Cyrillic ones are wide
BETWEEN = 0.55  # of a line, between two rows
# paper, spreadsheet, sheet, columns, how
ENTRIES = (
    (
        "Vision sheet",
        "roadmap",
        "visions",
        ("vision", "statement", "names"),
        "One row a wording. In vision write whose it is, in names the words for place and product "
        "with commas between.",
    ),
    (
        "Ballot",
        "roadmap",
        "votes",
        ("voter", "factor", "rank"),
        "One row a factor and ballot. The voter is the number on the paper. A factor without a "
        "rank has no row.",
    ),
    (
        "Card of pairs",
        "roadmap",
        "comparisons",
        ("voter", "first", "second", "ratio"),
        "One row a pair: first is the factor on the left. The ratio is a mark left of the 1 as it "
        "is, and one over it for a mark right of the 1 (see below). "
        "A pair without a mark has no row.",
    ),
    (
        "Sheet of skills",
        "responses",
        "skills",
        ("respondent", "skill", "held", "required"),
        "One row a skill and firm. The respondent is the code of the firm, as in the sheet actors. "
        "Leave a cell empty where nothing was marked.",
    ),
    (
        "What was agreed",
        "roadmap",
        "gates",
        ("question", "is_met", "evidence"),
        "The questions vision_agreed, success_factors_chosen and skills_listed: yes once it is so, "
        "with the minutes as evidence.",
    ),
)
COMMANDS = {"roadmap": "way.xlsx", "responses": "firms.xlsx"}


def workshop_kits(papers: Papers | None = None) -> bytes:
    """The papers of all three workshops as one page for A4, which asks the network for nothing.

    Parameters
    ----------
    papers
        Factors and skills; by default those of the example.

    Returns
    -------
    The page as UTF-8, the same for the same words: for each workshop a sheet for who leads it and
    one or two to fill in, and last a sheet that says which paper goes into which column.

    Examples
    --------
    >>> from workbench.fieldwork.stages.workshops import Papers
    >>> b"cold &lt;chain&gt;" in workshop_kits(Papers(factors=("cold <chain>", "brand")))
    True
    """
    own = papers or Papers()
    told = {
        "policy": POLICY,
        "style": Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
        "papers": own,
        "workshops": workshops(),
        "rules": vision_lint("")["rule"].tolist(),
        "empty_words": EMPTY_WORDS,
        "scale": SCALE,
        "most": MOST,
        "cards": cards(own.pairs),
        "consistent": CONSISTENT,
        "inverses": [(ratio, 1 / ratio) for ratio in range(2, MOST + 1)],
        "known_gaps": KNOWN_GAPS,
        "skill_scale": instruments["appraisal"].card.sheets["skills"].columns["held"],
        "free_lines": FREE_LINES,
        "entries": ENTRIES,
        "commands": [
            (kind, file, instruments[_instrument(kind)].card.command)
            for kind, file in COMMANDS.items()
        ],
    }
    bare = template("workshops").render(told, face="")
    rule, _ = face(bare)
    if rule:
        bare = template("workshops").render(told, face=Markup(rule))  # noqa: S704 - ours
    return bare.encode()


def cards(pairs: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The pairs of factors by card, so that each card fits a page with the number of its voter.

    Examples
    --------
    >>> [len(card) for card in cards([("milk", "brand")] * 20)]
    [16, 4]
    >>> [len(card) for card in cards([("milk", "a brand that the whole valley shares")] * 20)]
    [6, 6, 6, 2]
    """
    found: list[list[tuple[str, str]]] = []
    room = 0.0
    for pair in pairs:
        needs = max(map(_lines, pair)) + BETWEEN
        if not found or needs > room or len(found[-1]) == PAIRS_A_PAGE:
            found.append([])
            room = LINES_A_PAGE
        found[-1].append(pair)
        room -= needs
    return found


def _lines(words: str) -> int:
    """How many lines a factor takes; a Chinese letter is as wide as two."""
    wide = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)
    return max(len(wrap(words, LETTERS_A_LINE)), ceil(wide / LETTERS_A_LINE))


def write_workshops(path: str | Path, papers: Papers | None = None) -> Path:
    """Write the papers to a page, or into a folder as workshops.html; return the page.

    Raises
    ------
    StudyError
        If there is something at that path already, or it ends like a file of another kind.
    """
    target = Path(path)
    if target.suffix and target.suffix.lower() not in PAGES:
        raise StudyError(_no_page(target))
    if not target.suffix:
        target = target / "workshops.html"
    if target.exists():
        raise StudyError(
            Problem(
                "CLW-E02",
                "there is something at that path already",
                file=str(target),
                expected="a path that is free",
                remedy="name another page or folder, or move that one away",
            )
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, workshop_kits(papers))
    return target


def _no_page(path: Path) -> Problem:
    return Problem(
        "CLW-E80",
        f"the papers are not written as {path.suffix}",
        file=str(path),
        value=path.name,
        expected="a page (.html), or a folder named without an ending",
        remedy=f"write {path.stem}.html, and print it from a browser",
    )


def _instrument(template: str) -> str:
    return next(name for name in instruments if instruments[name].card.template == template)

"""What does the page about two runs show: plain words, the largest changes, then all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from workbench.fonts.embedding import face
from workbench.reports.compare import VERDICT, Comparison
from workbench.reports.compare_causes import KINDS
from workbench.reports.compare_runs import Run
from workbench.reports.compare_tables import Change
from workbench.reports.compare_words import compare_texts, details, sentences, share, step, values
from workbench.reports.languages import ENGLISH
from workbench.reports.page import POLICY
from workbench.reports.templating import TEMPLATES, template

MOST_LARGEST = 15
MOST_OF_ONE = 3
MOST_ROWS = 500  # of one figure or table; a browser would be slow on more


def page(found: Comparison, lang: str = ENGLISH, *, is_last_time: bool = False) -> bytes:
    """The page about two runs, in one file that asks the network for nothing and runs no script.

    Parameters
    ----------
    found
        The two runs, compared.
    lang
        What the page itself speaks: "en" or "zh".
    is_last_time
        Whether the first run is the one that the second replaced.

    Returns
    -------
    The page as UTF-8, the same for the same two runs.
    """
    texts = compare_texts(lang)
    title = texts["since" if is_last_time else "between"]
    told = {
        "lang": lang,
        "texts": texts,
        "policy": POLICY,
        "style": Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
        "title": title.format(name=found.after.notebook.replace("_", " ")),
        "sentences": sentences(found, lang),
        "runs": [_run(run, texts) for run in (found.before, found.after)],
        "made": _made(found, lang),
        "largest": [(names, change, *values(change)) for names, change in largest(found)],
        "found": found,
        "said": sorted(found.sentences, key=lambda sentence: sentence.role != VERDICT),
        "most": MOST_OF_ONE,
        "most_rows": MOST_ROWS,
        "values": values,
        "share": share,
        "step": step,
    }
    bare = template("compare").render(told, face="")
    rule, _ = face(bare)
    if rule:
        bare = template("compare").render(told, face=Markup(rule))  # noqa: S704 - ours
    return bare.encode()


def largest(
    found: Comparison, most: int = MOST_LARGEST, of_one: int = MOST_OF_ONE
) -> list[tuple[list[str], Change]]:
    """The largest changes of numbers, each with the exhibits that show it; few of each exhibit."""
    shown_by: dict[Change, list[str]] = {}
    for exhibit, change in found.numbers:
        shown_by.setdefault(change, []).append(exhibit.name)
    chosen: list[tuple[list[str], Change]] = []
    taken: Counter[str] = Counter()
    for change, names in shown_by.items():
        if len(chosen) < most and taken[names[0]] < of_one:
            chosen.append((names, change))
            taken.update(names)
    return chosen


def _run(run: Run, texts: Mapping[str, Any]) -> str:
    name = str(run.record.get("run", ""))
    return str(texts["run_on"].format(run=name, day=run.day)) if run.day else name


def _made(found: Comparison, lang: str) -> list[tuple[str, bool, str]]:
    """A row for each kind of cause: its name, whether it changed, and what of it."""
    texts = compare_texts(lang)
    by_kind = {cause.kind: cause for cause in found.causes}
    return [
        (
            texts[kind],
            kind in by_kind,
            details(by_kind[kind], lang, None) if kind in by_kind else "",
        )
        for kind in KINDS
    ]

"""Which columns are two ratios made of: what outcome and measure may have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from workbench.data import Study

OVER, TIMES = -1, 1  # the power with which a column enters
ENDINGS = {
    "_per_head": "population",
    "_per_capita": "population",
    "_per_inhabitant": "population",
    "_per_worker": "employment",
    "_per_km2": "area_km2",
    "_density": "area_km2",
}
DIVIDED = re.compile(r"^(?P<above>.*?)\bdivided by\b(?P<below>.*)$", re.IGNORECASE | re.DOTALL)
WORD = re.compile(r"\w+")


def shared_parts(
    panel: pd.DataFrame, outcome: str, term: str, study: Study | None = None
) -> dict[str, int]:
    """The columns that both are made of, each with its power in the outcome.

    What a column is made of is read from its card: the column a measure counts, "divided by" in
    the source; else from the end of its name ("_per_head").

    Examples
    --------
    >>> table = pd.DataFrame({"population": [1.0]})
    >>> shared_parts(table, "gdp_per_head", "firms_per_capita")
    {'population': -1}
    """
    of_outcome, of_term = (parts_of(name, panel, study) for name in (outcome, term))
    return {name: power for name, power in of_outcome.items() if name in of_term}


def parts_of(name: str, panel: pd.DataFrame, study: Study | None = None) -> dict[str, int]:
    """The columns of the panel that a column is made of, with their powers."""
    found = dict(_told(_card(name, panel, study), panel))
    for ending, below in ENDINGS.items():
        if name.endswith(ending) and below in panel:
            found.setdefault(below, OVER)
    found.pop(name, None)
    return found


def _told(card: Mapping[str, Any], panel: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """What the card says; the last word on a column holds."""
    sentence = DIVIDED.match(str(card.get("source") or ""))
    if sentence:
        for part, power in (("above", TIMES), ("below", OVER)):
            for word in WORD.findall(sentence[part].split(";")[0]):
                if word in panel:
                    yield word, power
    if card.get("of") in panel:
        yield str(card["of"]), TIMES


def _card(name: str, panel: pd.DataFrame, study: Study | None) -> dict[str, Any]:
    """What the panel and, where it is given, the study say of a column."""
    card = dict(panel.attrs.get("columns", {}).get(name, {}))
    if study is not None and "indicator_cards" in study.tables:
        rows = study.indicator_cards
        own = rows[rows["indicator"] == name].dropna(axis=1)
        card |= {str(k): v for k, v in own.iloc[0].items()} if len(own) else {}
    return card

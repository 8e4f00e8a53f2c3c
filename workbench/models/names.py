"""Which names can a model use: the columns, indicators and measures of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import pandas as pd

from workbench.data import Study
from workbench.data.tables import DIRECTIONS
from workbench.errors import UnknownName, unknown
from workbench.measures import measures as shelf
from workbench.measures._apply import is_computable

# Composite indices that a model can use, and the role of the indicators that are in them; the
# first is the one that its own causes are not in.
INDICES: Mapping[str, str | None] = {"outcome_index": "outcome", "composite_index": None}

FEWEST = 2  # indicators that make an index
DIRECTED = DIRECTIONS[:-1]  # all but context, which enters none

# Columns of the industries table that would be taken for the region's own.
RENAMED = {"industries": {"name": "industry_name", "parent": "sector"}}


def available_columns(study: Study) -> dict[str, str]:
    """Every name a model of this study can use, each with a short description."""
    return dict(_known(study))


@lru_cache(maxsize=4)
def _known(study: Study) -> dict[str, str]:
    """The names of a study, which are asked for again and again."""
    measures = [name for name in shelf if _is_measurable(name, study)]
    return {name: shelf[name].card.question for name in measures} | own_columns(study)


def _is_measurable(name: str, study: Study) -> bool:
    """Whether a measure is among the names of a study; asking of one spares looking at all."""
    return name in shelf and is_computable(shelf[name], study) and _is_by_region(name, study)


def _is_by_region(name: str, study: Study) -> bool:
    """Whether a measure, as the study asks for it, has one value a region, or a cell, and year."""
    card = shelf[name].card
    keys = card.variants[study.question.options.get(name, {}).get("variant", card.default)].keys
    return "region" in keys and set(keys) <= {"region", "industry", "year"}


def _remedy(name: str) -> str | None:
    """What could make the name of a measure known."""
    if name not in shelf:
        return None
    card = shelf[name].card
    if "region" not in card.variants[card.default].keys:
        return f"{name} is a measure, but not one of regions, so it cannot stand in a model of them"
    needs = ", ".join(card.needs())
    return f"{name} is a measure; it needs {needs}, and this study lacks some of it"


def is_measure(name: str, study: Study) -> bool:
    """Whether a name means a measure on the shelf; a study's own column of that name is first."""
    return name in shelf and name not in own_columns(study)


def index_outcome(study: Study) -> str | None:
    """The composite index to explain by clusters: of outcomes, where the cards tell roles.

    None where the study can make no index.

    Examples
    --------
    >>> from workbench.data import load
    >>> index_outcome(load("european_regions"))
    'outcome_index'
    """
    return next((name for name in INDICES if is_index(name, study)), None)


def is_index(name: str, study: Study) -> bool:
    """Whether a name means a composite index; a study's own column of that name is first."""
    return name in INDICES and own_columns(study).get(name) == _about_index(name)


def own_columns(study: Study) -> dict[str, str]:
    """The columns and indicators of a study, each with a short description."""
    names: dict[str, str] = {}
    for table in ("regions", "industries", "activity"):
        if table in study.tables:
            columns = study.tables[table].rename(columns=RENAMED.get(table, {})).columns
            names |= {str(column): f"column of {table}" for column in columns}
    if "indicators" in study.tables:
        cards = cards_of(study)
        codes = study.indicators["indicator"].unique()
        names |= {str(code): str(cards.get(code, {}).get("name", code)) for code in codes}
    return {name: _about_index(name) for name in INDICES if _can_make(name, study)} | names


def _can_make(index: str, study: Study) -> bool:
    """Whether the cards of a study's indicators describe that index."""
    role = INDICES[index]
    cards = [
        card
        for card in cards_of(study).values()
        if card.get("direction") in DIRECTED and (role is None or card.get("role") == role)
    ]
    return len(cards) >= FEWEST and not _is_only_by_industry(study)


def _is_only_by_industry(study: Study) -> bool:
    """Whether every indicator is about an industry of a region, and none about the region."""
    rows = study.tables.get("indicators", pd.DataFrame())
    return "industry" in rows and bool(rows["industry"].notna().all())


def _about_index(name: str) -> str:
    """What an index is, for the list of names."""
    role = INDICES[name]
    of = "all indicators" if role is None else f"the indicators of role {role}"
    return f"composite index of {of}, 0 to 100"


def cards_of(study: Study) -> dict[str, Mapping[str, Any]]:
    """The card of each indicator, by its code."""
    if "indicator_cards" not in study.tables:
        return {}
    cards = study.indicator_cards.astype("object").to_dict("records")
    return {str(card["indicator"]): cast(dict[str, Any], card) for card in cards}


def check_names(study: Study, names: Sequence[str]) -> None:
    """Refuse names that are no column, indicator or measure of the study, all at once.

    Raises
    ------
    UnknownName
        With the nearest names.
    """
    own = own_columns(study)
    wrong = [name for name in names if name not in own and not _is_measurable(name, study)]
    if not wrong:
        return
    known = available_columns(study)
    where = f"column of study {study.name} called"
    raise UnknownName(
        [unknown("CLW-N04", where, name, known, remedy=_remedy(name)) for name in wrong]
    )

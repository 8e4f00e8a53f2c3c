"""What counts as a cluster in one region: its industries by each rule that the study can feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from workbench.data import Study, load
from workbench.errors import ParameterError, unknown
from workbench.measures._progress import shown
from workbench.rules import rules as shelf
from workbench.rules._apply import EMPLOYMENT, applicable, rule, with_value


def clusters_of(
    study: str | Study,
    region: str,
    *,
    year: int | None = None,
    level: str | None = None,
    value: str | None = None,
) -> pd.DataFrame:
    """The industries of one region that count as clusters, by each rule that the study can feed.

    Parameters
    ----------
    study
        A study, its name or its folder, with `activity`.
    region
        The region, at the level asked for.
    year, level
        As in `rule`; of several years the latest is told.
    value
        The column of activity to judge by. By default employment, or where there is none, the
        first column of numbers.

    Returns
    -------
    One row a rule: `rule`, `clusters` (names of industries, or what else there is to say),
    `count`, and `judged` (industries of the region that the rule can judge).

    Raises
    ------
    ParameterError
        If the region has no row in `activity`.

    Examples
    --------
    >>> found = clusters_of("china_prefectures", "330300")
    >>> found.loc[found["rule"] == "location_quotient_threshold", "clusters"].item()
    'Manufacturing, Wholesale and retail trade'
    """
    found = load(study)
    return told_of(found, region, judged(found, year=year, level=level, value=value))


def judged(
    study: Study,
    *,
    year: int | None = None,
    level: str | None = None,
    value: str | None = None,
    only: Callable[[str], bool] = bool,
) -> dict[str, pd.DataFrame]:
    """What each rule that a study can feed says of all its regions; see `clusters_of`.

    `only` picks rules by their names; by default all.
    """
    counted = value or counted_in(study)
    can = [name for name in applicable(study, counted) if only(name)]
    return {
        name: rule(name, study, year=year, level=level, **with_value(shelf[name], counted))
        for name in shown(can, len(can), "rules judged")
    }


def looks_around(name: str) -> bool:
    """Whether a rule looks at the neighbours of a region too, for which outlines are read."""
    return "hot_spot" in name


def told_of(study: Study, region: str, answers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What the rules say of one region; see `clusters_of`."""
    names = _names(study)
    rows = [{"rule": name} | _told(answer, region, names) for name, answer in answers.items()]
    if rows and not any(row.pop("is_there") for row in rows):
        known = sorted({code for answer in answers.values() for code in answer["region"]})
        raise ParameterError(unknown("CLW-N13", "region with activity", region, known))
    return pd.DataFrame(rows, columns=["rule", "clusters", "count", "judged"])


def counted_in(study: Study) -> str | None:
    """The column that tells the size of a cell: employment, or else the first column of numbers."""
    table = study.tables.get("activity", pd.DataFrame())
    numbers = table.drop(columns="year", errors="ignore").select_dtypes("number").columns
    return EMPLOYMENT if EMPLOYMENT in table else next(map(str, numbers), None)


def _names(study: Study) -> dict[str, str]:
    """What industries are called, by code."""
    if "industries" not in study.tables:
        return {}
    names = study.industries.set_index("industry")["name"]
    return {str(code): str(name) for code, name in names.items()}


def _told(answer: pd.DataFrame, region: str, names: dict[str, str]) -> dict[str, object]:
    """What one rule says of one region."""
    own = answer[answer["region"] == region]
    if "year" in own:
        own = own[own["year"] == own["year"].max()]
    judged = own[own["is_cluster"].notna()]
    yes = judged[judged["is_cluster"].astype(bool)]
    said = ", ".join(names.get(str(code), str(code)) for code in yes["industry"])
    if not said:
        said = "none" if len(judged) else _why(own)
    return {"clusters": said, "count": len(yes), "judged": len(judged), "is_there": len(own) > 0}


def _why(own: pd.DataFrame) -> str:
    """Why a rule cannot judge a region."""
    reasons = list(dict.fromkeys(str(reason) for reason in own["undefined"].dropna()))
    return f"cannot be said: {'; '.join(reasons)}" if reasons else "not in the table"

"""What did firms answer: scores from a study's responses, and what is known of its clusters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.errors import ParameterError, listed
from workbench.hypotheses._card import Untestable

LEARNING = ("information gathering", "knowledge acquisition", "competence development")
COLLABORATIVE = "collaborative learning"
BENEFITS = (
    "cost economy",
    "interdependency",
    "strategic choice",
    "knowledge and learning",
    "specialisation",
    "rivalry",
    "speed of information",
    "external resources",
)
TRAITS = ("embeddedness", "formalisation", "outward orientation", "decision centralisation")
FEWEST_FIRMS, FEWEST_CLUSTERS = 30, 10
SYNTHETIC = "The answers are simulated, so the verdict tells of the method and not of any firm."


def answers(study: Study, levels: Sequence[str]) -> pd.DataFrame:
    """The answers to the items of some levels: one row a respondent, one column an item.

    Items that are declared as reversed are turned round, so that more always means more.

    Raises
    ------
    Untestable
        If there is no survey, a level has no item on a numbered scale, or too few answered.
    """
    need(study, "responses", "items", what="answers of firms to the questions of each level")
    items = _items(study.items, levels)
    missing = [level for level in levels if level not in set(items["level"])]
    if missing:
        raise Untestable(
            f"The questionnaire has no question on {listed(missing)}: items of these levels, "
            "answered on a numbered scale, would make it testable."
        )
    wide = study.responses.set_index(["respondent", "item"])["answer"].unstack()  # noqa: PD010 - text
    numbers: pd.DataFrame = wide.reindex(columns=items.index).apply(pd.to_numeric, errors="coerce")
    ends = items["low"] + items["high"]
    turned = numbers.astype("float64")
    for item in items.index[items["reverse"]]:
        turned[item] = ends[item] - turned[item]
    if (known := int(turned.notna().any(axis=1).sum())) < FEWEST_FIRMS:
        raise Untestable(
            f"Only {known} firms answered; {FEWEST_FIRMS} or more would make it testable."
        )
    return turned


def levels_of(study: Study, levels: Sequence[str]) -> pd.Series:
    """The level of each item that belongs to one of some levels."""
    found: pd.Series = _items(study.items, levels)["level"]
    return found


def scores(study: Study, levels: Sequence[str]) -> pd.DataFrame:
    """The mean answer of each respondent to the items of each level.

    A score is missing where less than half of the items of its level were answered.
    """
    wide, level = answers(study, levels), levels_of(study, levels)
    return pd.DataFrame({name: score(wide[level.index[level == name]]) for name in levels})


def score(items: pd.DataFrame) -> pd.Series:
    """The mean of the items where at least half of them were answered."""
    return items.mean(axis=1).where(items.notna().mean(axis=1) >= 1 / 2)


def firms(study: Study, respondents: pd.Index, *columns: str) -> pd.DataFrame:
    """What the table actors says of each respondent: its region and further columns.

    Raises
    ------
    Untestable
        If the table, a column or every respondent is missing there.
    """
    wanted = ("region", *columns)
    need(study, "actors", what="the firms that answered, with their region")
    missing = [column for column in wanted if column not in study.actors]
    if missing:
        raise Untestable(
            f"The table actors does not have {listed(missing)}: with this told of each firm that "
            "answered, it would be testable."
        )
    told = study.actors.set_index("actor")[list(wanted)].reindex(respondents)
    if told["region"].isna().all():
        raise Untestable(
            "No respondent stands in the table actors: the same code in both would make it "
            "testable."
        )
    return told


def cluster_facts(study: Study, *indicators: str) -> pd.DataFrame:
    """The latest value of some indicators of whole regions: one row a region that has all.

    Raises
    ------
    Untestable
        If an indicator is missing, or fewer than ten clusters have all of them.
    """
    need(study, "indicators", what=f"{listed(indicators)} of each cluster")
    rows = study.indicators
    if "industry" in rows:
        rows = rows[rows["industry"].isna()]
    missing = [name for name in indicators if name not in set(rows["indicator"])]
    if missing:
        raise Untestable(
            f"The study has no indicator {listed(missing)} of whole regions, which stand for "
            "clusters here: with it for ten or more it would be testable."
        )
    latest = rows[rows["indicator"].isin(indicators)].sort_values("year")
    latest = latest.drop_duplicates(["region", "indicator"], keep="last")
    wide = latest.pivot_table("value", "region", "indicator")
    found = wide[list(indicators)].dropna()
    if len(found) < FEWEST_CLUSTERS:
        raise Untestable(
            f"Only {len(found)} clusters have {listed(indicators)}; "
            f"{FEWEST_CLUSTERS} or more would make it testable."
        )
    return found


def need(study: Study, *tables: str, what: str) -> None:
    """Refuse a study without some tables.

    Raises
    ------
    Untestable
        With what is missing, and what the tables would hold.
    """
    missing = [name for name in tables if name not in study.tables or study.table(name).empty]
    if missing:
        tables_are = "table" if len(missing) == 1 else "tables"
        raise Untestable(
            f"The study has no {tables_are} {listed(missing)}: {what} would make it testable."
        )


def caveats_of(study: Study) -> tuple[str, ...]:
    """What is to be said of every answer that a simulated study gives."""
    kinds = {kind for _, kind, _ in study.warnings}
    return (SYNTHETIC,) if "synthetic" in kinds else ()


def untestable(error: ParameterError) -> Untestable:
    """What a method could not do with these answers, as the reason why they cannot tell."""
    problem = error.problems[0]
    return Untestable(
        f"{problem.message[0].upper()}{problem.message[1:]} ({problem.value}): {problem.expected} "
        "would make it testable."
    )


def standardised(values: pd.Series) -> pd.Series:
    """The values with mean 0 and standard deviation 1.

    Raises
    ------
    Untestable
        If they do not vary.
    """
    spread = float(values.std())
    if not np.isfinite(spread) or spread == 0:
        raise Untestable(f"There is nothing to compare: {values.name} is the same everywhere.")
    return (values - values.mean()) / spread


def _items(items: pd.DataFrame, levels: Sequence[str]) -> pd.DataFrame:
    """The items of some levels on numbered scales: level, low, high, reverse, by item."""
    from workbench.data.table_problems.scales import scale_of

    if "level" not in items:
        items = items.assign(level=None)
    plain = items["level"].astype("str").str.strip().str.casefold().str.replace("_", " ")
    rows = items.assign(level=plain)[plain.isin(levels)].dropna(subset=["item", "scale"])
    scales = [scale_of(str(text)) for text in rows["scale"]]
    nan = float("nan")
    ends = [(float(s.low or 0), s.high or nan) if s and s.has_steps else (nan, nan) for s in scales]
    found = rows.assign(
        low=[low for low, _ in ends],
        high=[high for _, high in ends],
        reverse=rows["reverse"].eq(True) if "reverse" in rows else False,
    ).dropna(subset=["low", "high"])
    return found.drop_duplicates("item").set_index("item")[["level", "low", "high", "reverse"]]

"""Which numbers stand side by side: measures, indicators and attributes, one row a unit.

A panel is a plain data frame. Its `.attrs` say what each column is (unit, year, source, variant),
why a value is undefined, and which rows were left out before any model saw them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from workbench.data import Question, Study, at_level, load
from workbench.errors import ParameterError, Problem, UnknownName, unknown
from workbench.measures import Measure
from workbench.measures import measures as shelf
from workbench.measures._apply import computable, measure
from workbench.models.formula import parse

REGION, CELL = ("region",), ("region", "industry")
RULES: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def panel(
    study: str | Study,
    measures: Sequence[str | Measure] | None = None,
    outcome: str | None = None,
    *,
    question: Question | None = None,
) -> pd.DataFrame:
    """Join measures with the indicators and attributes of a study.

    Parameters
    ----------
    study
        A study, its name or its folder.
    measures
        Names from `workbench list measures`, or the functions themselves.
    outcome
        The column to explain: an indicator, a region attribute or an activity column. Its keys
        decide what a row is: a region, or a region's industry.
    question
        Level, industry, years, sample rules and measure options; the study's own by default,
        as are the measures and the outcome.

    Returns
    -------
    One row a unit and year, with the keys, the region's attributes, all indicators and each
    measure under its name. `.attrs["columns"]` describes each column, `.attrs["undefined"]`
    tells why a measure has no value in a row, `.attrs["excluded"]` counts the rows a sample
    rule left out, by reason.

    Raises
    ------
    UnknownName
        For a measure, outcome, industry, level or year that is not there; with the nearest.
    ParameterError
        If a measure has a value for each industry, rows are regions, and no industry is chosen.

    Examples
    --------
    >>> table = panel("china_prefectures", ["employment_density"], "gdp_per_head")
    >>> table[["region", "employment_density", "gdp_per_head"]].shape
    (369, 3)
    """
    found = load(study)
    asked = question or found.question
    if measures is not None:
        named = [m if isinstance(m, str) else m.__name__ for m in measures]
        asked = replace(asked, measures=tuple(named))
    if outcome is not None:
        asked = replace(asked, outcome=outcome)
    found = at_level(found, asked.level)
    check_names(found, [asked.outcome] if asked.outcome else [])
    return _Joiner(found, asked).joined()


def panel_for(
    study: Study, formula: str, *, cluster: str | None = None, question: Question
) -> pd.DataFrame:
    """The panel that a formula needs: its outcome, and every measure it names.

    Raises
    ------
    FormulaError
        If the formula cannot be read.
    UnknownName
        For names that are no column, indicator or measure of the study; all at once.
    """
    parsed = parse(formula)
    check_names(study, [*parsed.names, *([cluster] if cluster else [])])
    named = tuple(name for name in parsed.names if name in shelf)
    asked = replace(question, outcome=parsed.outcome.name, measures=named)
    return panel(study, question=asked)


def available_columns(study: Study) -> dict[str, str]:
    """Every name a model of this study can use, each with a short description."""
    names: dict[str, str] = {}
    for table in ("regions", "industries", "activity"):
        if table in study.tables:
            names |= {str(c): f"column of {table}" for c in study.tables[table].columns}
    if "indicator_cards" in study.tables:
        cards = study.indicator_cards
        names |= dict(zip(cards["indicator"], cards["name"], strict=True))
    return names | {name: shelf[name].card.question for name in computable(study)}


def check_names(study: Study, names: Sequence[str]) -> None:
    """Refuse names that are no column, indicator or measure of the study, all at once.

    Raises
    ------
    UnknownName
        With the nearest names.
    """
    known = available_columns(study)
    wrong = [
        unknown("CLW-N04", f"column of study {study.name} called", name, known)
        for name in names
        if name not in known
    ]
    if wrong:
        raise UnknownName(wrong)


class _Joiner:
    """Builds one panel, column by column."""

    def __init__(self, study: Study, asked: Question) -> None:
        self.study, self.asked = study, asked
        self.columns: dict[str, dict[str, Any]] = {}
        self.undefined: dict[str, dict[int, str]] = {}
        self.keys = CELL if self._is_by_industry(asked.outcome) else REGION
        self.table = self._units()

    def joined(self) -> pd.DataFrame:
        self._attributes()
        self._indicators()
        for name in self.asked.measures:
            self._measure(name)
        table, excluded = _sampled(self.table, self.asked.sample)
        table.attrs = {
            "study": self.study.name,
            "industry": self._industry_name(),
            "keys": [*self.keys, "year"],
            "columns": self.columns,
            "undefined": self.undefined,
            "excluded": excluded,
        }
        return table

    def _is_by_industry(self, outcome: str) -> bool:
        if self.asked.industry is not None:
            return False
        if "indicators" in self.study.tables and "industry" in self.study.indicators:
            rows = self.study.indicators["indicator"] == outcome
            if rows.any():
                return bool(self.study.indicators.loc[rows, "industry"].notna().any())
        return "activity" in self.study.tables and outcome in self.study.activity

    def _units(self) -> pd.DataFrame:
        years = [self.asked.year] if self.asked.year else self.study.years
        if self.keys == CELL:
            activity = self.study.activity
            table = activity[activity["year"].isin(years)].reset_index(drop=True)
            for name in table.columns.difference([*CELL, "year", "flag"]):
                self._describe(str(name), "activity", unit=self._unit("activity", str(name)))
            return table
        regions = self.study.regions[["region"]]
        years = years or [0]
        return regions.merge(pd.DataFrame({"year": years}), how="cross")

    def _attributes(self) -> None:
        for name, key in (("regions", "region"), ("industries", "industry")):
            if key not in self.table or name not in self.study.tables:
                continue
            extra = self.study.tables[name]
            if name == "industries":
                extra = extra.rename(columns={"name": "industry_name", "parent": "sector"})
            fresh = [c for c in extra.columns if c == key or c not in self.table]
            self.table = self.table.merge(extra[fresh], on=key, how="left", sort=False)
            for column in fresh:
                self._describe(str(column), name, unit=self._unit(name, str(column)))

    def _indicators(self) -> None:
        if "indicators" not in self.study.tables:
            return
        for name, rows in self.study.indicators.groupby("indicator", sort=True):
            picked, year = self._in_year(str(name), rows)
            by = [k for k in CELL if k in picked and picked[k].notna().any()]
            if not set(by) <= set(self.keys):
                continue
            by = by if year is not None else [*by, "year"]
            column = picked[[*by, "value"]].rename(columns={"value": name})
            self.table = self.table.drop(columns=str(name), errors="ignore").merge(
                column, on=by, how="left", sort=False
            )
            card = self.study.indicator_cards.set_index("indicator").loc[name]
            facts = {k: card.get(k) for k in ("unit", "scale", "source", "direction")}
            self._describe(str(name), "indicators", year=year, label=card["name"], **facts)

    def _in_year(self, name: str, rows: pd.DataFrame) -> tuple[pd.DataFrame, int | None]:
        """The rows to join, and their year where one year serves every row of the panel."""
        years = sorted({int(year) for year in rows["year"]})
        wanted = self.asked.year
        if name == self.asked.outcome and self.asked.outcome_year in years:
            wanted = self.asked.outcome_year
        if wanted not in years and len(years) == 1:
            wanted = years[0]
        if wanted is None:
            return rows, None
        return rows[rows["year"] == wanted], wanted

    def _measure(self, name: str) -> None:
        asked = self.asked
        result = measure(
            name,
            self.study,
            year=asked.year,
            industry=asked.industry,
            **asked.options.get(name, {}),
        )
        facts = result.attrs["measure"]
        by = [k for k in (*CELL, "year") if k in result and (k != "industry" or not asked.industry)]
        if not set(by) <= {*self.keys, "year"}:
            raise ParameterError(
                Problem(
                    "CLW-M03",
                    f"{name} has a value for each industry, but a row here is a region",
                    value=name,
                    expected="one industry to be chosen",
                    remedy="name an industry, or take an outcome that is known by industry",
                )
            )
        column = result[[*by, "value", "undefined"]].rename(columns={"value": name})
        self.table = self.table.drop(columns=name, errors="ignore").merge(
            column, on=by, how="left", sort=False
        )
        why = self.table.pop("undefined").astype("object")
        rows = self.table[name].isna()
        told = why[rows].fillna("no row in the activity table")
        self.undefined[name] = dict(zip(told.index, told, strict=True))
        scale = shelf[name].card.scale
        self._describe(name, "measures", year=asked.year, label=_label(name), scale=scale, **facts)

    def _industry_name(self) -> str:
        """The industry the rows are about, in words; empty where they are about all."""
        if not self.asked.industry:
            return ""
        names = self.study.industries.set_index("industry")["name"]
        return str(names.get(self.asked.industry, self.asked.industry))

    def _unit(self, table: str, column: str) -> str:
        fields = self.study.resources[table].get("schema", {}).get("fields", [])
        return next((f.get("unit", "") for f in fields if f["name"] == column), "")

    def _describe(self, column: str, origin: str, **facts: Any) -> None:
        self.columns[column] = {"origin": origin, "label": _label(column)} | facts


def _label(name: str) -> str:
    return name.replace("_", " ")


def _sampled(
    table: pd.DataFrame, rules: Sequence[Mapping[str, Any]]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows that pass every rule, and how many each rule left out, in order."""
    wrong = [
        unknown("CLW-N04", "column of the sample rule called", rule["column"], map(str, table))
        for rule in rules
        if rule["column"] not in table
    ]
    if wrong:
        raise UnknownName(wrong)
    excluded: dict[str, int] = {}
    for rule in rules:
        holds = RULES[rule["rule"]](table[rule["column"]], rule["value"]).fillna(False).astype(bool)
        text = f"{rule['column']} {rule['rule']} {rule['value']} does not hold: {rule['reason']}"
        excluded[text] = int((~holds).sum())
        table = table[holds]
    return table.copy(), excluded

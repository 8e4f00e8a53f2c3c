"""How do tables become one: measures, indicators and attributes, joined by code and year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.data import Question, Study
from workbench.errors import ParameterError, Problem, UnknownName, unknown
from workbench.measures import Measure, measure
from workbench.measures import measures as shelf
from workbench.models.names import INDICES, RENAMED, cards_of, is_index, is_measure
from workbench.models.sample import sampled

REGION, CELL = ("region",), ("region", "industry")


class Joiner:
    """Builds one panel, column by column.

    Parameters
    ----------
    study
        A study at the level asked for.
    asked
        The question; its names, year and industry are known to be in the study.
    own
        Measures that are not on the shelf, by name.
    """

    def __init__(self, study: Study, asked: Question, own: Mapping[str, Measure]) -> None:
        self.study, self.asked, self.own = study, asked, own
        self.columns: dict[str, dict[str, Any]] = {}
        self.undefined: dict[str, dict[int, str]] = {}
        self.keys = CELL if self._is_by_industry(asked.outcome) else REGION
        self.table = self._units()

    def joined(self) -> pd.DataFrame:
        """The panel."""
        self._attributes()
        self._indicators()
        more = [self.asked.outcome, *self.asked.controls]
        wanted = [*self.asked.measures, *(n for n in more if is_measure(n, self.study))]
        for name in dict.fromkeys(wanted):
            self._measure(name)
        for name in dict.fromkeys(name for name in more if is_index(name, self.study)):
            self._index(name)
        table, excluded = sampled(self.table, self.asked.sample)
        table.attrs = {
            "study": self.study.name,
            "keys": [key for key in (*self.keys, "year") if key in table],
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
        """The rows: cells of the activity table, or regions with what they hold in all."""
        years = [self.asked.year] if self.asked.year is not None else self._years()
        if self.keys == REGION:
            units = self.study.regions[["region"]]
            table = units.merge(pd.DataFrame({"year": years}), how="cross") if years else units
            if "activity" not in self.study.tables:
                return table.copy()
            table = table.merge(self._held(), on=["region", "year"], how="left", sort=False)
        else:
            activity = self.study.activity
            table = activity[activity["year"].isin(years)].reset_index(drop=True)
        about = f" of {self._industry_name()}" if self.asked.industry else ""
        for name in table.columns.difference([*CELL, "year", "flag"]):
            unit, label = self._unit("activity", str(name)), _label(str(name)) + about
            self._describe(str(name), "activity", unit=unit, label=label)
        return table

    def _years(self) -> list[int]:
        """The years of the activity table, or where there is none, of the outcome's indicator."""
        if "activity" in self.study.tables or "indicators" not in self.study.tables:
            return self.study.years
        rows = self.study.indicators
        own = rows[rows["indicator"] == self.asked.outcome]
        return sorted(int(year) for year in (rows if own.empty else own)["year"].unique())

    def _held(self) -> pd.DataFrame:
        """What each region holds by year: of the chosen industry, or of all industries together.

        A region that has cells, and none of the industry, holds 0 of it; a sum with a missing
        part is missing.
        """
        activity = self.study.activity
        counts = list(activity.drop(columns="year").select_dtypes("number").columns)
        if self.asked.industry is not None:
            other = activity["industry"] != self.asked.industry
            activity = activity.assign(**{name: activity[name].mask(other, 0) for name in counts})
        groups = activity.groupby(["region", "year"], sort=False, as_index=False)
        return groups[counts].sum(skipna=False)

    def _attributes(self) -> None:
        for name, key in (("regions", "region"), ("industries", "industry")):
            if key not in self.table or name not in self.study.tables:
                continue
            extra = self.study.tables[name].rename(columns=RENAMED.get(name, {}))
            fresh = [c for c in extra.columns if c == key or c not in self.table]
            self.table = self.table.merge(extra[fresh], on=key, how="left", sort=False)
            for column in fresh:
                self._describe(str(column), name, unit=self._unit(name, str(column)))

    def _indicators(self) -> None:
        if "indicators" not in self.study.tables:
            return
        cards = cards_of(self.study)
        for name, rows in self.study.indicators.groupby("indicator", sort=True):
            found = self._of_industry(rows)
            by = [k for k in CELL if k in found and found[k].notna().any()]
            if by and set(by) <= set(self.keys):
                self._indicator(str(name), found, by, cards.get(str(name), {}))

    def _indicator(
        self, name: str, rows: pd.DataFrame, by: list[str], card: Mapping[str, Any]
    ) -> None:
        picked, year = self._in_year(name, rows)
        keys = by if year is not None else [*by, "year"]
        column = picked[[*keys, "value"]].rename(columns={"value": name})
        self.table = self.table.drop(columns=name, errors="ignore").merge(
            column, on=keys, how="left", sort=False
        )
        if picked.empty:
            years = ", ".join(str(y) for y in sorted(rows["year"].unique()))
            self.undefined[name] = dict.fromkeys(
                self.table.index, f"no value for {year}, only for {years}"
            )
        facts = {k: card.get(k) for k in ("unit", "scale", "source", "direction", "role")}
        label = _sentence_case(str(card.get("name", _label(name))))
        self._describe(name, "indicators", year=year, label=label, **facts)

    def _of_industry(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of an indicator at the panel's keys: about the region, or about an industry."""
        if "industry" not in rows or self.keys == CELL:
            return rows
        about_region = rows["industry"].isna()
        if self.asked.industry is None or about_region.all():
            return rows[about_region].drop(columns="industry")
        return rows[rows["industry"] == self.asked.industry].drop(columns="industry")

    def _in_year(self, name: str, rows: pd.DataFrame) -> tuple[pd.DataFrame, int | None]:
        """The rows to join, and their year where one year serves every row of the panel."""
        years = sorted({int(year) for year in rows["year"]})
        wanted = self.asked.year
        if name == self.asked.outcome and self.asked.outcome_year is not None:
            wanted = self._outcome_year(years)
        if wanted not in years and len(years) == 1:
            wanted = years[0]
        if wanted is None:
            return rows, None
        return rows[rows["year"] == wanted], wanted

    def _outcome_year(self, years: list[int]) -> int | None:
        """The year asked for; that of the study's own outcome need not suit another one."""
        asked, declared = self.asked, self.study.question
        if asked.outcome_year in years:
            return asked.outcome_year
        if asked.outcome_year == declared.outcome_year and asked.outcome != declared.outcome:
            return asked.year
        where = f"year of {asked.outcome} called"
        raise UnknownName(unknown("CLW-N06", where, asked.outcome_year, map(str, years)))

    def _measure(self, name: str) -> None:
        asked = self.asked
        function = self.own.get(name) or shelf[name]
        result = measure(
            function,
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
        told = why[rows].fillna(f"no row in the {function.card.tables[0]} table")
        self.undefined[name] = dict(zip(told.index, told, strict=True))
        scale = function.card.scale
        label = _label(name)
        if asked.industry and "industry" in result:
            label = f"{label} of {self._industry_name()}"
        facts["unit"] = self._counted(facts)
        self._describe(name, "measures", year=asked.year, label=label, scale=scale, **facts)

    def _index(self, name: str) -> None:
        """A composite index of the regions, with what is in it, so that `fit` can warn."""
        from workbench.competitiveness import index

        year = self.asked.outcome_year or self.asked.year
        found = index(self.study, year=year, role=INDICES[name])
        self.table[name] = self.table["region"].map(found.scores)
        rows = self.table[name].isna()
        why = self.table.loc[rows, "region"].map(found.left_out)
        self.undefined[name] = dict(zip(why.index, why, strict=True))
        self._describe(
            name,
            "competitiveness",
            unit="points from 0 to 100",
            scale="linear",
            year=found.year,
            components=found.framework.roles,
        )

    def _industry_name(self) -> str:
        """The industry the rows are about, in words."""
        if "industries" not in self.study.tables:
            return str(self.asked.industry)
        names = self.study.industries.set_index("industry")["name"]
        return str(names.get(self.asked.industry, self.asked.industry)).lower()

    def _counted(self, facts: Mapping[str, Any]) -> str:
        """The unit of a measure, with what was counted named as the study names it."""
        unit, of = str(facts["unit"]), str(facts.get("of", ""))
        known = self._unit("activity", of) if of and "activity" in self.study.tables else ""
        return unit.replace(of, known, 1) if known and unit.startswith(of) else unit

    def _unit(self, table: str, column: str) -> str:
        fields = self.study.resources[table].get("schema", {}).get("fields", [])
        return next((f.get("unit", "") for f in fields if f["name"] == column), "")

    def _describe(self, column: str, origin: str, **facts: Any) -> None:
        self.columns[column] = {"origin": origin, "label": _label(column)} | facts


def _sentence_case(label: str) -> str:
    """A label as it reads inside a sentence: "Mean wage" becomes "mean wage", "GDP" stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _label(name: str) -> str:
    return name.replace("_", " ")

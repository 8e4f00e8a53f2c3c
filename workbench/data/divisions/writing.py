"""How does a study of several divisions become a study of one: a new folder, everything told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.data.checking import examine
from workbench.data.divisions.attaching import division_of
from workbench.data.divisions.codes import DATED
from workbench.data.divisions.crosswalks import CONSTANT
from workbench.data.divisions.harmonising import harmonise
from workbench.data.divisions.regions import outlines_on, regions_on
from workbench.data.divisions.ways import Way, way
from workbench.data.loading import load
from workbench.data.study import BOUNDARIES, Study
from workbench.data.tables import TABLES
from workbench.data.writing import (
    key_of,
    outline_resource,
    study_name,
    table_resource,
    write_descriptor,
    write_outlines,
)
from workbench.errors import ParameterError, Problem, StudyError, as_text, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

COUNTS = ("employment", "establishments")
LISTS = ("industries", "indicator_cards")
WALK = "crosswalk"
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Harmonised:
    """What became of a study: the new study, what was told on the way, and what was left out."""

    study: Study
    to: str
    years: tuple[int, ...]
    changed: int
    told: tuple[Problem, ...]
    left_out: tuple[str, ...]

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {len(t):,} rows" for name, t in self.study.tables.items())
        lines = [
            f"{self.study.folder}: {counts}",
            f"{self.changed} codes changed on the way to {self.to}; totals conserved to 1e-9",
        ]
        if self.left_out:
            lines.append(f"left out: {listed(self.left_out)}")
        return "\n".join([*lines, *([as_text(self.told)] if self.told else [])])

    def as_record(self) -> dict[str, Any]:
        """The result as the plain record that `--json` prints."""
        return {
            "folder": str(self.study.folder),
            "to": self.to,
            "years": list(self.years),
            "codes_changed": self.changed,
            "tables": {name: len(table) for name, table in self.study.tables.items()},
            "left_out": list(self.left_out),
            "told": [problem.as_record() for problem in self.told],
        }


def harmonise_study(
    study: str | Path | Study,
    folder: Path,
    *,
    changes: str | Path | None = None,
    to: int | str = CONSTANT,
    weights: pd.DataFrame | None = None,
    counts: Sequence[str] = (),
    rates: Mapping[str, str] | None = None,
) -> Harmonised:
    """Write a study anew with all years on one division of regions.

    Parameters
    ----------
    study
        A study whose codes change between its years.
    folder
        The folder of the new study; another than that of the old one.
    changes
        As in `division_of`: a study that has a division, or a CSV file of changes; by default
        the study's own tables.
    to
        "constant", or the year whose regions are wanted.
    weights
        How to share out divided regions, as in `crosswalk`; needed for a year, not for constant
        units.
    counts
        Columns of activity and indicators that add up, beside employment, establishments,
        population, and those of which indicator_cards says adds_up.
    rates
        Indicators that do not add up, each with the indicator it is a mean over, beside those of
        which indicator_cards says weighted_by.

    Returns
    -------
    A `Harmonised`: the new study, checked, with a table `crosswalk` that says what went where.

    Raises
    ------
    StudyError
        If there is no division, a code is not in it, a split lacks weights, or a total is not
        conserved; each with every case found.
    ParameterError
        If the folder is the study's own, or the year lies before the data.
    """
    old = load(study)
    if folder.resolve() == old.folder.resolve():
        raise ParameterError(_own_folder(folder))
    division, found, told = division_of(old, changes)
    dated = [old.tables[name] for name in DATED if name in old.tables]
    years = sorted({int(year) for table in dated for year in table["year"].unique()})
    over = way(division, found, years, to=to, weights=weights)
    tables, more = _tables(old, over, counts, dict(rates or {}))
    changed = over.links.loc[over.links["change"].notna(), "region"].nunique()
    _write(old, over, tables, folder)
    new, problems = examine(folder)
    wrong = [problem for problem in problems if not problem.is_warning]
    if wrong:
        raise StudyError(wrong)
    left_out = tuple(name for name in old.resources if name not in new.resources)
    return Harmonised(new, str(to), tuple(years), changed, (*told, *more), left_out)


def _tables(
    old: Study, over: Way, counts: Sequence[str], rates: dict[str, str]
) -> tuple[Tables, list[Problem]]:
    """The tables of the new study, and everything told on the way."""
    regions, told = regions_on(old.regions, over)
    tables: Tables = {"regions": regions}
    if "activity" in old.tables:
        adding = [*COUNTS, *counts]
        tables["activity"], more = harmonise(old.activity, over, counts=adding, name="activity")
        told += more
    if "indicators" in old.tables:
        adding, means = _declared(old, counts, rates)
        tables["indicators"], more = _indicators(old.indicators, over, adding, means)
        told += more
    tables |= {name: old.tables[name] for name in LISTS if name in old.tables}
    if "places" in old.tables:
        tables["places"] = _relinked(old.tables["places"], over)
    tables[WALK] = over.links[["year", "region", "target", "share", "change"]]
    here = pd.concat([t["region"] for n, t in tables.items() if n in DATED]).unique()
    known = set(here) | set(regions["parent"].dropna() if "parent" in regions else [])
    tables["regions"] = regions[regions["region"].isin(known)].reset_index(drop=True)
    return tables, told


def _declared(
    old: Study, counts: Sequence[str], rates: dict[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Which indicators add up, and which are means over another: as declared, nothing guessed."""
    cards = old.tables.get("indicator_cards", pd.DataFrame(columns=["indicator"]))
    cards = cards.reindex(columns=["indicator", "adds_up", "weighted_by"])
    adding = cards.loc[cards["adds_up"].eq(True).fillna(False).astype(bool), "indicator"]
    weighted = cards.dropna(subset="weighted_by")
    means = dict(zip(weighted["indicator"], weighted["weighted_by"], strict=True))
    return [*COUNTS, "population", *adding, *counts], means | rates


def _indicators(
    table: pd.DataFrame, over: Way, counts: Sequence[str], rates: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Problem]]:
    """The indicators one by one, since each has its own way to be put together."""
    keys = [key for key in ("region", "industry", "year") if key in table]
    made, told = [], list[Problem]()
    for name, rows in table.groupby("indicator", sort=False):
        own = rows.rename(columns={"value": str(name)})
        by = rates.get(str(name))
        if by is not None and name not in counts:
            weight = table.loc[table["indicator"] == by, [*keys, "value"]]
            own = own.merge(weight.rename(columns={"value": by}), on=keys, how="left")
        found, more = harmonise(
            own,
            over,
            counts=[str(name)] if name in counts else [],
            rates={} if name in counts or by is None else {str(name): by},
            name="indicators",
        )
        made.append(found.rename(columns={str(name): "value"})[list(table)])
        told += more
    whole = pd.concat(made, ignore_index=True)
    is_flagged = whole["flag"].notna() if "flag" in whole else False
    return whole[whole["value"].notna() | is_flagged].reset_index(drop=True), told


def _relinked(table: pd.DataFrame, over: Way) -> pd.DataFrame:
    """Places with the region of the new division that holds them, empty where several may."""
    pairs = over.links[["region", "target"]].drop_duplicates()
    target = pairs.drop_duplicates("region", keep=False).set_index("region")["target"]
    return table.assign(region=table["region"].map(target).astype("str"))


def _write(old: Study, over: Way, tables: Tables, folder: Path) -> None:
    """The files of the new study; a descriptor that keeps what the old one says of each table."""
    folder.mkdir(parents=True, exist_ok=True)
    resources = [_written(old, name, table, folder) for name, table in tables.items()]
    if old.boundaries is not None:
        resources.append(_drawn(old, outlines_on(old.boundaries, over), folder))
    what = "constant units" if over.to == CONSTANT else f"the regions of {over.to}"
    note = (
        f"The regions of all years were put on {what} from the study {old.name}; the table "
        f"{WALK} says what went where. Sums of pooled regions are exact, shares of divided ones "
        "are estimates."
    )
    kept = {k: v for k, v in old.descriptor.items() if k not in ("resources", "usage_warnings")}
    made = {
        "name": study_name(folder.resolve().name),
        "title": f"{old.title}, on {what}",
        "usage_warnings": [*_earlier(old.descriptor), _warning(note)],
        "resources": resources,
    }
    settings = dict(kept.get("workbench", {}))
    settings["harmonised"] = {"from": old.name, "to": over.to, "hashes": old.hashes}
    write_descriptor(folder, kept | made | {"workbench": settings})


def _warning(text: str) -> dict[str, str]:
    return {"code": "break_in_series", "text": text}


def _earlier(holder: Mapping[str, Any]) -> list[dict[str, str]]:
    """Warnings as they were; what was said of breaks is said of the tables before."""
    said = "Said of the tables before they were put on one division: "
    return [
        _warning(said + w.get("text", "")) if w["code"] == "break_in_series" else dict(w)
        for w in holder.get("usage_warnings", [])
    ]


def _written(old: Study, name: str, table: pd.DataFrame, folder: Path) -> dict[str, Any]:
    path = folder / f"{name}.csv"
    whole = {
        c: "Int64" for c in table.select_dtypes("float") if (table[c] % 1).fillna(0).eq(0).all()
    }
    table.astype(whole).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    before = dict(old.resources.get(name, {}))
    fields = {f["name"]: f for f in before.get("schema", {}).get("fields", [])}
    schema = {
        "fields": [fields.get(c, {"name": c, "type": _type(table[c])}) for c in map(str, table)],
        "primaryKey": key_of(name, table) if name in TABLES else ["year", "region", "target"],
        "missingValues": [""],
    }
    own = {"usage_warnings": _earlier(before), "schema": schema}
    return before | table_resource(name, path) | own


def _type(column: pd.Series) -> str:
    kinds = {"i": "integer", "f": "number", "b": "boolean"}
    return kinds.get(getattr(column.dtype, "kind", "O"), "string")


def _drawn(old: Study, drawn: GeoDataFrame, folder: Path) -> dict[str, Any]:
    path = write_outlines(folder, drawn.iterfeatures(drop_id=True))
    return dict(old.resources[BOUNDARIES]) | outline_resource(path)


def _own_folder(folder: Path) -> Problem:
    return Problem(
        "CLW-P04",
        "the new study would take the place of the old one",
        file=str(folder),
        value=str(folder),
        expected="another folder than that of the study",
        remedy="-o another/folder",
    )

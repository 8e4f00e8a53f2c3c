"""Which division does a study go by: its own, another study's, or one made of its own codes."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from workbench.data.checking import examine
from workbench.data.divisions.changes import read_changes
from workbench.data.divisions.codes import CHANGES, DATED, DIVISIONS
from workbench.data.divisions.division import build_division
from workbench.data.loading import load
from workbench.data.study import DESCRIPTOR, Study, locate, read_descriptor
from workbench.errors import Problem, StudyError


def division_of(
    study: Study, changes: str | Path | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    """The division and the changes a study goes by.

    Parameters
    ----------
    study
        A study with the tables divisions and division_changes, if `changes` is not given.
    changes
        Another study that has the two tables (a name from the shelf, or a folder), or a CSV file
        of changes; its codes are then judged by the codes that the study itself has each year.

    Returns
    -------
    The division, the changes, and warnings about rows of the file that could not be used.

    Raises
    ------
    StudyError
        If there are no such tables, or the file cannot be read.
    """
    is_file = changes is not None and Path(changes).suffix == ".csv"
    if not is_file:
        holder = study if changes is None else load(changes)
        if not {DIVISIONS, CHANGES} <= set(holder.tables):
            raise StudyError(_no_division(holder))
        return holder.tables[DIVISIONS], holder.tables[CHANGES], []
    if not Path(str(changes)).is_file():
        raise StudyError(_no_file(str(changes)))
    lists = study.tables.get(DIVISIONS)
    own = listed_codes(study) if lists is None else lists
    found, problems = read_changes(Path(str(changes)), own if lists is not None else _window(own))
    wrong = [problem for problem in problems if not problem.is_warning]
    if wrong:
        raise StudyError(wrong)
    return (build_division(own, found) if lists is None else lists), found, problems


def listed_codes(study: Study) -> pd.DataFrame:
    """The codes each year of a study has rows of, with their names: region, year, name, …."""
    dated = [study.tables[name][["region", "year"]] for name in DATED if name in study.tables]
    rows = pd.concat(dated).dropna().drop_duplicates().astype({"region": "str", "year": "int64"})
    columns = [c for c in ("region", "name", "level", "parent") if c in study.regions]
    return rows.merge(study.regions[columns], on="region", how="left")


def _window(lists: pd.DataFrame) -> pd.DataFrame:
    """Lists of codes as a division in which every code lives through all years, to find names."""
    once = lists.drop_duplicates("region")
    return once.assign(valid_from=lists["year"].min(), valid_to=lists["year"].max())


def attach_division(folder: Path, source: str | Path) -> Study:
    """Give a study the division of another: its tables divisions and division_changes.

    Parameters
    ----------
    folder
        The folder of the study that is to have the division.
    source
        The study that has it: a name from the shelf, or a folder.

    Returns
    -------
    The study with the two tables, which keep their sources, licences and warnings.

    Raises
    ------
    StudyError
        If the other study has no division.

    Notes
    -----
    What the codes of the study then look like is told by `workbench check`.
    """
    holder = load(source)
    if not {DIVISIONS, CHANGES} <= set(holder.tables):
        raise StudyError(_no_division(holder))
    descriptor = read_descriptor(locate(folder))
    kept = [r for r in descriptor["resources"] if r["name"] not in (DIVISIONS, CHANGES)]
    for name in (DIVISIONS, CHANGES):
        resource = dict(holder.resources[name])
        content = (holder.folder / resource["path"]).read_bytes()
        (folder / f"{name}.csv").write_bytes(content)
        schema = {**resource["schema"], "foreignKeys": []}
        kept.append(resource | {"path": f"{name}.csv", "schema": schema})
    text = json.dumps({**descriptor, "resources": kept}, ensure_ascii=False, indent=2)
    (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
    return examine(folder)[0]


def _no_division(study: Study) -> Problem:
    return Problem(
        "CLW-G42",
        f"study {study.name} has no division to go by",
        file=str(study.folder),
        expected=f"the tables {DIVISIONS} and {CHANGES}",
        remedy="--changes FILE.csv with the boundary changes, or --changes STUDY, a study that "
        "has a division (zhejiang_guangdong has)",
    )


def _no_file(path: str) -> Problem:
    return Problem(
        "CLW-S05",
        "the file of boundary changes is not there",
        file=path,
        expected="a CSV file, or the name of a study that has a division",
        remedy="check the name and the folder",
    )

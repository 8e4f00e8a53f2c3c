"""Study folders whose descriptor and files disagree, and words of the command that fit nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.corpus.cases import (
    ACTIVITY,
    BASE,
    REGIONS,
    Case,
    Content,
    bad_raw,
    edit,
    new_study,
    study_of,
    told,
)


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Content]:
    """The small study with its descriptor changed."""
    files = study_of({})
    write = files["study/datapackage.json"]

    def rewrite(path: Path) -> None:
        assert callable(write)
        write(path)
        record = json.loads(path.read_text(encoding="utf-8"))
        change(record)
        path.write_text(json.dumps(record), encoding="utf-8")

    return {**files, "study/datapackage.json": rewrite}


def folder(key: str, what: str, files: dict[str, Content], wanted: Any, **more: Any) -> Case:
    """A folder looked through by `workbench check`."""
    return Case(f"{key}-study", what, files, ("check", "{folder}/study"), wanted, **more)


def _resource(record: dict[str, Any], name: str) -> dict[str, Any]:
    return next(r for r in record["resources"] if r["name"] == name)


CASES: list[Case] = [
    folder(
        "S01",
        "tables without a descriptor",
        {"study/activity.csv": ACTIVITY},
        told("S01", value="study", remedy="workbench new study"),
    ),
    folder(
        "S02",
        "a descriptor cut off",
        {**study_of({}), "study/datapackage.json": '{"name": "x", "resou'},
        told("S02", file="datapackage.json"),
    ),
    folder(
        "S03",
        "a descriptor without resources",
        {**study_of({}), "study/datapackage.json": '{"name": "x"}'},
        told("S03", file="datapackage.json"),
    ),
    folder(
        "S04",
        "a path that leaves the folder",
        changed(lambda r: _resource(r, "regions").update(path="../../etc/passwd")),
        told("S04", file="../../etc/passwd"),
    ),
    folder(
        "S04b",
        "an address in place of a path",
        changed(lambda r: _resource(r, "regions").update(path="http://127.0.0.1:9/regions.csv")),
        told("S04 S05", value="http"),
    ),
    folder(
        "S05c",
        "a file that is not there",
        changed(lambda r: _resource(r, "regions").update(path="nowhere.csv")),
        told("S05", file="nowhere.csv"),
    ),
    folder(
        "S06",
        "an unknown usage warning",
        changed(lambda r: r.update(usage_warnings=[{"code": "do_not_add"}])),
        told("S06", value="do_not_add"),
    ),
    folder(
        "S07",
        "a file changed after it was described",
        changed(lambda r: _resource(r, "activity").update(hash="sha256:" + "0" * 64)),
        told("S07", file="activity.csv", remedy="workbench new study"),
    ),
    folder(
        "S08",
        "two tables of one name",
        changed(lambda r: r["resources"].append(dict(_resource(r, "regions")))),
        told("S08", value="regions"),
    ),
    folder(
        "S12",
        "a question that asks for what is not there",
        changed(lambda r: r.update(workbench={"question": {"outcom": "gdp"}})),
        told("S12", value="outcom"),
    ),
    folder(
        "S12b",
        "a layout with an unknown part",
        changed(lambda r: _resource(r, "activity").update(layout={"seperator": ";"})),
        told("S* P*", value="seperator"),
    ),
    bad_raw(
        "S11",
        "an unknown role",
        BASE,
        told("S11", value="reigon", file="region"),
        options=("--map", "reigon=code"),
    ),
    bad_raw(
        "N04",
        "a mapped column that is not there",
        BASE,
        told("N04", value="cod", file="code"),
        options=("--map", "region=cod"),
    ),
    bad_raw(
        "S14",
        "an unknown part of a layout",
        BASE,
        told("S* P* N*", value="seperator", file="sep"),
        options=("--read", "seperator=;"),
    ),
    bad_raw(
        "S14b",
        "an encoding nobody knows",
        BASE,
        told("S* P* N* T*", value="utf-9", file="utf-9"),
        options=("--read", "encoding=utf-9"),
    ),
    bad_raw(
        "S14c",
        "a header row beyond the file",
        BASE,
        told("S* P* N* T*", value="40", file="40"),
        options=("--read", "header_row=40"),
    ),
    bad_raw(
        "S14d",
        "a header row in words",
        BASE,
        told("S* P* N* T*", value="two", file="two"),
        options=("--read", "header_row=two"),
    ),
    bad_raw(
        "S14e",
        "a declared decimal sign that is also the separator of thousands",
        BASE,
        told("S* P* T*", value=",", file=","),
        options=("--read", "decimal=,", "--read", "thousands=,"),
    ),
    bad_raw(
        "S14f",
        "an encoding declared that is not the file's",
        BASE.replace("Wenzhou", "温州").encode("gb18030"),
        told("T01", row=2),
        options=("--read", "encoding=utf-8"),
    ),
    bad_raw(
        "S14g",
        "a unit row declared where data stand",
        BASE,
        told("T14 S* T*", row=2),
        options=("--read", "unit_row=2"),
    ),
    bad_raw(
        "S14h",
        "a footer declared where data stand",
        BASE,
        told("T15 S* T*", row=5),
        options=("--read", "skip_footer=1"),
        may_warn=True,
    ),
    Case(
        "T26f-raw",
        "two files that overlap in one year with other numbers",
        {
            "a.csv": BASE,
            "b.csv": edit("shoes,100", "shoes,101").replace("330200,", "330400,"),
        },
        new_study("a.csv", "b.csv"),
        told("T26", value="330300"),
    ),
    Case(
        "T26g-raw",
        "two lists of regions that disagree about an area",
        {"table.csv": BASE, "a.csv": REGIONS, "b.csv": edit("10337.8", "9816", REGIONS)},
        new_study("table.csv", "a.csv", "b.csv"),
        told("T* S15", value="330200"),
        may_warn=True,
    ),
]

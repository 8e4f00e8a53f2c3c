"""The metadata beside a page keep what RO-Crate 1.1 says a crate MUST, checked clause by clause."""

from __future__ import annotations

import hashlib
import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.reports.runs import record, report
from workbench.reports.crate import CRATE, metadata

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T[\d:]+(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?")
FILES = {"index.html": b"<html>", "tables/steps.csv": b"a\n", "温 州.pdf": b"%PDF"}


def types(entity: dict[str, Any]) -> list[str]:
    found = entity["@type"]
    return found if isinstance(found, list) else [found]


def references(value: Any) -> list[str]:
    """Every @id that a value of an entity refers to."""
    if isinstance(value, dict):
        assert set(value) == {"@id"}, "no entity stands inside another: the graph is flat"
        return [value["@id"]]
    return (
        [found for item in value for found in references(item)] if isinstance(value, list) else []
    )


def broken(crate: dict[str, Any], folder: Path | None = None) -> list[str]:
    """Which MUSTs of https://www.researchobject.org/ro-crate/specification/1.1 are not kept."""
    entities = crate["@graph"]
    graph = {entity["@id"]: entity for entity in entities}
    root = graph.get("./", {"@type": ""})
    files = [e for e in entities if {"File", "Dataset"} & set(types(e)) and e is not root]
    kept = {
        "context": CONTEXT in crate["@context"],
        "no @id comes twice": len(graph) == len(entities),
        "descriptor": is_descriptor(graph.get("ro-crate-metadata.json", {"@type": ""})),
        "root": "Dataset" in types(root),
        "datePublished": bool(DATE.fullmatch(str(root.get("datePublished")))),
    }
    kept |= {
        f"root has {name}": bool(root.get(name)) for name in ("name", "description", "license")
    }
    kept |= {f"{e['@id']} is a URI": not re.search(r"[\s\\<>]", e["@id"]) for e in entities}
    parts = references(root.get("hasPart", []))
    kept |= {f"{e['@id']} is linked from the root": e["@id"] in parts for e in files}
    if folder:
        kept |= {f"{e['@id']} is there": (folder / unquote(e["@id"])).is_file() for e in files}
    return [clause for clause, is_kept in kept.items() if not is_kept] + dangling(graph)


def is_descriptor(entity: dict[str, Any]) -> bool:
    is_about = entity.get("about") == {"@id": "./"} and "CreativeWork" in types(entity)
    return is_about and entity.get("conformsTo") == {"@id": CONTEXT.removesuffix("/context")}


def dangling(graph: dict[str, dict[str, Any]]) -> list[str]:
    """Every reference inside the crate leads to an entity."""
    return [
        f"{target}, referred to by {name}, is described"
        for name, entity in graph.items()
        for key, value in entity.items()
        for target in (references(value) if not key.startswith("@") else [])
        if target not in graph and not ABSOLUTE.match(target)
    ]


@pytest.fixture
def crate() -> dict[str, Any]:
    found = json.loads(metadata(record(), FILES))
    assert isinstance(found, dict)
    return found


def test_a_report_keeps_every_must(tmp_path: Path) -> None:
    folder = report(tmp_path)
    assert broken(json.loads((folder / CRATE).read_bytes()), folder) == []


def test_a_run_without_a_study_keeps_every_must_too() -> None:
    assert broken(json.loads(metadata(record(data={}), FILES))) == []


@pytest.mark.parametrize(
    ("spoil", "clause"),
    [
        (lambda g: g[""].update({"@context": "https://schema.org"}), "context"),
        (lambda g: g["./"].pop("datePublished"), "datePublished"),
        (lambda g: g["./"].pop("license"), "root has license"),
        (lambda g: g["./"]["hasPart"].pop(), "record.json is linked from the root"),
        (lambda g: g["ro-crate-metadata.json"].pop("conformsTo"), "descriptor"),
        (lambda g: g[""]["@graph"].append(g["#run"]), "no @id comes twice"),
        (
            lambda g: g[""]["@graph"].remove(g["#python"]),
            "#python, referred to by #notebook, is described",
        ),
    ],
)
def test_the_check_sees_what_is_broken(crate: dict[str, Any], spoil: Any, clause: str) -> None:
    spoilt = deepcopy(crate)
    spoil({"": spoilt} | {entity["@id"]: entity for entity in spoilt["@graph"]})
    assert clause in broken(spoilt)


def test_one_action_leads_from_data_and_parameters_to_the_page(crate: dict[str, Any]) -> None:
    graph = {entity["@id"]: entity for entity in crate["@graph"]}
    [action] = [entity for entity in crate["@graph"] if entity["@type"] == "CreateAction"]
    used = [graph[name]["name"] for name in references(action["object"])]
    assert used == ["activity.csv", "regions.csv", "study", "alpha", "seed"]
    assert references(action["result"]) == [
        "index.html",
        "tables/steps.csv",
        "%E6%B8%A9%20%E5%B7%9E.pdf",
    ]
    tools = [graph[name] for name in references(action["instrument"])]
    assert [(tool["name"], tool.get("version")) for tool in tools] == [
        ("small", None),
        ("Cluster Workbench", "0.1.0"),
    ]
    assert tools[0]["sha256"] == record()["notebook"]["sha256"]
    assert graph["#data/activity.csv"]["sha256"] == "cd" * 32
    assert graph["./"]["license"] == [{"@id": "#licence-1"}]
    assert graph["#licence-1"]["url"] == {"@id": "https://cc.example/0"}


def test_every_file_has_its_size_and_hash(tmp_path: Path) -> None:
    folder = report(tmp_path)
    graph = {e["@id"]: e for e in json.loads((folder / CRATE).read_bytes())["@graph"]}
    written = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {name for name, e in graph.items() if e["@type"] == "File"} == written - {CRATE}
    for name in written - {CRATE, "record.json"}:
        content = (folder / name).read_bytes()
        assert graph[name]["contentSize"] == str(len(content))
        assert graph[name]["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_crate_is_of_the_day_it_was_finished_and_in_the_language_of_its_page() -> None:
    times = {"started": "2026-03-04T23:59:59+00:00", "finished": "2026-03-05T00:00:09+00:00"}
    graph = json.loads(metadata(record(language="zh", times=times), FILES))["@graph"]
    [root] = [entity for entity in graph if entity["@id"] == "./"]
    assert (root["datePublished"], root["inLanguage"]) == ("2026-03-05", "zh")


def test_the_only_time_is_the_day(crate: dict[str, Any]) -> None:
    whole = json.dumps(crate)
    assert "05:06" not in whole
    assert whole.count("2026-03-04") == 1
    assert metadata(record(), FILES) == metadata(record(), FILES)

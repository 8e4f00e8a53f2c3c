"""Is every shipped study a valid package whose descriptor says what it holds?"""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import frictionless
import pytest
from shapely.geometry import shape

import workbench.data as rooms
from tests.data.shipped import DATA, STUDIES, descriptor, outlines, table
from workbench.data.checking import sha256
from workbench.data.study import Question
from workbench.data.tables import USAGE_WARNINGS

NOT_OF_REGIONS = {"casebook", "synthetic_dairy_cluster"}  # documents and sheets: nothing to model
OF_REGIONS = [study for study in STUDIES if study not in NOT_OF_REGIONS]
ROWS = {
    "casebook": {
        "documents": 5,
        "definitions": 12,
        "cooperation_forms": 6,
        "cooperation_attributes": 11,
        "cooperation_matrix": 6 * 11,
        "cooperation_overlaps": 4,
        "cooperation_differences": 3,
        "incentives": 6,
        "cluster_types": 5,
        "sme_types": 5,
        "learning_levels": 3,
        "innovation_steps": 4,
        "benefits": 8,
        "advantages": 5,
        "productivity_factors": 5,
        "strengths": 3,
        "restraints": 5,
        "remedies": 5,
        "restraint_remedies": 9,
        "starting_points": 5,
        "stages": 4 + 5,
        "readiness_conditions": 11,
        "roles": 7,
        "governance": 8,
        "monitoring_indicators": 8,
        "recommendations": 8,
        "sectors": 5,
        "evidence_grades": 4 + 4,
        "claims": 65,
        "arguments": 57,
        "contradictions": 9,
        "numbers": 5 + 10 + 23,
    },
    "synthetic_dairy_cluster": {
        "responses": 2478,
        "items": 64,
        "skills": 320,
        "actors": 56,
        "chain": 5,
        "capacities": 46,
        "costs": 2,
        "scenarios": 4,
        "links": 203,
        "sales": 140,
        "targets": 8,
        "observations": 64,
        "milestones": 6,
        "evidence": 23,
        "people": 5,
        "employment": 1,
        "restraints": 5,
        "gates": 10,
        "visits": 22,
        "plan": 9,
        "votes": 45,
        "comparisons": 90,
        "visions": 1,
        "governance": 9,
        "cooperations": 10,
        "clusters": 10,
        "firms": 300,
    },
    "synthetic_firm_survey": {
        "regions": 46,
        "industries": 4,
        "activity": 150,
        "plants": 2172,
        "actors": 442,
        "links": 252,
        "indicators": 240,
        "indicator_cards": 6,
        "items": 37,
        "responses": 16104,
        "truth": 35,
    },
    "china_prefectures": {
        "regions": 369,
        "industries": 5,
        "activity": 274 * 5,
        "indicators": 3323,
        "indicator_cards": 10,
    },
    "european_regions": {
        "regions": 332 + 8,
        "industries": 3,
        "activity": 319 * 3,
        "indicators": 43623,
        "indicator_cards": 17,
        "dimensions": 10,
    },
    "strasbourg_establishments": {
        "regions": 253 + 86,
        "industries": 623 + 81 + 20,
        "size_classes": 16,
        "activity": 33331,
        "indicators": 253 * 3 - 3,
        "indicator_cards": 3,
    },
    "us_commuting_zones": {
        "regions": 722,
        "industries": 396 + 20,
        "activity": 127594,
        "indicators": 722 * 2 * 15 - 2,
        "indicator_cards": 15,
    },
    "us_metro_clusters": {
        "regions": 917,
        "industries": 67,
        "naics_to_cluster": 955,
        "activity": 46401,
        "indicators": 152020,
        "indicator_cards": 4,
    },
    "us_states_manufacturing": {
        "regions": 51,
        "industries": 21,
        "activity": 12760,
        "totals": 1224,
        "indicators": 11317 + 612,
        "indicator_cards": 2,
    },
    "zhejiang_guangdong": {
        "regions": 266,
        "industries": 20,
        "activity": (213 + 214) * 20,
        "census_totals": 34 * 20 * 2,
        "indicators": 490 * 6 + 35 * 2,
        "indicator_cards": 8,
        "places": 36,
        "products": 32,
        "boundary_changes": 24,
        "constant_units": 208,
        "divisions": 266,
        "division_changes": 28,
    },
}
MEASURES = {
    "employment_density",
    "establishment_density",
    "herfindahl",
    "location_quotient",
    "population_density",
}
PRINTED = {
    "places": {"name": "as_printed", "group": "group_as_printed", "product": "product_as_printed"},
    "regions": {"name_local": "as_printed"},
}


def test_every_study_is_there() -> None:
    assert sorted(ROWS) == STUDIES


@pytest.mark.parametrize("study", STUDIES)
def test_frictionless_finds_the_package_valid(study: str) -> None:
    report = frictionless.validate(str(DATA / study / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "note"])[:5]


@pytest.mark.parametrize("study", STUDIES)
def test_the_workbench_loads_it_without_a_problem(study: str) -> None:
    assert rooms.check(DATA / study).problems == ()
    loaded = rooms.load(DATA / study)
    assert {name: len(rows) for name, rows in loaded.tables.items()} == ROWS[study]


def test_a_changed_cell_is_found_by_both(tmp_path: Path) -> None:
    copy = shutil.copytree(DATA / "us_states_manufacturing", tmp_path / "changed")
    text = (copy / "activity.csv").read_text(encoding="utf-8")
    changed = text.replace("36998", "36999", 1)
    assert changed != text
    (copy / "activity.csv").write_text(changed, encoding="utf-8")
    errors = frictionless.validate(str(copy / "datapackage.json")).flatten(["type"])
    assert ["hash-count"] in errors
    assert [problem.code for problem in rooms.check(copy).problems] == ["CLW-S07"]


@pytest.mark.parametrize("study", STUDIES)
def test_every_file_is_vouched_for(study: str) -> None:
    resources = descriptor(study)["resources"]
    files = {path.name for path in (DATA / study).iterdir()} - {"datapackage.json"}
    assert files == {resource["path"] for resource in resources}
    for resource in resources:
        path = DATA / study / resource["path"]
        assert resource["hash"] == sha256(path)
        assert resource["bytes"] == path.stat().st_size
        assert resource["retrieved"] in {"2026-11-21", "2026-11-22"}
        assert resource["sources"]
        assert resource["licenses"]
        assert all(licence["name"] and licence["title"] for licence in resource["licenses"])


@pytest.mark.parametrize("study", STUDIES)
def test_the_study_names_what_its_tables_name(study: str) -> None:
    told = descriptor(study)
    assert told["version"]
    assert told["citation"]
    for part in ("sources", "licenses"):
        assert all(one in told[part] for r in told["resources"] for one in r[part])


def test_sources_are_those_of_the_extracts() -> None:
    """Each repository, commit and blob stands in a SOURCE.md beside the extract."""
    notes = "".join(path.read_text(encoding="utf-8") for path in DATA.glob("extracts/*/*SOURCE.md"))
    sources = {s["title"]: s for study in STUDIES for s in descriptor(study)["sources"]}
    traced = [source for source in sources.values() if "repository" in source]
    assert len(traced) == 19
    for source in traced:
        row = [source["repository"], source["file"]]
        row.append(f"{source['commit']} {source['commit_date']}")
        assert f"| {' | '.join([*row, source['blob']])} |" in notes


@pytest.mark.parametrize("study", STUDIES)
def test_columns_have_units_and_meanings(study: str) -> None:
    for resource in descriptor(study)["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            assert field["description"].endswith("."), field
            assert (field["type"] in {"number", "integer"}) == ("unit" in field), field


@pytest.mark.parametrize("study", STUDIES)
def test_warnings_are_of_the_closed_list(study: str) -> None:
    told = descriptor(study)
    warnings = [w for holder in (told, *told["resources"]) for w in holder["usage_warnings"]]
    assert warnings
    assert {warning["code"] for warning in warnings} <= set(USAGE_WARNINGS)
    assert all(warning["text"].endswith(".") for warning in warnings)


@pytest.mark.parametrize("study", OF_REGIONS)
def test_the_question_asks_for_what_is_there(study: str) -> None:
    asked = descriptor(study)["workbench"]["question"]
    assert set(asked) <= {field.name for field in dataclasses.fields(Question)}
    question = rooms.load(DATA / study).question
    cards = set(table(study, "indicator_cards")["indicator"])
    keys = {"region", "industry", "year"}
    columns = cards | keys | set(table(study, "regions")) | set(table(study, "industries"))
    assert question.outcome in cards
    assert set(question.measures) <= MEASURES
    named = {*question.controls, *question.fixed_effects, question.cluster} - {""}
    assert named <= columns | MEASURES
    assert {rule["column"] for rule in question.sample} <= columns
    assert all(rule["reason"].endswith(".") for rule in question.sample)


@pytest.mark.parametrize("study", OF_REGIONS)
def test_indicator_cards_fit_their_values(study: str) -> None:
    values = table(study, "indicators").groupby("indicator")["value"]
    cards = table(study, "indicator_cards").set_index("indicator")
    assert set(values.groups) == set(cards.index)
    on_log_scale = cards.index[cards["scale"] == "log"]
    smallest = values.min()[on_log_scale].drop("location_quotient_published", errors="ignore")
    assert (smallest > 0).all()


@pytest.mark.parametrize("study", ["china_prefectures", "zhejiang_guangdong"])
def test_outlines_are_of_regions(study: str) -> None:
    drawn = outlines(study)
    regions = table(study, "regions").query("level == 'prefecture'")
    assert sorted(drawn) == sorted(regions["region"])
    assert all(shape(geometry).is_valid for geometry in drawn.values())
    assert regions["province"].notna().all()


@pytest.mark.parametrize("study", STUDIES)
def test_corrections_stand_beside_what_was_printed(study: str) -> None:
    for resource in descriptor(study)["resources"]:
        for record in resource.get("corrections", []):
            rows = table(study, resource["name"])
            for column, value in record["key"].items():
                rows = rows[rows[column] == value]
            assert rows[record["column"]].tolist() == [record["corrected"]]
            printed = PRINTED.get(resource["name"], {}).get(record["column"])
            if printed:
                assert rows[printed].tolist() == [record["as_printed"]]
            assert record["reason"].endswith(".")
            assert record["confidence"] in {"high", "medium-high", "medium", "medium-low", "low"}

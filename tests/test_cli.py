"""The command line as a script uses it: exit codes, JSON, files, no tracebacks."""

from __future__ import annotations

import importlib
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pandas as pd
import pytest

from workbench.cli import main
from workbench.errors import Problem, UnknownName

PROGRAM = Path(sys.executable).with_name("workbench")


def alone(*arguments: str, **options) -> subprocess.CompletedProcess:
    """The program in a process of its own, as a shell starts it."""
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, check=False, **options
    )


def run(*arguments: str) -> subprocess.CompletedProcess:
    """The same program in this process, which spares starting Python anew for every command."""
    words = ["workbench", *map(str, arguments)]
    out, errors, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", words)
        with redirect_stdout(out), redirect_stderr(errors):
            try:
                main()
            except SystemExit as stopped:
                code = int(stopped.code or 0)
    return subprocess.CompletedProcess(words, code, out.getvalue(), errors.getvalue())


@pytest.mark.parametrize(
    "words",
    [
        ("list", "measures"),
        ("measure", "hoover_index", "china_prefectures"),
        ("check", "chna_prefectures"),
        ("measure", "hoover_index"),
    ],
)
def test_a_process_of_its_own_says_the_same(words):
    here, there = run(*words), alone(*words)
    assert (here.returncode, here.stdout) == (there.returncode, there.stdout)
    if here.returncode != 2:  # how wide the box of a usage error is depends on the terminal
        assert here.stderr == there.stderr


def test_list_names_every_shelf():
    found = json.loads(run("list", "--json").stdout)
    assert {row["shelf"] for row in found} == {
        "studies",
        "measures",
        "rules",
        "estimators",
        "recipes",
        "attacks",
        "hypotheses",
        "replications",
        "sources",
        "instruments",
        "exercises",
        "notebooks",
    }
    assert {"name": "china_prefectures"} in json.loads(run("list", "studies", "--json").stdout)
    notebooks = json.loads(run("list", "notebooks", "--json").stdout)
    assert [row["name"] for row in notebooks] == [
        "meet_the_towns",
        "density_and_competitiveness",
        "measuring_clusters",
        "what_counts_as_a_cluster",
        "where_firms_locate",
        "competitiveness_index",
        "region_profile",
        "does_it_survive",
        "hypotheses",
        "replications",
        "the_documents",
        "appraising_a_cluster",
        "building_a_cluster",
        "monitoring_a_cluster",
        "start_here",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "china_prefectures",
        "location_quotient",
        "us_cluster_mapping",
        "density_and_competitiveness",
        "CLW-T26",
    ],
)
def test_show_gives_a_card(name):
    done = run("show", name, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)
    assert run("show", name).stdout.strip()


def test_check_says_no_problems_with_counts():
    done = run("check", "us_metro_clusters")
    assert (done.returncode, "no problems" in done.stdout) == (0, True)
    assert "activity 46,401 rows" in done.stdout
    record = json.loads(run("check", "us_metro_clusters", "--json").stdout)
    assert record["rows"]["regions"] == 917


def test_measure_writes_keys_and_value(tmp_path):
    out = tmp_path / "density.csv"
    done = run("measure", "employment_density", "china_prefectures", "-o", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    table = pd.read_csv(out, dtype={"region": str})
    assert list(table.columns[:4]) == ["region", "industry", "year", "value"]
    regions = pd.read_csv("data/china_prefectures/regions.csv", dtype={"region": str}).set_index(
        "region"
    )
    activity = pd.read_csv("data/china_prefectures/activity.csv", dtype={"region": str})
    cell = activity.query("region == '330300' and industry == 'manufacturing'").iloc[0]
    ours = table.query("region == '330300' and industry == 'manufacturing'")["value"].item()
    assert ours == pytest.approx(cell["employment"] / regions.loc["330300", "area_km2"])


def test_a_measure_with_what_chance_could_do():
    asked = ("--industry", "manufacturing", "--interval", "multinomial", "--draws", "20")
    done = run("measure", "location_quotient", "china_prefectures", *asked)
    table = pd.read_csv(io.StringIO(done.stdout), dtype={"region": str})
    known = table.dropna(subset=["low"])
    assert len(known) == 274
    assert (known["low"] < known["high"]).all()
    refused = run("measure", "location_quotient", "china_prefectures", "--interval", "guess")
    assert (refused.returncode, "multinomial" in refused.stderr) == (1, True)


def test_measure_prints_csv_and_json():
    words = ("measure", "krugman_specialisation", "china_prefectures")
    table = pd.read_csv(io.StringIO(run(*words).stdout), dtype={"region": str})
    records = json.loads(run(*words, "--json").stdout)
    assert len(records) == len(table) == 274
    assert records[0]["value"] == pytest.approx(table["value"][0])


def test_a_rule_says_which_cells_are_clusters(tmp_path):
    out = tmp_path / "clusters.csv"
    done = run("rule", "location_quotient_threshold", "china_prefectures", "-p", "threshold=2")
    printed = pd.read_csv(io.StringIO(done.stdout), dtype={"region": str})
    assert list(printed.columns[:4]) == ["region", "industry", "year", "is_cluster"]
    wanted = ("rule", "location_quotient_threshold", "china_prefectures", "-o", str(out))
    assert run(*wanted).returncode == 0
    wider = pd.read_csv(out, dtype={"region": str})
    quotients = run("measure", "location_quotient", "china_prefectures").stdout
    values = pd.read_csv(io.StringIO(quotients), dtype={"region": str})["value"]
    assert printed["is_cluster"].sum() == (values >= 2).sum() > 0
    assert wider["is_cluster"].sum() == (values >= 1.25).sum()


def test_rules_side_by_side_with_what_they_do_to_the_answer():
    chosen = ("--rule", "size_only", "--rule", "size_only share=0.2")
    done = run("rule", "--compare", "china_prefectures", *chosen, "--json")
    found = json.loads(done.stdout)
    assert [row["rule"] for row in found["counts"]] == ["size_only", "size_only share=0.2"]
    assert {row["rule"] for row in found["question"]["table"]} > {"size_only"}
    assert "Overlap (Jaccard)" in run("rule", "--compare", "china_prefectures", *chosen).stdout
    assert run("rule", "size_only").returncode == 2
    assert run("rule", "--compare", "size_only", "china_prefectures").returncode == 2


def test_rules_by_another_column_than_employment():
    done = run("rule", "--compare", "european_regions", "--value", "employment_share", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert "location_quotient_threshold" in found["rules"]
    assert found["question"]["study"] == "european_regions"


def test_an_index_ranks_regions_with_intervals(tmp_path):
    done = run("index", "china_prefectures", "--draws", "200", "-o", tmp_path / "index.csv")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "index.csv", dtype={"region": str})
    assert list(table.columns[:6]) == ["region", "name", "value", "rank", "rank_low", "rank_high"]
    assert ((table["rank_low"] <= table["rank"]) & (table["rank"] <= table["rank_high"])).all()
    assert table["value"].is_monotonic_decreasing
    assert "200 draws" in done.stderr


def test_an_index_by_another_recipe():
    words = ["index", "china_prefectures", "--show", "weights", "-p", "weighting=entropy"]
    done = run(*words, "--json")
    assert done.returncode == 0, done.stderr
    weights = {row["node"]: row["weight"] for row in json.loads(done.stdout)}
    assert weights["fiscal_revenue"] + weights["gdp_per_head"] == pytest.approx(1)
    assert weights["fiscal_revenue"] != weights["gdp_per_head"]
    assert "Weighting, entropy" in done.stderr


@pytest.mark.parametrize("what", ["dimensions", "without", "sensitivity", "correlations"])
def test_what_else_an_index_shows(what):
    done = run("index", "china_prefectures", "--show", what)
    assert done.returncode == 0, done.stderr
    assert len(pd.read_csv(io.StringIO(done.stdout))) > 1


def test_one_region_in_words_and_as_data():
    words = ["index", "china_prefectures", "--region", "330300", "--draws", "200"]
    done = run(*words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("温州市 ranks ")
    found = json.loads(run(*words, "--json").stdout)
    assert found["region"] == "330300"
    assert found["rank_low"] <= found["rank"] <= found["rank_high"]
    assert {"peers", "places", "contributions", "needed", "clusters"} <= set(found)


def test_fit_as_in_the_readme():
    done = run(
        "fit",
        "log(gdp_per_head) ~ log(employment_density) + log(population_density) + mean_years_schooling",
        "china_prefectures",
        "--fe",
        "province",
        "--cluster",
        "province",
        "--json",
    )
    result = json.loads(done.stdout)
    first = result["coefficients"][0]
    assert first["term"] == "log(employment_density)"
    assert first["estimate"] == pytest.approx(0.1802, abs=5e-5)
    assert first["std_error"] == pytest.approx(0.049, abs=5e-4)


@pytest.mark.parametrize(
    ("words", "code", "nearest"),
    [
        (("check", "chna_prefectures"), "CLW-N01", "china_prefectures"),
        (("measure", "hover_idex", "china_prefectures"), "CLW-N02", "hoover_index"),
        (
            ("measure", "location_quotient", "china_prefectures", "--variant", "rato"),
            "CLW-N03",
            "ratio",
        ),
        (
            ("measure", "location_quotient", "china_prefectures", "--value", "employmnt"),
            "CLW-N04",
            "employment",
        ),
        (
            ("measure", "location_quotient", "china_prefectures", "--year", "2011"),
            "CLW-N06",
            "2010",
        ),
        (("fit", "log(gdp_per_haed) ~ area_km2", "china_prefectures"), "CLW-N04", "gdp_per_head"),
        (("fit", "gdp_per_head ~ __import__('os')", "china_prefectures"), "CLW-F01", "outcome ~"),
        (("show", "location_quotent"), "CLW-N11", "location_quotient"),
        (("list", "studys"), "CLW-N10", "studies"),
        (("rule", "size_onli", "china_prefectures"), "CLW-N12", "size_only"),
        (("run", "density_and_competitivness"), "CLW-N09", "density_and_competitiveness"),
    ],
)
def test_wrong_names_are_told_with_the_nearest(words, code, nearest):
    done = run(*words)
    assert done.returncode == 1
    assert done.stdout == ""
    assert code in done.stderr
    assert nearest in done.stderr
    assert "Traceback" not in done.stderr
    problem = json.loads(run(*words, "--json").stdout)["errors"][0]
    assert set(problem) == {
        "code", "message", "file", "row", "column", "value", "expected", "remedy", "more",
    }  # fmt: skip
    assert problem["code"] == code


def test_what_a_study_lacks_is_named():
    done = run("measure", "establishment_density", "china_prefectures")
    assert done.returncode == 1
    assert "establishments" in done.stderr


def test_wrong_usage_is_exit_2():
    assert run("measure", "location_quotient").returncode == 2
    assert alone("frobnicate").returncode == 2


def test_debug_shows_where():
    assert "Traceback" in alone("check", "nowhere", "--debug").stderr


def test_new_study_from_a_foreign_table(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_text(
        "fips,naics,time,emp,estab\n"
        + "".join(
            f"0{r},{i},2015,{10 * r + i},{r + i}\n" for r in range(1, 6) for i in (311, 312, 313)
        ),
        encoding="utf-8",
    )
    folder = tmp_path / "my study"
    done = run("new", "study", str(folder), "--from", str(raw), "--yes")
    assert done.returncode == 0, done.stderr
    assert "fips → region" in done.stderr
    assert "no problems" in run("check", str(folder)).stdout
    table = pd.read_csv(
        io.StringIO(run("measure", "location_quotient", str(folder)).stdout), dtype=str
    )
    assert list(table["region"].unique()) == ["01", "02", "03", "04", "05"]
    (folder / "activity.csv").write_text("changed", encoding="utf-8")
    done = run("check", str(folder))
    assert (done.returncode, "CLW-S07" in done.stderr) == (1, True)


def test_output_that_cannot_be_written_is_told(tmp_path):
    done = run("measure", "herfindahl", "china_prefectures", "-o", str(tmp_path / "no" / "x.csv"))
    assert done.returncode == 1
    assert "CLW-R09" in done.stderr


def test_names_in_any_locale():
    done = alone("show", "china_prefectures", env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert done.returncode == 0


# Any table in

TOWNS = """\
code,name,year,industry,emp
330100,Hangzhou,2004,shoes,1100
330200,Ningbo,2004,shoes,900
330300,Wenzhou,2004,shoes,5100
330300,Wenzhou,2004,lamps,300
"""


def told(done: subprocess.CompletedProcess) -> list[dict]:
    return json.loads(done.stdout)["errors"]


def test_a_raw_file_is_checked_as_it_is(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text(TOWNS, encoding="utf-8")
    done = run("check", str(path))
    assert (done.returncode, done.stdout.split(" (")[0]) == (0, "towns.csv: no problems")
    path.write_text(TOWNS.replace("900", "-900"), encoding="utf-8")
    [problem] = told(run("check", str(path), "--json"))
    assert (problem["code"], problem["row"], problem["column"]) == ("CLW-T34", 3, "emp")
    assert run("check", str(path)).returncode == 1
    assert list(tmp_path.iterdir()) == [path]


def test_the_remedy_that_is_told_works_as_it_stands(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_bytes(TOWNS.replace(",", ";").replace("Wenzhou", "温州").encode("gb18030"))
    first = run("new", "study", str(tmp_path / "mine"), "--from", str(path), "--yes", "--json")
    problems = told(first)
    assert [problem["code"] for problem in problems] == ["CLW-T01", "CLW-T04"]
    assert not (tmp_path / "mine").exists()
    asked = [p["remedy"].removeprefix("--read ").split(",")[0].strip('"') for p in problems]
    assert asked[0] == "encoding=gb18030"
    reads = ["--read", "encoding=gb18030", "sep=;"]
    done = run("new", "study", str(tmp_path / "mine"), "--from", str(path), *reads, "--yes")
    assert done.returncode == 0, done.stderr
    assert "温州" in (tmp_path / "mine" / "regions.csv").read_text(encoding="utf-8")
    record = json.loads((tmp_path / "mine" / "datapackage.json").read_text(encoding="utf-8"))
    [activity] = [r for r in record["resources"] if r["name"] == "activity"]
    [made_from] = activity["workbench"]["made_from"]
    assert made_from["layout"] == {"encoding": "gb18030", "sep": ";"}


def test_several_files_after_one_from(tmp_path):
    names = {"towns.csv": TOWNS, "regions.csv": "region,name,area_km2\n330100,Hangzhou,16000\n"}
    for name, text in names.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = [str(tmp_path / name) for name in names]
    done = run("new", "study", str(tmp_path / "mine"), "--from", *files, "--yes", "--json")
    card = json.loads(done.stdout)
    assert card["tables"] == {"regions": 3, "activity": 4, "industries": 2}
    assert "CLW-T31" in {problem["code"] for problem in card["problems"]}


def test_problems_as_a_web_page(tmp_path):
    path, page = tmp_path / "towns.csv", tmp_path / "problems.html"
    path.write_text(TOWNS.replace("Ningbo", "<b>Ningbo</b>;").replace("900", "x"), encoding="utf-8")
    assert run("check", str(path), "-o", str(page)).returncode == 1
    text = page.read_text(encoding="utf-8")
    assert "CLW-T10" in text
    assert "default-src 'none'" in text
    assert "<b>" not in text.split("<table>", 1)[1]


def test_a_register_becomes_a_study_and_small_cells_are_hidden(tmp_path):
    rows = ["01,10,2020,5"] * 4 + ["01,11,2020,7"] * 2 + ["02,10,2020,3"] * 3
    register = tmp_path / "firms.csv"
    register.write_text("\n".join(["region,industry,year,employment", *rows]) + "\n")
    done = run("aggregate", str(register), "-o", str(tmp_path / "mine"), "--json")
    assert done.returncode == 0, done.stdout
    table = pd.read_csv(tmp_path / "mine" / "activity.csv", dtype={"region": "str"})
    assert table["establishments"].fillna(-1).tolist() == [4, -1, 3]
    assert table["flag"].fillna("").tolist() == ["", "suppressed", ""]
    assert run("check", str(tmp_path / "mine")).returncode == 0
    refused = run(
        "aggregate", str(register), "-o", str(tmp_path / "b"), "--engine", "abacus", "--json"
    )
    assert told(refused)[0]["code"] == "CLW-A13"


def test_two_divisions_become_one(tmp_path):
    done = run(
        "harmonise", "zhejiang_guangdong", "-o", str(tmp_path / "one"), "--to", "constant", "--json"
    )
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["codes_changed"] > 20
    checked = run("check", str(tmp_path / "one"), "--json")
    assert (checked.returncode, json.loads(checked.stdout)["warnings"]) == (0, [])
    again = run(
        "harmonise", "zhejiang_guangdong", "-o", str(tmp_path / "b"), "--to", "1999", "--json"
    )
    assert told(again)[0]["code"] == "CLW-G48"


def test_nothing_is_fetched_unless_asked(tmp_path):
    kept = ["--cache", str(tmp_path / "cache")]
    done = run("fetch", "world_bank", "-o", str(tmp_path / "wb"), *kept, "--json")
    [problem] = told(done)
    assert (done.returncode, problem["code"]) == (1, "CLW-W01")
    assert "--online" in problem["remedy"]
    assert not (tmp_path / "wb").exists()
    [problem] = told(run("fetch", "world_bnk", "-o", str(tmp_path / "wb"), *kept, "--json"))
    assert problem["code"] == "CLW-W02"
    assert "world_bank" in problem["remedy"]


def test_a_verdict_on_one_claim_and_its_record():
    one = ("verdict", "cluster_sizes_are_pareto", "zhejiang_guangdong")
    [record] = json.loads(run(*one, "--json").stdout)
    first = "hypothesis claim verdict reason estimate interval smallest_effect"
    assert list(record)[:7] == first.split()
    assert record["verdict"] == "refuted"
    assert record["registered"] == "as registered"
    text = run(*one).stdout
    assert text.startswith("H16 cluster_sizes_are_pareto: refuted\n")
    assert "Would refute it: " in text


def test_a_study_without_a_question_gets_a_ledger_of_reasons(tmp_path):
    target = tmp_path / "ledger.csv"
    done = run("verdict", "us_commuting_zones", "-o", str(target), "--json")
    assert done.returncode == 0
    records = json.loads(done.stdout)
    assert [record["number"] for record in records] == [f"H{n}" for n in range(1, 27)]
    assert all(record["reason"] for record in records)
    assert len(pd.read_csv(target)) == 26


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("verdict", "density_raises_productvity", "china_prefectures"), 1),
        (("verdict", "chna"), 1),
        (("verdict", "a", "b", "c"), 2),
        (("verdict", "china_prefectures", "--smallest-effect", "1"), 2),
        (("verdict", "nowhere.toml", "china_prefectures"), 1),
        (("replicate", "columbus_crim"), 1),
        (("attack", "leave_one_out", "china_prefectures"), 1),
        (("attack", "power", "china_prefectures", "-p", "smallest=1"), 1),
        (("fit", "log(gdp_per_head) ~ x", "china_prefectures", "--spatial", "lagg"), 1),
        (
            (
                "fit",
                "log(gdp_per_head) ~ employment_density",
                "china_prefectures",
                "--estimator",
                "ols",
            ),
            1,
        ),
    ],
)
def test_what_a_claim_command_cannot_do_is_told(words, code):
    done = run(*words)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert code == 2 or "CLW-" in done.stderr


def test_a_published_table_beside_ours():
    done = run("replicate", "columbus_crime", "--json")
    lines = json.loads(done.stdout)
    assert list(lines[0])[:4] == ["name", "published", "ours", "difference"]
    assert all(line["is_met"] for line in lines)
    assert "0.419294" in run("replicate", "columbus_crime").stdout


def test_a_number_that_is_not_met_fails(monkeypatch):
    from workbench.models import replications

    line = replications.Line("number", 1.0, 1.1, 0.05)
    monkeypatch.setattr(replications, "replicate", lambda _: [line])
    assert run("replicate").returncode == 3


def test_an_attack_on_the_models_of_a_study():
    words = ("attack", "leave_one_group_out", "china_prefectures", "-p", "smallest_effect=0.02")
    [record] = json.loads(run(*words, "--json").stdout)
    assert record["survived"] is True
    assert record["words"] in run(*words).stdout


def test_an_attack_on_another_model():
    done = run(
        "attack", "power", "china_prefectures", "--formula", "log(gdp_per_head) ~ mean_years_schooling",
        "--cluster", "province", "-p", "smallest_effect=0.1", "--json",
    )  # fmt: skip
    [record] = json.loads(done.stdout)
    assert record["facts"]


def test_a_hypothesis_of_ones_own_from_a_shell(tmp_path):
    path = str(tmp_path / "mine.toml")
    words = [
        "new", "hypothesis", path, "--claim", "Denser is richer.",
        "--formula", "log(gdp_per_head) ~ log(employment_density)", "--term", "employment_density",
        "--smallest-effect", "2", "--refuter", "less than 2 percent for a doubling",
    ]  # fmt: skip
    assert run(*words).returncode == 0
    assert run(*words).returncode == 1
    [record] = json.loads(run("verdict", path, "china_prefectures", "--json").stdout)
    assert record["verdict"] in ("supported", "not shown", "refuted")
    assert record["hypothesis"] == "mine"


def test_fit_with_instruments_weights_and_space():
    words = (
        "fit", "change_manufacturing_employment ~ manufacturing_share_start", "us_commuting_zones",
        "--fe", "year", "--iv", "import_exposure_change ~ import_exposure_instrument",
        "--weights", "population_weight", "--cluster", "state", "--json",
    )  # fmt: skip
    found = json.loads(run(*words).stdout)
    assert found["estimator"] == "two_stage_least_squares"
    assert found["coefficients"][0]["term"] == "import_exposure_change"
    # Autor, Dorn and Hanson (2013), table 3, column 2, without their small-sample choice
    assert found["coefficients"][0]["estimate"] == pytest.approx(-0.610, abs=0.0005)
    spatial = run("fit", "log(gdp_per_head) ~ log(employment_density)", "china_prefectures",
                  "--industry", "manufacturing", "--spatial", "lag", "--json")  # fmt: skip
    found = json.loads(spatial.stdout)
    assert {row["term"] for row in found["coefficients"]} >= {
        "spatial_lag",
        "log(employment_density)",
    }
    assert found["tables"]["impacts"]


@pytest.mark.parametrize(
    ("command", "made_by"),
    [
        (("run", "meet_the_towns"), "workbench.reports.running.run"),
        (("run", "meet_the_towns", "--resume"), "workbench.reports.resuming.run_or_keep"),
        (
            ("batch", "meet_the_towns", "--over", "study=a", "--workers", "3", "--resume"),
            "workbench.reports.batch.batch",
        ),
    ],
)
def test_what_a_page_is_asked_to_be_reaches_who_makes_it(command, made_by, monkeypatch, tmp_path):
    import workbench.reports

    asked = {}

    def made(*given, **options):
        asked.update(options, given=given)
        raise UnknownName(Problem("CLW-N01", "seen", remedy="none"))

    module, name = made_by.rsplit(".", 1)
    monkeypatch.setattr(sys.modules.get(module) or importlib.import_module(module), name, made)
    monkeypatch.setattr(workbench.reports, name, made, raising=False)
    more = ("--lang", "zh", "--to", "html,pdf", "-p", "alpha=0.1", "--out", str(tmp_path))
    assert run(*command, *more).returncode == 1
    how = vars(asked["manner"]) if "manner" in asked else asked
    assert (how["lang"], list(how["to"]), asked["out"]) == ("zh", ["html", "pdf"], tmp_path)
    assert asked["given"][-1] == {"alpha": "0.1"}
    if "manner" in asked:
        assert (how["workers"], how["is_resumed"]) == (3, True)
        assert asked["given"][1] == {"study": "a"}

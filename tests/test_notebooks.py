"""Each notebook runs to a page, and its numbers are those of an independent computation.

The independent side reads the CSV files of the studies and uses numpy alone.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from scipy.stats import kurtosis, skew

from workbench.fieldwork import instruments, keep_as_study, open_form, write_template
from workbench.models.attacks import attacks
from workbench.models.replications import replications
from workbench.reports import run

ROOT = Path(__file__).resolve().parent.parent
DATA, NOTEBOOKS = ROOT / "data", ROOT / "notebooks"
MAIN = "density_and_competitiveness"
OUR_SCRIPT = (ROOT / "workbench/reports/templates/page.js").read_text(encoding="utf-8")
LARGEST_PAGE = 3_000_000  # bytes


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A function that runs a notebook once for each set of parameters."""
    done = {}

    def of(name, **parameters):
        key = (name, str(sorted(parameters.items())))
        if key not in done:
            done[key] = run(
                name, parameters, out=tmp_path_factory.mktemp("reports"), progress=False
            )
        return done[key]

    return of


def table(report, name):
    return pd.read_csv(report.folder / "tables" / f"{name}.csv")


def least_squares(y, *columns):
    """Coefficients and HC1 standard errors, constant first."""
    x = np.column_stack([np.ones(len(y)), *columns])
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    scores = x * (y - x @ beta)[:, None]
    covariance = inverse @ (scores.T @ scores) @ inverse * len(y) / (len(y) - x.shape[1])
    return beta, np.sqrt(np.diag(covariance))


def indicator(study, name, year=None):
    rows = pd.read_csv(DATA / study / "indicators.csv", dtype={"region": str, "industry": str})
    rows = rows[rows["indicator"] == name]
    return rows if year is None else rows[rows["year"] == year].set_index("region")["value"]


def prefectures():
    """Log GDP per head, log manufacturing per km2, and the controls, from the files alone."""
    regions = pd.read_csv(DATA / "china_prefectures/regions.csv", dtype={"region": str})
    regions = regions.set_index("region")
    activity = pd.read_csv(DATA / "china_prefectures/activity.csv", dtype={"region": str})
    made = activity[activity["industry"] == "manufacturing"].set_index("region")["employment"]
    frame = pd.DataFrame(
        {
            "y": np.log(indicator("china_prefectures", "gdp_per_head", 2015)),
            "density": np.log(made / regions["area_km2"]),
            "people": np.log(
                indicator("china_prefectures", "population", 2010) / regions["area_km2"]
            ),
            "schooling": indicator("china_prefectures", "mean_years_schooling", 2010),
            "province": regions["province"],
        }
    )
    return frame.dropna(subset=["y", "density"])


def test_the_default_run_equals_an_independent_computation(report):
    steps = table(report(MAIN), "ladder").set_index("step")
    frame = prefectures()
    beta, error = least_squares(frame["y"].to_numpy(), frame["density"])
    alone = steps.loc["alone"]
    assert alone["rows"] == len(frame) == 274
    assert alone["estimate"] == pytest.approx(beta[1], rel=1e-9)
    assert alone["robust_std_error"] == pytest.approx(error[1], rel=1e-9)
    assert (round(beta[1], 2), round(error[1], 2)) == (0.15, 0.02)
    full = steps.loc["with controls and province effects"]
    dummies = pd.get_dummies(frame["province"], drop_first=True, dtype=float).to_numpy()
    beta, error = least_squares(
        frame["y"].to_numpy(), frame["density"], frame["people"], frame["schooling"], dummies
    )
    assert full["estimate"] == pytest.approx(beta[1], rel=1e-8)
    assert full["robust_std_error"] == pytest.approx(error[1], rel=0.02)  # 7 rows alone fall out
    assert (round(beta[1], 2), round(error[1], 2)) == (0.18, 0.05)
    assert round(full["clustered_std_error"], 2) == 0.05


def test_the_main_page_answers_what_referees_ask(report):
    """What the page shows is ticked with a link to it; what it lacks has a reason."""
    page = report(MAIN).page.read_text(encoding="utf-8")
    states = ticks_of(page)
    assert {item for item, state in states.items() if state == "shown"} == {
        "estimand", "T1", "T2", "F1", "F2", "effect", "A2", "A3",
    }  # fmt: skip
    assert "in part" not in states.values()
    assert "does_it_survive attacks this very answer" in page


def ticks_of(page):
    """The state of each item of the referee's list on a page, by the item's id."""
    section = page.partition('<section id="referee">')[2].partition("</section>")[0]
    row = r'<tr><th scope="row">([^<]+)</th><td>[^<]*</td><td>([^<]+)</td>'
    return dict(re.findall(row, section))


def test_the_mapped_values_are_those_of_the_files(report):
    drawn = table(report(MAIN), "map_of_density").dropna(subset="employment_density")
    frame = prefectures()
    drawn = drawn.assign(region=drawn["region"].astype(str)).set_index("region")
    assert len(drawn) == 274
    logs = np.log(drawn["employment_density"]).reindex(frame.index)
    np.testing.assert_allclose(logs, frame["density"], rtol=1e-12)


def test_us_wages_equal_an_independent_computation(report):
    steps = table(report(MAIN, study="us_metro_clusters"), "ladder").set_index("step")
    rows = pd.read_csv(
        DATA / "us_metro_clusters/activity.csv", dtype={"region": str, "industry": str}
    )
    industries = pd.read_csv(DATA / "us_metro_clusters/industries.csv", dtype={"industry": str})
    rows = rows.merge(industries[["industry", "is_traded"]]).query("is_traded")
    in_region = rows.groupby("region")["employment"].transform("sum")
    in_industry = rows.groupby("industry")["employment"].transform("sum")
    rows["lq"] = rows["employment"] / in_region / (in_industry / rows["employment"].sum())
    for name in ("mean_wage", "employment_disclosed_share"):
        values = indicator("us_metro_clusters", name)[["region", "industry", "value"]]
        rows = rows.merge(values.rename(columns={"value": name}), on=["region", "industry"])
    rows = rows.query("employment_disclosed_share >= 0.5 and 5000 < mean_wage < 300000")
    assert len(rows) == 8296
    while True:
        sizes = [rows.groupby(key)[key].transform("size") for key in ("region", "industry")]
        if min(size.min() for size in sizes) > 1:
            break
        rows = rows[(sizes[0] > 1) & (sizes[1] > 1)]
    assert len(rows) == 8248
    x, y = (_within(np.log(rows[c].to_numpy()), rows) for c in ("lq", "mean_wage"))
    slope = (x @ y) / (x @ x)
    scores = pd.Series(x * (y - slope * x)).groupby(rows["region"].to_numpy()).sum()
    error = np.sqrt((scores**2).sum()) / (x @ x)
    full = steps.loc["with region and industry effects"]
    assert full["rows"] == 8248
    assert full["estimate"] == pytest.approx(slope, rel=1e-7)
    assert full["clustered_std_error"] == pytest.approx(error, rel=0.01)  # less the factor G/(G-1)
    assert (round(slope, 3), round(error, 3)) == (0.075, 0.004)


def _within(values, rows):
    """Net of region and industry means, by turns until nothing changes."""
    codes = [pd.factorize(rows[key])[0] for key in ("region", "industry")]
    for _ in range(500):
        before = values
        for code in codes:
            values = values - (np.bincount(code, values) / np.bincount(code))[code]
        if np.abs(values - before).max() < 1e-13:
            break
    return values


def test_zhejiang_guangdong_runs_by_parameter_alone(report):
    steps = table(report(MAIN, study="zhejiang_guangdong"), "ladder")
    assert list(steps["rows"]) == [32, 32, 32]


def test_listed_counties_are_more_industrial(report):
    shares = table(report("meet_the_towns"), "manufacturing_shares").set_index("group")
    units = pd.read_csv(DATA / "zhejiang_guangdong/constant_units.csv", dtype={"unit_code": str})
    for is_holder, name in ((True, "holds a listed place"), (False, "holds none")):
        own = units.loc[units["holds_table1_place"] == is_holder, "manufacturing_share_2010"]
        assert shares.loc[name, "mean"] == pytest.approx(own.mean(), rel=1e-12)
        assert shares.loc[name, "size"] == len(own)
    assert list(shares["mean"].round(2)) == [0.54, 0.28]


def cells_of(study):
    return pd.read_csv(
        DATA / study / "activity.csv", dtype={"region": str, "industry": str, "size_class": str}
    )


def test_a_cell_worked_by_hand_is_that_of_the_files(report):
    page = report("measuring_clusters", study="china_prefectures", draws=20)
    jobs = cells_of("china_prefectures").pivot_table("employment", "region", "industry")
    shares = jobs.div(jobs.sum(axis=1), axis=0)
    quotients = shares["manufacturing"] / (jobs["manufacturing"].sum() / jobs.to_numpy().sum())
    by_hand = table(page, "by_hand")
    assert by_hand.iloc[0, 1] == jobs.loc[quotients.idxmax(), "manufacturing"]
    assert by_hand.iloc[2, 1] == pytest.approx(shares.loc[quotients.idxmax(), "manufacturing"])
    variants = table(page, "variants").set_index("variant")["value"]
    assert variants["ratio"] == pytest.approx(quotients.max(), rel=1e-12)
    spread = table(page, "spread").set_index("industry")["hoover_index"]
    background = jobs.sum(axis=1) / jobs.to_numpy().sum()
    moved = (jobs["manufacturing"] / jobs["manufacturing"].sum() - background).abs().sum() / 2
    assert spread["Manufacturing"] == pytest.approx(moved, rel=1e-12)


@pytest.mark.parametrize("study", ["us_metro_clusters", "european_regions"])
def test_measuring_runs_on_other_studies_by_parameter_alone(report, study):
    page = report("measuring_clusters", study=study, draws=20)
    assert table(page, "variants")["value"].notna().any()


def test_rules_overlap_as_the_files_say(report):
    rules = ["location_quotient_threshold", "size_only"]
    page = report("what_counts_as_a_cluster", study="china_prefectures", rules=rules)
    jobs = cells_of("china_prefectures").pivot_table("employment", "region", "industry")
    shares = jobs.div(jobs.sum(axis=1), axis=0)
    is_over = shares / (jobs.sum() / jobs.to_numpy().sum()) >= 1.25
    is_large = jobs.rank(ascending=False, method="min") <= np.ceil(0.1 * len(jobs))
    both, either = (is_over & is_large).to_numpy().sum(), (is_over | is_large).to_numpy().sum()
    overlap = table(page, "overlap").set_index("rule")
    assert overlap.loc[rules[0], rules[1]] == pytest.approx(both / either, rel=1e-12)
    by_rule = table(page, "by_rule").set_index("rule")["estimate"]
    assert by_rule["own measure"] == pytest.approx(0.1802, abs=5e-5)


def test_firms_are_counted_and_compared_with_chance(report):
    page = report("where_firms_locate", industries=["5610A", "6910Z"], draws=40)
    counted = table(page, "industries").set_index("code")["establishments"]
    cells = cells_of("strasbourg_establishments")
    assert counted.to_dict() == {
        code: cells.loc[cells["industry"] == code, "establishments"].sum() for code in counted.index
    }
    near = table(page, "neighbours")
    assert (near["global_low"] < near["global_high"]).all()


def treated(values):
    """Outliers by the rule of skewness and kurtosis, written out: five moved at most, else log."""
    values = values.copy()
    before = values.copy()
    for _ in range(6):
        found, known = values.dropna(), values.dropna().to_numpy()
        if abs(skew(known, bias=False)) <= 2 or kurtosis(known, bias=False) <= 3.5:
            return values
        top = found.nlargest(2 + (values == values.max()).sum() - 1).iloc[-1]
        if (values == values.max()).sum() > 5:
            break
        values = values.mask(values == values.max(), top)
    low, high = before.min(), before.max()
    return np.log(before - low + 0.01 * (high - low))


def test_the_index_equals_an_independent_computation(report):
    study = "china_prefectures"
    people, census = indicator(study, "population_interpolated", 2015), 2010
    columns = {
        "money": indicator(study, "fiscal_revenue", 2015) / people,
        "gdp": indicator(study, "gdp_per_head", 2015),
        "schooling": indicator(study, "mean_years_schooling", census),
        "migrants": indicator(study, "migrants_other_province", census)
        / indicator(study, "population", census),
        "jobs": indicator(study, "urban_unit_employment", 2015) / people,
    }
    raw = pd.DataFrame(columns)
    raw = raw[raw.notna().sum(axis=1) >= 4]
    scaled = raw.apply(treated)
    scaled = 100 * (scaled - scaled.min()) / (scaled.max() - scaled.min())
    parts = [scaled[["money", "gdp"]], scaled[["schooling", "migrants"]], scaled[["jobs"]]]
    scores = pd.concat([part.mean(axis=1) for part in parts], axis=1).mean(axis=1)
    page = report("competitiveness_index", study=study, draws=200)
    found = pd.read_csv(page.folder / "tables" / "rank_intervals.csv", dtype={"region": str})
    found = found.set_index("region")
    assert found["value"].to_numpy() == pytest.approx(scores[found.index].to_numpy(), rel=1e-9)
    ranks = scores.rank(ascending=False, method="min")
    assert found["rank"].tolist() == ranks[found.index].astype(int).tolist()
    assert found["rank"].between(found["rank_low"], found["rank_high"]).all()


def test_a_region_stands_where_the_files_say(report):
    page = report("region_profile", study="european_regions", region="ITH5", since=2013, draws=200)
    places = table(page, "indicators").set_index("name")
    idle = indicator("european_regions", "unemployment_rate", 2016)
    ranked = pd.read_csv(page.folder / "tables" / "rank.csv")["region"]
    assert places.at["Unemployment rate", "value"] == idle["ITH5"]
    better = (idle[idle.index.isin(ranked)] < idle["ITH5"]).sum()
    assert places.at["Unemployment rate", "place"] == 1 + better
    bars = pd.read_csv(page.folder / "tables" / "contributions.csv")
    scores = pd.read_csv(page.folder / "tables" / "rank.csv").set_index("region")["value"]
    assert bars["points"].sum() == pytest.approx(scores["ITH5"] - scores.mean(), abs=1e-9)
    change = pd.read_csv(page.folder / "tables" / "rank_change.csv")
    assert change["rank_places"].sum() == pytest.approx(
        round(change["rank_places"].sum()), abs=1e-9
    )
    assert "clusters" in {path.stem for path in (page.folder / "tables").iterdir()}


def taken_out(columns, *groups):
    """Columns net of the means of all groups, by taking them out in turn until nothing moves."""
    columns = columns - columns.mean(axis=0)
    for _ in range(2_000):
        before = columns.copy()
        for group in groups:
            size = np.bincount(group)
            for j in range(columns.shape[1]):
                columns[:, j] -= (np.bincount(group, columns[:, j]) / size)[group]
        if np.abs(columns - before).max() < 1e-12:
            return columns
    raise AssertionError("the means of the groups do not settle")


def test_the_us_panel_says_about_zero(report):
    """Cross-section and panel of the same country, from the files alone, beside the page's."""
    done = report(
        "hypotheses",
        study="us_commuting_zones",
        same_claim_on=["us_states_manufacturing"],
    )
    page = table(done, "by_effects").set_index("effects")
    kinds = {"region": str, "industry": str}
    rows = pd.read_csv(DATA / "us_states_manufacturing/activity.csv", dtype=kinds)
    wage = indicator("us_states_manufacturing", "payroll_per_worker")
    rows = rows.merge(wage[["region", "industry", "year", "value"]])
    rows = pd.read_csv(DATA / "us_states_manufacturing/activity.csv", dtype=kinds).merge(
        rows[["region", "industry", "year", "value"]], how="left"
    )
    held = rows["employment"]
    for keys in (["region", "year"], ["industry", "year"]):
        held = held / rows.groupby(keys)["employment"].transform("sum")
    rows["quotient"] = held * rows.groupby("year")["employment"].transform("sum")
    rows = rows[(rows["quotient"] > 0) & (rows["value"] > 0)].reset_index(drop=True)
    pairs = [["region", "industry"], ["region", "year"], ["industry", "year"]]
    while True:  # who is alone in a group says nothing
        sizes = [rows.groupby(pair)["value"].transform("size") for pair in pairs]
        keep = np.logical_and.reduce([size > 1 for size in sizes])
        if keep.all():
            break
        rows = rows[keep].reset_index(drop=True)
    groups = [rows.groupby(pair).ngroup().to_numpy() for pair in pairs]
    x, y = taken_out(np.log(rows[["quotient", "value"]].to_numpy()), *groups).T
    slope = (x @ y) / (x @ x)
    assert page.loc[page.index[-1], "rows"] == len(rows) == 11_303
    assert page["coefficient"].iloc[-1] == pytest.approx(slope, abs=1e-6)
    assert round(slope, 3) == -0.014
    assert round(page["its_std_error"].iloc[-1], 3) == 0.017
    assert page["coefficient"].iloc[1] > 0.05  # without each cell's own effect


def test_every_attack_is_on_the_page_and_the_model_is_the_files(report):
    done = report("does_it_survive", study="zhejiang_guangdong", permutations=39)
    summary = table(done, "attacks")
    assert len(summary) == len(attacks.names())
    assert set(summary["the answer"]) <= {"stands", "falls", "only shown", "not made"}
    assert (summary["what was found"].str.len() > 15).all()
    curve = table(done, "specification_curve")
    [asked] = curve[curve["is_asked"]].to_dict("records")
    regions = pd.read_csv(DATA / "zhejiang_guangdong/regions.csv", dtype={"region": str})
    regions = regions[regions["level"] == "prefecture"].set_index("region")
    activity = pd.read_csv(DATA / "zhejiang_guangdong/activity.csv", dtype=str)
    activity["employment"] = activity["employment"].astype(float)
    names = pd.read_csv(DATA / "zhejiang_guangdong/industries.csv", dtype=str)
    assert "manufacturing" in set(names["industry"])
    made = activity[(activity["industry"] == "manufacturing") & (activity["year"] == "2010")]
    made = made.groupby(made["region"].str[:4] + "00")["employment"].sum()
    frame = pd.DataFrame(
        {
            "y": np.log(indicator("zhejiang_guangdong", "gdp_per_head", 2015)),
            "density": np.log(made / regions["area_km2"]),
            "schooling": indicator("zhejiang_guangdong", "mean_years_schooling", 2010),
            "province": regions["province"],
        }
    ).dropna()
    south = (frame["province"] == frame["province"].iloc[0]).astype(float)
    beta, _ = least_squares(frame["y"].to_numpy(), frame["density"], frame["schooling"], south)
    assert asked["rows"] == len(frame)
    assert asked["coefficient"] == pytest.approx(beta[1], rel=1e-8)
    page = done.page.read_text(encoding="utf-8")
    assert "specification curve with inference by permutation" in page  # the referee's list


def test_published_numbers_are_met_on_the_page(report):
    numbers = table(report("replications"), "numbers")
    assert set(numbers["met"]) == {"yes"}
    assert len(numbers["replication"].unique()) == len(replications.names()) >= 5


def sheet(name):
    return pd.read_csv(DATA / "synthetic_dairy_cluster" / f"{name}.csv")


def test_a_skill_that_firms_lack_is_that_of_the_sheets(report):
    page = report("appraising_a_cluster")
    skills = sheet("skills").dropna()
    lacking = (skills["held"] < skills["required"]).groupby(skills["skill"]).mean()
    drawn = table(page, "skills").set_index("skill")["below"]
    assert drawn.to_dict() == pytest.approx(lacking.to_dict())
    assert "Synthetic answers" in page.page.read_text(encoding="utf-8")


def test_the_bottleneck_is_that_of_the_sheets(report):
    """Capacity by stage, in units of the final product: a product down the chain, by hand."""
    page = report("building_a_cluster")
    capacities = sheet("capacities")
    made = (capacities["capacity"] * capacities["utilisation"]).groupby(capacities["stage"]).sum()
    chain = sheet("chain").set_index("stage")
    final = {}
    for start in chain.index:
        stage, worth = start, made[start]
        while stage in chain.index:  # the last feeds the market
            worth *= chain.at[stage, "conversion"]
            stage = chain.at[stage, "feeds"]
        final[start] = worth
    drawn = table(page, "capacity").set_index("stage")
    assert drawn["in_final_units"].to_dict() == pytest.approx(final)
    assert list(drawn.index[drawn["is_bottleneck"]]) == [min(final, key=final.get)]


def test_a_page_on_one_sheet_says_what_the_others_would_need(report, tmp_path):
    way = instruments["roadmap"]
    written = write_template(way, tmp_path / "way")
    study = keep_as_study(open_form(written, way.card), way.card, tmp_path / "study")
    page = report("building_a_cluster", study=str(study))
    text = page.page.read_text(encoding="utf-8")
    assert text.count("Not answered: ") == 3
    assert "workbench new capacity" in text
    assert "gates" in {path.stem for path in (page.folder / "tables").iterdir()}


def test_an_index_of_counties_runs_by_parameter_alone(report):
    page = report("competitiveness_index", study="zhejiang_guangdong", draws=200)
    assert (page.folder / "index.html").is_file()


def scripts_of(page):
    """The scripts of a page; one that the page's policy does not name by its hash is an error."""
    found = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S)
    assert len(found) == page.lower().count("<script")
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    allowed = re.findall(r"'sha256-([^']+)'", html.unescape(policy))
    for attributes, text in found:
        assert attributes == ""
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in allowed
    assert len(allowed) == len(found)
    assert "unsafe" not in policy.partition("script-src")[2]
    return [text for _, text in found]


def test_a_script_that_is_not_ours_would_be_found(report):
    page = report("meet_the_towns").page.read_text(encoding="utf-8")
    assert scripts_of(page) == [OUR_SCRIPT], "its map can be asked"
    for planted in ("<script>alert(1)</script>", "<script src='x'></script>", "<SCRIPT>"):
        with pytest.raises(AssertionError):
            scripts_of(page.replace("</body>", f"{planted}</body>"))


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        (MAIN, {}),
        (MAIN, {"study": "us_metro_clusters"}),
        (MAIN, {"study": "zhejiang_guangdong"}),
        ("meet_the_towns", {}),
        (
            "what_counts_as_a_cluster",
            {"study": "china_prefectures", "rules": ["size_only", "location_quotient_threshold"]},
        ),
        ("where_firms_locate", {"industries": ["5610A", "6910Z"], "draws": 40}),
        ("measuring_clusters", {"study": "china_prefectures", "draws": 20}),
        ("competitiveness_index", {"study": "china_prefectures", "draws": 200}),
        ("does_it_survive", {"study": "zhejiang_guangdong", "permutations": 39}),
        ("appraising_a_cluster", {}),
        ("building_a_cluster", {}),
    ],
)
def test_the_page_travels(report, name, parameters):
    page = report(name, **parameters).page.read_text(encoding="utf-8")
    images = re.findall(r"<img\b[^>]*>", page)
    assert len(images) >= 2
    assert all(re.search(r'alt="[^"]{15,}"', image) for image in images)
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
    assert set(scripts_of(page)) <= {OUR_SCRIPT}
    assert not re.search(r"<[a-z]+\s[^>]*\son[a-z]+\s*=", page), "no script in an attribute"
    assert len(page.encode()) < LARGEST_PAGE


def test_without_outlines_the_map_says_so_and_the_rest_runs(report, tmp_path):
    folder = tmp_path / "no outlines"
    shutil.copytree(DATA / "china_prefectures", folder)
    (folder / "boundaries.geojson").unlink()
    page = report(MAIN, study=str(folder)).page.read_text(encoding="utf-8")
    assert "no outlines, so regions are drawn as points" in page
    assert "Supported" in page


def test_nothing_on_the_page_is_typed_by_hand():
    """Figures in the stored outputs come from cells: prose cells hold no decimal number."""
    for path in NOTEBOOKS.glob("*.ipynb"):
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "markdown":
                assert not re.search(r"\d\.\d", cell.source), path.name


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebooks_define_nothing(path):
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert not any(re.search(r"^\s*(def|class) ", cell.source, re.M) for cell in cells)


def test_a_changed_value_is_caught(tmp_path):
    """One plotted value is changed in a notebook that passes; nbval must fail on that cell."""
    path = next(NOTEBOOKS.glob(f"*_{MAIN}.ipynb"))
    notebook = nbformat.read(path, 4)
    cell = next(c for c in notebook.cells if "map_of_density" in c.source)
    line = "density = models.by_region(panel, measure)"
    assert line in cell.source
    cell.source = cell.source.replace(line, f"{line}\ndensity.loc['330300'] *= 1.01")
    notebook.cells = notebook.cells[: notebook.cells.index(cell) + 1]
    nbformat.write(notebook, tmp_path / "changed.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-p",
         "no:cacheprovider", "-W", "default", "--rootdir", tmp_path, "changed.ipynb"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "1 failed" in done.stdout, done.stdout
    assert "Cell outputs differ" in done.stdout
    assert "mismatch 'text/plain'" in done.stdout


def test_a_record_tells_what_made_the_page(report):
    record = json.loads((report(MAIN).folder / "record.json").read_text(encoding="utf-8"))
    text = json.dumps(record)
    for part in ("china_prefectures", "sha256", "pandas", "seed", "times"):
        assert part in text

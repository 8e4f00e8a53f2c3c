"""An association of pure arithmetic is unmasked; one between the numerators stays."""

import numpy as np
import pandas as pd
import pytest

from tests.models.attacks.shipped import asked
from workbench.errors import UnknownName
from workbench.models.attacks._shared_parts import parts_of, shared_parts
from workbench.models.attacks.ratio_denominator import ratio_denominator
from workbench.models.specification import Specification

RATIOS = Specification("log(gdp_per_head) ~ log(firms_per_head)", "firms_per_head")


def ratios(gdp, firms, people):
    return pd.DataFrame(
        {
            "gdp_per_head": np.exp(gdp - people),
            "firms_per_head": np.exp(firms - people),
            "population": np.exp(people),
        }
    )


@pytest.fixture(scope="module")
def logs():
    return np.random.default_rng(0).normal(size=(3, 400))


def test_pure_arithmetic_is_found(logs):
    table = ratios(*logs)
    found = ratio_denominator(table, RATIOS)
    assert found.table["low"].iloc[0] > 0.3  # it looks like a strong effect
    assert found.survived is False
    assert found.facts["reproduced"] == pytest.approx(1, abs=0.15)
    assert found.facts["reproduced_of_rest"] == pytest.approx(1, abs=0.15)
    assert "arithmetic may be all there is" in found.words


def test_the_dealt_coefficient_has_the_mean_that_it_must_have(logs):
    """Without controls the mean over all dealings is -cov(log s, x) / var(x)."""
    gdp, firms, people = logs
    found = ratio_denominator(ratios(gdp, firms, people), RATIOS, draws=999)
    x = firms - people
    expected = -np.cov(people, x)[0, 1] / x.var(ddof=1)
    row = found.table.iloc[1]
    assert row["estimate"] == pytest.approx(expected, abs=4 * row["std_error"] / np.sqrt(999))


def test_an_honest_effect_survives(logs):
    shock, firms, people = logs
    # gdp grows with people one to one, and with firms per head: nothing is arithmetic
    density = firms - 0.3 * people
    gdp = people + 0.5 * (density - people) + 0.3 * shock
    found = ratio_denominator(ratios(gdp, density, people), RATIOS)
    assert found.survived is True
    assert found.table.set_index("label").loc["with log(population) as a term", "low"] > 0.4


def test_arithmetic_against_the_answer_cannot_have_made_it(logs):
    """Payroll per worker on workers: arithmetic pushes down, the answer is up."""
    shock, workers, _ = logs
    table = pd.DataFrame({"employment": np.exp(workers)})
    table["wage_per_worker"] = np.exp(0.2 * workers + 0.3 * shock)
    model = Specification("log(wage_per_worker) ~ log(employment)", "employment")
    found = ratio_denominator(table, model, shared="employment")
    assert found.table["estimate"].iloc[1] < 0 < found.table["estimate"].iloc[0]
    assert found.survived is True
    assert "works against the answer" in found.words


def test_nothing_to_explain(logs):
    gdp, firms, people = logs
    table = ratios(people + gdp, people + firms, people)
    assert ratio_denominator(table, RATIOS).survived is None


def test_the_measure_of_the_year_before_shares_nothing():
    random = np.random.default_rng(3)
    rows = []
    place = random.normal(size=(3, 80))
    for year in range(4):
        gdp, firms, people = place + random.normal(size=(3, 80))
        rows.append(ratios(gdp, firms, people).assign(year=year, region=range(80)))
    table = pd.concat(rows, ignore_index=True)
    table.attrs["keys"] = ["region", "year"]
    lines = ratio_denominator(table, RATIOS).table.set_index("label")
    lagged = lines.loc["with the measure of the year before"]
    assert lagged["rows"] == 240
    assert lagged["estimate"] < 0.8 * lines.loc["as fitted", "estimate"]


def test_dealing_stays_within_industry_and_year():
    """With one place in each industry and year nothing can be dealt out."""
    random = np.random.default_rng(1)
    table = ratios(*random.normal(size=(3, 30)))
    table = table.assign(region=range(30), industry=[f"i{i}" for i in range(30)], year=2010)
    row = ratio_denominator(table, RATIOS, draws=20).table.iloc[1]
    assert row["low"] == pytest.approx(row["high"])


def test_order_of_rows(logs):
    table = ratios(*logs)
    mixed = table.sample(frac=1, random_state=1)
    first, second = (ratio_denominator(t, RATIOS, draws=50).table for t in (table, mixed))
    pd.testing.assert_frame_equal(first, second)


def test_what_two_columns_share():
    study, states, _ = asked("us_states_manufacturing")
    assert parts_of("payroll_per_worker", states) == {"annual_payroll_usd": 1, "employment": -1}
    found = shared_parts(states, "payroll_per_worker", "location_quotient", study)
    assert found == {"employment": -1}
    _, china, _ = asked("china_prefectures")
    assert parts_of("gdp_per_head", china)["population_interpolated"] == -1
    assert parts_of("employment_density", china) == {"employment": 1, "area_km2": -1}


def test_what_cannot_be_done_is_told():
    table = ratios(*np.random.default_rng(0).normal(size=(3, 30)))
    renamed = table.rename(columns={"firms_per_head": "firms"})
    model = Specification("log(gdp_per_head) ~ log(firms)", "firms")
    assert "name it as shared" in ratio_denominator(renamed, model).undone
    assert not ratio_denominator(renamed, model, shared="population").undone
    squared = Specification("gdp_per_head^2 ~ firms_per_head", "firms_per_head")
    assert "no plain column" in ratio_denominator(table, squared).undone
    with pytest.raises(UnknownName, match=r"CLW-N04 .*people"):
        ratio_denominator(table, RATIOS, shared="people")


def test_on_shipped_studies():
    study, states, model = asked("us_states_manufacturing")
    found = ratio_denominator(states, model, study=study, draws=19)
    assert found.survived is True
    assert found.table["estimate"].iloc[1] < -0.9  # what dividing by employment does by itself
    _, china, model = asked("china_prefectures")
    assert ratio_denominator(china, model).undone.startswith("neither cards nor names")
    own = china.assign(workers_per_head=china["employment"] / china["population_interpolated"])
    model = Specification(
        "log(gdp_per_head) ~ log(workers_per_head) | province", "workers_per_head", "province"
    )
    found = ratio_denominator(own, model, shared="population_interpolated", draws=99)
    assert found.survived is True

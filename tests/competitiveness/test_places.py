"""Do places hold what ranks hold, and are intervals as wide as the noise that made them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.competitiveness import CompositeIndex, Framework, build, index
from workbench.competitiveness.places import PRIOR, _residual, history, places
from workbench.data import Study, load
from workbench.errors import ParameterError, UnknownName

REGIONS = [f"r{place:02d}" for place in range(30)]


def made_up(noise: float = 1.0, years: int = 7, *, is_log: bool = False) -> Study:
    """Thirty regions on straight lines with noise of a known size; the second has no noise."""
    rng = np.random.default_rng(5)
    level = np.arange(30.0)[:, None] / (10 if is_log else 1)
    time = np.arange(years)
    trend = level + 0.1 * time * rng.uniform(-1, 1, (30, 1))
    noisy = trend + noise * rng.standard_normal((30, years))
    tables = {"noisy": np.exp(noisy) if is_log else noisy, "lower": -noisy, "exact": trend + 40}
    rows = [
        (region, 2000 + int(year), name, float(values[row, year]))
        for name, values in tables.items()
        for row, region in enumerate(REGIONS)
        for year in time
    ]
    indicators = pd.DataFrame(rows, columns=["region", "year", "indicator", "value"])
    cards = pd.DataFrame(
        {
            "indicator": list(tables),
            "name": ["Noisy", "Lower", "Exact"],
            "unit": "n",
            "direction": ["higher is better", "lower is better", "higher is better"],
            "scale": ["log" if is_log else "linear", "linear", "log"],
        }
    )
    regions = pd.DataFrame({"region": REGIONS, "name": REGIONS})
    return Study(
        "made_up",
        Path(),
        {"resources": []},
        {"regions": regions, "indicators": indicators, "indicator_cards": cards},
    )


def of_study(study: Study) -> CompositeIndex:
    framework = Framework.from_cards(study.indicator_cards)
    last = study.indicators["year"].max()
    rows = study.indicators[study.indicators["year"] == last]
    raw = rows.pivot_table(index="region", columns="indicator", values="value")
    return build(raw, framework)


@pytest.fixture
def as_study(monkeypatch: pytest.MonkeyPatch) -> Callable[[Study], Study]:
    """A study in memory, which `load` takes as it is."""

    def take(study: Study) -> Study:
        monkeypatch.setattr(
            import_module("workbench.competitiveness.peers"), "load", lambda given: given
        )
        return study

    return take


def test_places_are_ranks_of_figures_by_direction() -> None:
    found_index = index("european_regions")
    table = places(found_index, study=None, draws=100)
    assert (table.groupby("region", sort=False).ngroup().to_numpy() >= 0).all()
    assert list(dict.fromkeys(table["region"])) == list(found_index.scores.index)
    ranked = found_index.raw.reindex(found_index.scores.index)
    for code, part in table.groupby("indicator"):
        values = ranked[code]
        sign = found_index.framework.indicators.at[code, "direction"]
        own = part.set_index("region")
        known = values.dropna()
        expected = [(sign * known > sign * value).sum() + 1 for value in known]
        assert own.loc[known.index, "place"].tolist() == expected
        assert own.loc[values.isna(), "place"].isna().all()
        assert (own["regions"] == len(known)).all()
        assert own["best_value"].iloc[0] == (known.max() if sign > 0 else known.min())
        assert own["mean"].iloc[0] == pytest.approx(known.mean())
    inside = table.dropna(subset=["place_low"])
    assert (inside["place_low"] <= inside["place"]).all()
    assert (inside["place"] <= inside["place_high"]).all()
    assert (inside["place_high"] <= inside["regions"]).all()
    assert inside["undefined"].isna().all()
    assert table.loc[table["place_low"].isna(), "undefined"].notna().all()
    one = places(found_index, "DE21", draws=100)
    whole = table[table["region"] == "DE21"].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, whole)


def test_the_noise_found_is_the_noise_put_in(as_study: Callable[[Study], Study]) -> None:
    study = as_study(made_up(noise=0.5))
    table = places(of_study(study), study=study).set_index("indicator")
    assert table.loc["noisy", "noise"].mean() == pytest.approx(0.5, rel=0.15)
    assert table.loc["lower", "noise"].mean() == pytest.approx(0.5, rel=0.15)
    logs = as_study(made_up(noise=0.2, is_log=True))
    table = places(of_study(logs), study=logs).set_index("indicator")
    assert table.loc["noisy", "is_log"].all()
    assert table.loc["noisy", "noise"].mean() == pytest.approx(0.2, rel=0.15)


def test_more_noise_gives_wider_intervals_and_none_gives_points(
    as_study: Callable[[Study], Study],
) -> None:
    widths = []
    for noise in (0.3, 3.0):
        study = as_study(made_up(noise=noise))
        table = places(of_study(study), study=study).set_index("indicator")
        widths.append((table["place_high"] - table["place_low"]).groupby(level=0).mean())
    assert widths[1]["noisy"] > 2 * widths[0]["noisy"] > 0
    assert widths[0]["exact"] == 0
    narrow = places(of_study(study), study=study, confidence=0.5).set_index("indicator")
    width = (narrow["place_high"] - narrow["place_low"]).groupby(level=0).mean()
    assert width["noisy"] < widths[1]["noisy"]


def test_noise_in_logarithms_is_drawn_in_logarithms(as_study: Callable[[Study], Study]) -> None:
    study = as_study(made_up(noise=0.2, is_log=True))
    found_index = of_study(study)
    table = places(found_index, study=study).query("indicator == 'noisy'").sort_values("value")
    width = (table["place_high"] - table["place_low"]).astype(float).to_numpy()
    # Regions stand 0.1 apart in logarithms, the last ones much further in figures.
    assert 0.5 < width[20:26].mean() / width[4:10].mean() < 2


def test_residual_variance_is_that_of_least_squares() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=(6, 7))
    values[1, 2] = values[2, [0, 3]] = np.nan
    values[3, :4] = np.nan
    years = np.arange(2010.0, 2017.0)
    variances, degrees = _residual(values, years)
    for row in (0, 1, 2, 4, 5):
        there = ~np.isnan(values[row])
        _, rest, *_ = np.polyfit(years[there] - 2013, values[row][there], 1, full=True)
        assert degrees[row] == there.sum() - 2
        assert variances[row] == pytest.approx(rest[0] / degrees[row])
    assert (variances[3], degrees[3]) == (0.0, 0.0)


def test_a_region_with_few_years_takes_the_typical_noise(
    as_study: Callable[[Study], Study],
) -> None:
    study = as_study(made_up())
    rows = study.indicators
    rows = rows[~((rows["region"] == "r03") & (rows["year"] < 2005))]
    short = study.with_tables(indicators=rows)
    found_index = of_study(short)
    table = places(found_index, study=short)
    noise = table[table["indicator"] == "noisy"].set_index("region")["noise"]
    panel = history(short, found_index.framework, "noisy", 2006)
    variances, degrees = _residual(panel.to_numpy(), panel.columns.to_numpy("float64"))
    typical = np.median(variances[degrees > 0])
    assert noise["r03"] ** 2 == pytest.approx(typical)
    own = variances[panel.index.get_loc("r04")]
    assert noise["r04"] ** 2 == pytest.approx((PRIOR * typical + 5 * own) / (PRIOR + 5))


def test_seven_years_at_most_up_to_the_year_of_the_figure() -> None:
    study = load("european_regions")
    framework = index("european_regions").framework
    panel = history(study, framework, "gdp_per_head", 2014)
    assert list(panel.columns) == list(range(2008, 2015))
    rows = study.indicators
    own = rows[(rows["indicator"] == "gdp_per_head") & (rows["year"] == 2011)]
    expected = own.set_index("region")["value"]
    assert panel[2011].dropna().to_dict() == expected[panel[2011].dropna().index].to_dict()


@pytest.mark.parametrize(("years", "told"), [(1, "one year only"), (3, "3 years only")])
def test_too_few_years_are_told(years: int, told: str, as_study: Callable[[Study], Study]) -> None:
    study = as_study(made_up(years=years))
    table = places(of_study(study), "r05", study=study)
    assert table["undefined"].str.contains(told).all()
    assert table[["place_low", "place_high", "noise"]].isna().all(axis=None)
    assert table["place"].notna().all()


def test_without_a_study_there_are_places_and_no_intervals() -> None:
    table = places(of_study(made_up()), "r05")
    assert table["undefined"].str.contains("made from a table").all()
    assert table["place"].notna().all()


def test_the_seed_decides(as_study: Callable[[Study], Study]) -> None:
    study = as_study(made_up(noise=4.0))
    found_index = of_study(study)
    first, again, other = (
        places(found_index, study=study, draws=200, seed=seed) for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_wrong_questions_are_refused_all_at_once() -> None:
    found_index = of_study(made_up())
    with pytest.raises(UnknownName, match="zz"):
        places(found_index, "zz")
    with pytest.raises(ParameterError) as caught:
        places(found_index, confidence=1.0, draws=5)
    assert [p.column for p in caught.value.problems] == ["confidence", "draws"]

"""Are peers the regions that are nearest, by hand and by what every distance must hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.conftest import TinyStudy
from workbench.competitiveness import CompositeIndex, Framework, Recipe, build, index
from workbench.competitiveness.peers import peers
from workbench.data import Study, load
from workbench.errors import ParameterError, StudyError, UnknownName


def table(seed: int = 0, holes: int = 0) -> CompositeIndex:
    rng = np.random.default_rng(seed)
    raw = pd.DataFrame(
        rng.lognormal(size=(12, 4)), index=list("abcdefghijkl"), columns=list("xyuv")
    )
    for row, column in zip(rng.choice(12, holes), rng.choice(4, holes), strict=True):
        raw.iloc[row, column] = np.nan
    cards = pd.DataFrame({"indicator": list("xyuv"), "direction": "higher is better"})
    cards["name"] = ["Wage", "Jobs", "Patents", "Roads"]
    return build(raw, Framework.from_cards(cards), Recipe(availability=0.25))


@pytest.fixture(scope="module")
def prefectures() -> CompositeIndex:
    return index("china_prefectures")


@pytest.mark.parametrize("holes", [0, 9])
def test_distances_are_those_of_scipy_where_nothing_is_missing(holes: int) -> None:
    found_index = table(1, holes)
    z = found_index.normalised
    z = (z - z.mean()) / z.std(ddof=1)
    for region in "acf":
        found = peers(found_index, region, number=11).set_index("region")
        for other in found.index:
            gaps = (z.loc[region] - z.loc[other]).dropna()
            assert found.at[other, "shared"] == len(gaps)
            assert found.at[other, "distance"] == pytest.approx(
                float(np.linalg.norm(gaps) / np.sqrt(len(gaps)))
            )
        assert found["distance"].is_monotonic_increasing
        assert region not in found.index
        far = [o for o in z.index if (z.loc[region] - z.loc[o]).count() < z.loc[region].count() / 2]
        assert set(found.index) == set(z.index) - {region, *far}


def test_closest_and_most_different_features_are_named() -> None:
    cards = pd.DataFrame({"indicator": list("xyu"), "direction": "higher is better"})
    cards["name"] = ["Wage", "Jobs", "Patents"]
    raw = pd.DataFrame(
        {"x": [1.0, 1.1, 9.0, 5.0], "y": [2.0, 7.0, 1.0, 9.0], "u": [3.0, 5.0, 9.0, 1.0]},
        index=list("abcd"),
    )
    found = peers(build(raw, Framework.from_cards(cards)), "a", number=1).iloc[0]
    assert found[["region", "alike", "different"]].tolist() == ["b", "Wage", "Jobs"]


def test_equal_distances_keep_the_order_of_the_index() -> None:
    cards = pd.DataFrame({"indicator": ["x", "y"], "direction": "higher is better"})
    raw = pd.DataFrame(
        {"x": [5.0, 6.0, 4.0, 6.0, 4.0], "y": [5.0, 6.0, 4.0, 4.0, 6.0]}, index=list("abcde")
    )
    found_index = build(raw, Framework.from_cards(cards))
    found = peers(found_index, "a", number=4)
    order = [region for region in found_index.scores.index if region != "a"]
    assert found["region"].tolist() == order
    assert found["distance"].nunique() <= 2


def test_structure_is_half_the_krugman_distance(prefectures: CompositeIndex) -> None:
    found = peers(prefectures, "330100", by="structure", number=5)
    rows = load("china_prefectures").activity
    rows = rows[rows["year"] == min(rows["year"].unique(), key=lambda y: abs(y - prefectures.year))]
    shares = {
        region: own.groupby("industry")["employment"].sum() / own["employment"].sum()
        for region, own in rows.groupby("region")
    }
    distances = {
        region: (shares["330100"].sub(own, fill_value=0)).abs().sum() / 2
        for region, own in shares.items()
        if region in prefectures.scores.index and region != "330100"
    }
    nearest = sorted(distances, key=distances.__getitem__)[:5]
    assert found["region"].tolist() == nearest
    assert found["distance"].tolist() == pytest.approx([distances[each] for each in nearest])


def test_context_takes_logarithms_where_the_card_says_so(prefectures: CompositeIndex) -> None:
    study = load("china_prefectures")
    cards = study.indicator_cards.set_index("indicator")
    keep = ["population", "urban_population_share"]
    rows = study.indicators
    small = study.with_tables(
        indicators=rows[rows["indicator"].isin(keep)],
        indicator_cards=cards.loc[keep].reset_index(),
        regions=study.regions.drop(columns="area_km2"),
    )
    found = peers(prefectures, "330100", by="context", study=small, number=3)
    newest = rows[rows["year"] <= prefectures.year].sort_values("year")
    wide = newest[newest["indicator"].isin(keep)].pivot_table(
        index="region", columns="indicator", values="value", aggfunc="last"
    )
    wide = wide.reindex(prefectures.scores.index)
    wide["population"] = np.log(wide["population"])
    z = (wide - wide.mean()) / wide.std()
    gaps = (((z - z.loc["330100"]) ** 2).mean(axis=1) ** 0.5).drop("330100").sort_values()
    assert found["region"].tolist() == gaps.index[:3].tolist()
    assert found["distance"].tolist() == pytest.approx(gaps.iloc[:3].tolist())


def test_density_is_part_of_the_context(prefectures: CompositeIndex) -> None:
    study = load("china_prefectures")
    bare = Study(
        study.name,
        study.folder,
        study.descriptor,
        {name: t for name, t in study.tables.items() if name != "indicators"},
    )
    found = peers(prefectures, "330100", by="context", study=bare, number=1).iloc[0]
    assert found["alike"] == "Density of population"
    assert found["shared"] == 1


def test_wrong_questions_are_refused(tiny: TinyStudy) -> None:
    found_index = table()
    with pytest.raises(UnknownName, match="zz"):
        peers(found_index, "zz")
    with pytest.raises(UnknownName, match="CLW-I45"):
        peers(found_index, "a", by="shape")
    with pytest.raises(ParameterError, match="CLW-I44"):
        peers(found_index, "a", number=0)
    with pytest.raises(ParameterError, match="CLW-I46"):
        peers(found_index, "a", by="context")
    tiny.tables.pop("activity")
    tiny.with_boundaries = False
    folder: Path = tiny.write()
    study = load(folder)
    with pytest.raises(StudyError, match="no employment by region and industry"):
        peers(found_index, "a", by="structure", study=study)
    with pytest.raises(StudyError, match="nothing is known of a"):
        peers(found_index, "a", by="context", study=load("china_prefectures"))

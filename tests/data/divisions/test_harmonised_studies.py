"""Does a study of two divisions become a study of one that checks, loads and keeps its totals?"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from workbench.data import check, load
from workbench.data.divisions.attaching import attach_division, division_of
from workbench.data.divisions.writing import Harmonised, harmonise_study
from workbench.errors import ParameterError, StudyError

NAME = "zhejiang_guangdong"


@pytest.fixture(scope="module")
def harmonised(tmp_path_factory: pytest.TempPathFactory) -> Harmonised:
    return harmonise_study(NAME, tmp_path_factory.mktemp("harmonised") / "constant")


def test_the_new_study_has_no_problems(harmonised: Harmonised) -> None:
    assert check(harmonised.study.folder).problems == ()
    assert harmonised.told == ()
    assert set(harmonised.left_out) == {
        "census_totals",
        "products",
        "boundary_changes",
        "constant_units",
        "divisions",
        "division_changes",
    }
    assert "51 codes changed on the way to constant" in repr(harmonised)
    assert json.dumps(harmonised.as_record(), ensure_ascii=False)


def test_all_years_have_the_same_regions(harmonised: Harmonised) -> None:
    by_year = harmonised.study.activity.groupby("year")["region"].agg(set)
    assert by_year[2010] == by_year[2020]
    assert len(by_year[2010]) == 206


def test_totals_by_industry_and_prefecture_are_kept(harmonised: Harmonised) -> None:
    """Every pooled unit lies in one prefecture, so sums of prefectures are the same too."""
    old, new = load(NAME), harmonised.study

    def sums(rows: pd.DataFrame) -> dict[tuple[str, str, int], float]:
        prefecture = rows["region"].str[:4]
        keys = [prefecture, rows["industry"], rows["year"]]
        return rows.groupby(keys)["employment"].sum().to_dict()

    assert sums(new.activity) == sums(old.activity)


def test_indicators_are_added_up_or_weighted(harmonised: Harmonised) -> None:
    """Panyu (440113) and Nansha (440115) of 2010, by hand from the study before."""

    def of(rows: pd.DataFrame, region: str, name: str) -> float:
        is_it = (rows["region"] == region) & (rows["year"] == 2010) & (rows["indicator"] == name)
        return float(rows.loc[is_it, "value"].item())

    old, new = load(NAME).indicators, harmonised.study.indicators
    people = [of(old, code, "population") for code in ("440113", "440115")]
    years = [of(old, code, "mean_years_schooling") for code in ("440113", "440115")]
    by_hand = sum(p * y for p, y in zip(people, years, strict=True)) / sum(people)
    assert of(new, "440113", "population") == sum(people)
    assert of(new, "440113", "mean_years_schooling") == pytest.approx(by_hand, rel=1e-14)


def test_prefectures_keep_all_they_had(harmonised: Harmonised) -> None:
    old, new = load(NAME), harmonised.study
    is_prefecture = old.regions["level"] == "prefecture"
    codes = set(old.regions.loc[is_prefecture, "region"])
    keys = ["region", "year", "indicator"]
    for before, after in ((old.indicators, new.indicators),):
        mine = after[after["region"].isin(codes)].set_index(keys)["value"].sort_index()
        theirs = before[before["region"].isin(codes)].set_index(keys)["value"].sort_index()
        pd.testing.assert_series_equal(mine, theirs, check_dtype=False)
    area = new.regions.set_index("region")["area_km2"].dropna()
    assert area.to_dict() == old.regions.set_index("region")["area_km2"].dropna().to_dict()
    assert new.boundaries is not None
    assert set(new.boundaries["region"]) == codes


def test_regions_are_named_by_their_parts(harmonised: Harmonised) -> None:
    regions = harmonised.study.regions.set_index("region")
    assert regions.loc["440113", "name"] == "番禺区 + 南沙区"
    assert regions.loc["330111", "name"] == "富阳区"
    assert regions.loc["330111", "parent"] == "330100"
    assert regions.loc["330111", "population"] == 717694  # Fuyang city in 2010
    assert "330183" not in regions.index


def test_what_was_done_is_written_down(harmonised: Harmonised) -> None:
    descriptor, before = harmonised.study.descriptor, load(NAME).descriptor
    assert descriptor["sources"] == before["sources"]
    assert descriptor["licenses"] == before["licenses"]
    assert descriptor["workbench"]["question"] == before["workbench"]["question"]
    assert descriptor["workbench"]["harmonised"]["from"] == NAME
    texts = [w["text"] for w in descriptor["usage_warnings"] if w["code"] == "break_in_series"]
    assert any("constant units" in text for text in texts)
    walk = harmonised.study.tables["crosswalk"]
    sums = walk.groupby(["year", "region"])["share"].sum()
    assert (sums == 1).all()


def test_to_a_year_splits_need_weights(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="CLW-G33"):
        harmonise_study(NAME, tmp_path / "new", to=2020)
    assert not (tmp_path / "new").exists()


def test_to_a_year_with_weights(tmp_path: Path) -> None:
    """Half of every divided county goes each way: made up, to see totals kept."""
    changes = load(NAME).tables["division_changes"]
    parting = changes[changes["kind"].isin(["split off", "part moved"])]
    goes = parting[["old_region", "new_region"]].assign(weight=1.0)
    stays = goes.assign(new_region=goes["old_region"]).drop_duplicates()
    ended = changes.loc[changes["kind"] == "recoded", ["old_region", "new_region"]]
    both = pd.concat([goes, stays, ended.assign(weight=1.0)])
    found = harmonise_study(NAME, tmp_path / "new", to=2020, weights=both)
    old = load(NAME).activity.groupby("year")["employment"].sum()
    new = found.study.activity.groupby("year")["employment"].sum()
    assert new.to_dict() == pytest.approx(old.to_dict(), rel=1e-9)
    assert found.study.activity.groupby("year")["region"].nunique().to_dict() == {
        2010: 214,
        2020: 214,
    }


def test_the_study_itself_is_not_written_over() -> None:
    with pytest.raises(ParameterError, match="CLW-P04"):
        harmonise_study(NAME, load(NAME).folder)


@pytest.fixture
def raw(tmp_path: Path, census: pd.DataFrame) -> Path:
    """A study of the two censuses by the codes of their years, without a division."""
    folder = tmp_path / "raw"
    folder.mkdir()
    regions = census.drop_duplicates("region")[["region", "name"]]
    regions.to_csv(folder / "regions.csv", index=False)
    rows = census.melt(["region", "year"], ["emp_manufacturing"], "industry", "employment")
    rows.to_csv(folder / "activity.csv", index=False)
    values = census.melt(
        ["region", "year"], ["population", "mean_years_schooling"], "indicator", "value"
    )
    values.to_csv(folder / "indicators.csv", index=False)
    resources = [
        {"name": name, "path": f"{name}.csv"} for name in ("regions", "activity", "indicators")
    ]
    descriptor = {"name": "raw", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


@pytest.mark.parametrize("changes", [NAME, "boundary_changes"])
def test_raw_rows_go_to_constant_units(raw: Path, changes: str, tmp_path: Path) -> None:
    """With the division of a shipped study, or with a file of pairs and the codes of the rows."""
    file = load(NAME).folder / f"{changes}.csv"
    given = changes if changes == NAME else file
    rates = {"mean_years_schooling": "population"}
    found = harmonise_study(raw, tmp_path / "new", changes=given, rates=rates)
    assert not check(tmp_path / "new").has_errors
    by_year = found.study.activity.groupby("year")["region"].agg(set)
    assert by_year[2010] == by_year[2020]
    assert len(by_year[2010]) == (206 if changes == NAME else 209)
    assert found.told == ()


def test_rates_that_nobody_declared_are_left_out_and_told(raw: Path, tmp_path: Path) -> None:
    found = harmonise_study(raw, tmp_path / "new", changes=NAME)
    assert [(p.code, p.column) for p in found.told] == [("CLW-G37", "mean_years_schooling")]
    rows = found.study.indicators
    schooling = rows[rows["indicator"] == "mean_years_schooling"]
    assert "440113" not in set(schooling["region"])
    assert "330102" in set(schooling["region"])


def test_without_a_division_the_remedy_is_named(raw: Path, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="CLW-G42") as caught:
        harmonise_study(raw, tmp_path / "new")
    assert "--changes" in str(caught.value)
    with pytest.raises(StudyError, match="CLW-S05"):
        division_of(load(raw), tmp_path / "none.csv")


def test_a_division_can_be_attached(raw: Path) -> None:
    study = attach_division(raw, NAME)
    assert len(study.tables["division_changes"]) == 28
    assert [p for p in check(raw).problems if not p.is_warning] == []
    again = attach_division(raw, NAME)
    assert list(again.resources) == list(study.resources)

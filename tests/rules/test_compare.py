"""Rules side by side: counts, overlap, agreement, and the matrix of a real study."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.rules.tables import activity, industries, regions
from workbench.data import Study, load
from workbench.errors import ParameterError, UnknownName
from workbench.rules import applicable, compare, rule

SOME = ["location_quotient_threshold", "size_only share=0.3", "observatory_stars minimum=50"]


def toy(**changes):
    table = activity()
    known = {"activity": table, "regions": regions(table), "industries": industries(table)}
    return Study("toy", Path(), {"resources": []}, known | changes)


def jaccard(one, other):
    """Of two verdicts by key, over the cells that both judge."""
    both = pd.concat([one, other], axis=1, keys=["a", "b"]).dropna().astype(bool)
    either = (both["a"] | both["b"]).sum()
    return (both["a"] & both["b"]).sum() / either if either else np.nan


def test_the_overlap_is_that_of_the_verdicts():
    found = compare(toy(), SOME)
    asked = {
        SOME[0]: rule("location_quotient_threshold", toy()),
        SOME[1]: rule("size_only", toy(), share=0.3),
        SOME[2]: rule("observatory_stars", toy(), minimum=50.0),
    }
    verdicts = {
        k: v.set_index(["region", "industry", "year"])["is_cluster"] for k, v in asked.items()
    }
    for one in SOME:
        for other in SOME:
            expected = jaccard(verdicts[one], verdicts[other])
            assert found.overlap.loc[one, other] == pytest.approx(expected)
    assert found.rules == SOME
    assert found.facts[SOME[1]]["parameters"] == {"share": 0.3}
    counts = found.counts.set_index("rule")
    for name, verdict in verdicts.items():
        assert counts.loc[name, "clusters"] == int(verdict.sum())
        clusters = verdict[verdict.fillna(False)].index
        assert counts.loc[name, "regions"] == clusters.get_level_values("region").nunique()
        assert counts.loc[name, "industries"] == clusters.get_level_values("industry").nunique()


def test_cells_that_one_rule_cannot_judge_are_left_out_of_its_overlap():
    table = activity().reset_index(drop=True)
    wages = table["mean_wage"].mask(table.index % 3 == 0)
    study = toy(activity=table.assign(mean_wage=wages))
    names = ["observatory_stars_newer stars=1 share=0.4", "size_only share=0.6"]
    found = compare(study, names)
    lost = found.undefined.set_index("rule").loc[names[0]]
    assert lost["reason"] == "productivity not known"
    judged = len(table) - int(lost["cells"])
    assert found.judged_by_both.loc[names[0], names[1]] == judged
    assert found.counts["undefined"].tolist() == [len(table) - judged, 0]
    newer = rule("observatory_stars_newer", study, stars=1, share=0.4)
    size = rule("size_only", study, share=0.6)
    keys = ["region", "industry", "year"]
    expected = jaccard(newer.set_index(keys)["is_cluster"], size.set_index(keys)["is_cluster"])
    assert found.overlap.loc[names[0], names[1]] == pytest.approx(expected)


def test_the_matrix_is_symmetric_with_ones():
    found = compare(toy())
    np.testing.assert_array_equal(found.overlap, found.overlap.T)
    has_any = found.counts["clusters"].to_numpy() > 0
    diagonal = np.diag(found.overlap)
    np.testing.assert_array_equal(diagonal[has_any], 1)
    assert np.isnan(diagonal[~has_any]).all()


def test_agreement_by_cell_and_by_region():
    found = compare(toy(), SOME)
    cells = found.cells
    assert (cells["yes"] <= cells["judged"]).all()
    np.testing.assert_allclose(cells["agreement"], cells["yes"] / cells["judged"])
    places = found.regions.set_index(["region", "year"])
    for key, own in cells.groupby(["region", "year"]):
        some = own[own["yes"] > 0]
        assert places.loc[key, "by_any"] == len(some)
        assert places.loc[key, "by_all"] == (some["yes"] == 3).sum()
        if len(some):
            assert places.loc[key, "agreement"] == pytest.approx(some["agreement"].mean())
        else:
            assert np.isnan(places.loc[key, "agreement"])


def test_one_year():
    found = compare(toy(), SOME, year=2020)
    assert set(found.cells["year"]) == {2020}


def test_it_is_plain_data_and_words():
    found = compare(toy(), SOME)
    record = json.loads(json.dumps(found.as_record()))
    assert record["overlap"][0]["rule"] == SOME[0]
    assert record["counts"][1]["rule"] == SOME[1]
    assert set(found.tables()) >= {"counts", "overlap", "cells", "regions"}
    assert "3 rules judge" in repr(found)
    assert f"[2] {SOME[1]}" in repr(found)


def test_nine_rules_on_the_metropolitan_areas():
    study = load("us_metro_clusters")
    found = compare(study)
    assert len(found.rules) >= 9
    assert set(found.rules) == set(applicable(study))
    assert (found.counts["judged"] + found.counts["undefined"] == 46_401).all()
    assert (found.counts["clusters"] > 0).all()
    off = found.overlap.to_numpy()[~np.eye(len(found.rules), dtype=bool)]
    assert off.min() >= 0
    assert off.max() < 0.6
    quotient, strong = "location_quotient_threshold", "us_cluster_mapping"
    assert found.overlap.loc[quotient, strong] == off.max()


def test_rules_that_find_nothing_share_nothing():
    found = compare(
        toy(), ["specialised_town minimum=1e9", "location_quotient_threshold minimum=1e9"]
    )
    assert found.overlap.isna().all(axis=None)
    assert "No two rules find anything" in repr(found)
    assert found.as_record()["regions"][0]["agreement"] is None


def test_what_cannot_be_compared():
    with pytest.raises(ParameterError, match="CLW-C02"):
        compare(toy(), ["size_only"])
    with pytest.raises(ParameterError, match=r"CLW-C02 .*twice"):
        compare(toy(), ["size_only", "size_only"])
    with pytest.raises(ParameterError, match=r"CLW-P08 .*size_only has no value"):
        compare(toy(), ["size_only share", "specialised_town"])
    with pytest.raises(UnknownName, match=r"CLW-N12 .*nearest: size_only"):
        compare(toy(), ["size", "specialised_town"])
    with pytest.raises(ParameterError, match=r"CLW-P01 .*nearest: share"):
        compare(toy(), ["size_only shares=0.1", "specialised_town"])
    with pytest.raises(ParameterError, match=r"CLW-P02 .*share of size_only is not a number"):
        compare(toy(), ["size_only share=few", "specialised_town"])

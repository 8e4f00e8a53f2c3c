"""SME density: the worked cluster, limits of classes, sums over classes, real registers."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.tables import reasons, regions
from workbench.data import load
from workbench.errors import StudyError
from workbench.measures import establishment_density, sme_density

CLASSES = "this table has no size classes; classes are tested in this module"
EXEMPT = {
    "test_labels_and_their_order_are_kept": "classes are added up, so the rows are new ones",
    "test_missing_zero_and_suppressed_are_told_apart": CLASSES,
    "test_a_suppressed_zero_is_no_zero": CLASSES,
    "test_a_missing_cell_adds_to_no_total": CLASSES,
}
PLACES = pd.DataFrame({"region": ["A", "B"], "area_km2": [85.0, 10.0], "population": [60_000, 500]})


def table_of(**classes):
    """The counts of each class of one cell in region A."""
    return pd.DataFrame(
        {
            "region": "A",
            "industry": "shoes",
            "size_class": [name.removeprefix("_") for name in classes],
            "establishments": list(classes.values()),
        }
    )


@pytest.mark.parametrize(
    ("variant", "expected", "tolerance"),
    [("per_km2", 14.118, 5e-4), ("per_1000_inhabitants", 20.0, 1e-12)],
)
def test_the_worked_cluster(variant, expected, tolerance):
    table = table_of(micro=1000, small=150, medium=50, large=7)
    for start in ("", "all_industries_"):
        answer = sme_density(table, PLACES, variant=start + variant)
        assert answer["value"][0] == pytest.approx(expected, abs=tolerance)


def test_limits_choose_classes():
    table = table_of(_0=4, micro=8, small=16, medium=32, large=64).replace("0", "0-0")
    table["size_class"] = ["0-0", "1-9", "10-49", "50-249", "250+"]
    places = PLACES.assign(area_km2=1.0)
    for at_least, below, expected in ((0, 250, 60), (1, 250, 56), (0, 10, 12), (10, 50, 16)):
        answer = sme_density(table, places, at_least=at_least, below=below)
        assert answer["value"].tolist() == [expected]
        assert answer.attrs["measure"]["below"] == below


def test_all_classes_together_are_the_density_of_establishments():
    random = np.random.default_rng(0)
    keys = [(r, i, c) for r in "AB" for i in ("x", "y") for c in ("micro", "small", "medium")]
    table = pd.DataFrame(keys, columns=["region", "industry", "size_class"])
    table = table.assign(establishments=random.integers(0, 50, len(table))).sample(frac=1)
    added = table.groupby(["region", "industry"], sort=False, as_index=False).sum(numeric_only=True)
    for variant in sme_density.card.variants:
        pd.testing.assert_frame_equal(
            sme_density(table, PLACES, variant=variant),
            establishment_density(added, PLACES, variant=variant),
        )


def test_the_classes_of_the_register_of_strasbourg():
    study = load("strasbourg_establishments")
    activity, places = study.activity, regions(study.activity)
    answer = sme_density(
        activity,
        places,
        variant="all_industries_per_km2",
        at_least=1,
        size_classes=study.tables["size_classes"],
    )
    small = activity[activity["size_class"].isin(["01", "02", "03", "11", "12", "21", "22", "31"])]
    counts = small.groupby("region")["establishments"].sum()
    area = places.set_index("region")["area_km2"]
    got = answer.set_index("region")["value"]
    expected = (counts.reindex(got.index).fillna(0) / area[got.index]).to_numpy()
    np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_an_unknown_count_of_a_large_class_does_not_matter():
    table = table_of(micro=85.0, large=np.nan)
    assert sme_density(table, PLACES)["value"].tolist() == [1.0]
    answer = sme_density(table_of(micro=np.nan, small=3.0), PLACES)
    assert reasons(answer) == ["value missing"]
    whole = sme_density(table_of(micro=np.nan), PLACES, variant="all_industries_per_km2")
    assert reasons(whole) == ["value missing in the region"]


def test_why_a_region_has_no_density():
    table = table_of(micro=3)
    assert reasons(sme_density(table.assign(region="C"), PLACES)) == [
        "region not in the regions table"
    ]
    assert reasons(sme_density(table, PLACES.assign(area_km2=0.0))) == ["the area is 0"]
    assert sme_density(table_of(large=3), PLACES)["value"].tolist() == [0.0]


def test_classes_across_a_limit_are_all_told():
    table = table_of(micro=1, _=1, __=1)
    table["size_class"] = ["0-9", "200-499", "5-300"]
    with pytest.raises(StudyError) as caught:
        sme_density(table, PLACES, at_least=1)
    told = [(p.code, p.value, p.more) for p in caught.value.problems]
    assert told == [("CLW-M52", "0-9", 0), ("CLW-M52", "200-499", 1)]


def test_classes_without_limits_are_refused():
    with pytest.raises(StudyError, match=r"CLW-M21 .*limits of a size class are not known"):
        sme_density(table_of(C=1), PLACES)

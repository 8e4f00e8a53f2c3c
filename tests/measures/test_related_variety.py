"""Related and unrelated variety: worked values, and that the two add up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.measures.tables import activity, by_key, industries, long, matrices, matrix_of, reasons
from tests.reference import specialisation as reference
from workbench.errors import StudyError, UnknownName
from workbench.measures import entropy, related_variety

VARIANTS = list(related_variety.card.variants)


def kinds(n):
    return pd.DataFrame(
        {"industry": [f"i{i}" for i in range(n)], "parent": [i % 2 for i in range(n)]}
    )


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_worked_values(variant):
    names = [f"i{i}" for i in range(4)]
    groups = pd.DataFrame({"industry": names, "parent": reference.VARIETY_GROUPS})
    worked, tolerance = reference.VARIETY[variant]
    for listed in (groups, groups[::-1]):
        answer = related_variety(long([reference.VARIETY_JOBS]), listed, variant=variant)
        assert answer["value"].item() == pytest.approx(worked, abs=tolerance)


@given(matrices())
def test_related_and_unrelated_add_up_to_the_entropy(matrix):
    table, listed = long(matrix), kinds(matrix.shape[1])
    related, unrelated, total = (
        related_variety(table, listed, variant=v)["value"]
        for v in ("related", "unrelated", "total")
    )
    np.testing.assert_allclose(related + unrelated, total, atol=1e-12)
    bits = entropy(table, variant="region_bits")["value"]
    np.testing.assert_allclose(total, bits, atol=1e-12)


@pytest.mark.parametrize("variant", ["related", "unrelated"])
def test_it_agrees_with_the_computation_group_by_group(variant):
    table = activity(years=[2010])
    listed, wide = industries(table), matrix_of(table)
    groups = listed.set_index("industry").loc[wide.columns, "parent"]
    which = VARIANTS.index(variant)
    expected = [reference.related_variety(row, groups)[which] for row in wide.to_numpy()]
    answer = by_key(related_variety(table, listed, variant=variant))
    np.testing.assert_allclose(answer, expected, rtol=1e-10, atol=1e-12)


def test_one_group_is_all_related_and_groups_of_one_all_unrelated():
    table = long([[3, 5, 2]])
    names = kinds(3)["industry"]
    together = pd.DataFrame({"industry": names, "parent": "all"})
    alone = pd.DataFrame({"industry": names, "parent": names})
    total = related_variety(table, together, variant="total")["value"].item()
    assert related_variety(table, together)["value"].item() == pytest.approx(total)
    assert related_variety(table, together, variant="unrelated")["value"].item() == 0
    assert related_variety(table, alone)["value"].item() == 0


def test_an_industry_without_a_group_leaves_its_regions_undefined():
    table, listed = long([[3, 5, 0], [1, 1, 1]]), kinds(3)
    for without in (listed[:2], listed.assign(parent=["a", "a", None])):
        answer = related_variety(table, without)
        text = "an industry of the region has no group in the table industries"
        assert reasons(answer) == [None, text]
        assert reasons(related_variety(table, without, variant="total")) == [None, None]


def test_a_group_can_be_any_column():
    table, listed = long([[3, 5]]), kinds(2).rename(columns={"parent": "section"})
    assert related_variety(table, listed, group="section")["value"].item() == 0
    with pytest.raises(
        UnknownName, match=r'CLW-N04 .*no column of the table industries called "pa'
    ):
        related_variety(table, listed)


def test_an_industry_listed_twice_is_refused():
    with pytest.raises(StudyError, match="CLW-T26"):
        related_variety(long([[3, 5]]), pd.concat([kinds(2), kinds(2)]))

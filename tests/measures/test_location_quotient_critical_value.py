"""Critical values of standardised quotients: what is drawn, and from whom."""

import numpy as np
import pytest

from tests.measures.tables import activity, long, reasons
from tests.reference import specialisation as reference
from workbench.errors import ParameterError
from workbench.measures import location_quotient, location_quotient_critical_value

LEFT_OUT = "a mean over regions leaves unknown cells out"
EXEMPT = {"test_a_missing_cell_adds_to_no_total": LEFT_OUT}


def lognormal_jobs(seed, n=50):
    """Regions of equal size whose quotients in the first industry are nearly lognormal."""
    jobs = np.exp(np.random.default_rng(seed).normal(size=n)) * 10
    return long(np.column_stack([jobs, 1e6 - jobs]))


def first(table, **options):
    return location_quotient_critical_value(table, **options).iloc[0]


def test_fifty_lognormal_quotients_have_values_of_the_published_size():
    # the seed of the published example is not known: ours must be like it over many examples
    found = np.array([first(lognormal_jobs(s))[["value", "low", "high"]] for s in range(60)])
    lowest, highest = np.quantile(found.astype(float), [0.05, 0.95], axis=0)
    for published, low, high in zip(reference.LOGNORMAL_CRITICAL, lowest, highest, strict=True):
        assert low < published < high
    assert found[:, 0].mean() == pytest.approx(1.55, abs=0.1)


@pytest.mark.parametrize(("variant", "added"), [("logarithmic", 0.0), ("standardised", 0.0)])
@pytest.mark.parametrize("level", [0.95, 0.9])
def test_it_agrees_with_drawing_all_regions_anew(variant, added, level):
    table = lognormal_jobs(1)
    options = {"variant": variant, "added_constant": added}
    scores = location_quotient(table, **options)["value"].to_numpy()[::2]
    drawn = reference.bootstrap_percentiles(scores, level, 4000, seed=5)
    found = first(table, level=level, n_draws=4000, **options)
    error = drawn.std() / np.sqrt(4000)
    assert found["value"] == pytest.approx(drawn.mean(), abs=5 * error)
    np.testing.assert_allclose(
        [found["low"], found["high"]], np.quantile(drawn, [0.025, 0.975]), atol=0.15
    )


def test_absent_regions_count_where_a_quotient_of_zero_does():
    matrix = np.random.default_rng(2).integers(0, 3, (40, 2)) * [1, 50] + [0, 1]
    dense = long(matrix)
    sparse = dense[dense["employment"] > 0]
    for options in ({"variant": "standardised"}, {"added_constant": 0.1}, {}):
        whole, short = (
            location_quotient_critical_value(table, **options).set_index("industry").loc["i0"]
            for table in (dense, sparse)
        )
        left = (matrix[:, 0] > 0).sum() if not options else 40
        assert whole["n_regions"] == short["n_regions"] == left
        np.testing.assert_allclose(
            whole.drop("undefined").astype(float), short.drop("undefined").astype(float)
        )


def test_how_many_are_above_agrees_with_the_scores():
    table = activity(shape=(40, 4), years=[2010])
    scores = location_quotient(table, variant="logarithmic")
    answer = location_quotient_critical_value(table).set_index("industry")
    merged = scores.merge(answer["value"].rename("critical"), on="industry")
    above = (merged["value"] > merged["critical"]).groupby(merged["industry"]).sum()
    np.testing.assert_array_equal(answer["n_above"], above.loc[answer.index])
    assert answer["n_above"].sum() > 0


def test_an_interval_holds_its_value_and_the_draws_are_told():
    answer = location_quotient_critical_value(activity(shape=(40, 4)), n_draws=200, seed=7)
    assert (answer["low"] <= answer["value"]).all()
    assert (answer["value"] <= answer["high"]).all()
    facts = answer.attrs["measure"]
    assert (facts["n_draws"], facts["seed"], facts["zeros"]) == (200, 7, "left out")
    again = location_quotient_critical_value(activity(shape=(40, 4)), n_draws=200, seed=8)
    assert (again["value"] != answer["value"]).any()


def test_what_is_undefined():
    alike = location_quotient_critical_value(long([[1, 2], [2, 4]]))
    assert set(reasons(alike)) == {"the quotient is the same in every region"}
    one = location_quotient_critical_value(long([[1, 2], [0, 4]]))
    assert reasons(one)[0] == "fewer than two regions to compare"
    assert np.isnan(one["low"].iloc[0])


def test_options_out_of_range_are_all_told():
    with pytest.raises(ParameterError) as caught:
        location_quotient_critical_value(activity(), level=95, n_draws=0, added_constant=-1)
    told = {problem.column for problem in caught.value.problems}
    assert told == {"level", "n_draws", "added_constant"}

"""Are the steps before weighting those of COINr's worked example, the ASEM index.

Each step is taken from COINr's own previous data set, and then all in a chain. The values were
written by tests/reference/asem.R with 15 digits.

Where we differ from COINr 1.1.14, on purpose:
- The logarithm of an indicator that leans left is mirrored. COINr's default takes the logarithm
  made for a lean to the right on either side, which makes a lean to the left worse; its later
  `log_CT_plus` mirrors as we do. The example itself takes no logarithm.
- An indicator of one value, or flagged and of two values only, is told as such. COINr divides by
  zero or gives the indicator back with a warning.
- Flags are |skewness| > 2 and kurtosis > 3.5; COINr's Treat flags equality too, its get_stats
  does not. No indicator of the example is at the border.
Where we agree although it is questionable:
- The example screens after imputing, when nothing is missing any more, and so keeps everybody. The
  order is the user's; our documentation says to screen first, and that is compared too.
- Regions with one value are winsorised together, so that the last step may pass the most.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from tests.reference.asem_data import (
    FOLDER,
    asem_directions,
    asem_groups,
    asem_indicators,
    asem_meta,
    asem_step,
    asem_treatment,
)
from workbench.competitiveness.imputation import impute, screened
from workbench.competitiveness.normalising import normalise
from workbench.competitiveness.outliers import treat

NEAR = {"rtol": 1e-9, "atol": 1e-12}  # the files have 15 digits; some values are near 1e-6
FEW = 2  # points to winsorise, so that logarithms follow


@pytest.fixture(scope="module")
def flagged() -> list[str]:
    treatment = asem_treatment()
    return list(treatment.index[~treatment["pass_before"]])


def test_the_reference_is_whole():
    assert asem_step("Raw").shape == (51, 49)
    assert int(asem_step("Denominated").isna().sum().sum()) == 65
    assert list(asem_step("Aggregated")) == list(asem_meta().query("Type == 'Aggregate'").index)
    assert asem_step("Ranks")["Index"].min() == 1
    assert list(asem_step("Normalised")) == list(asem_indicators().index)


def test_imputing_by_group():
    imputed = impute(asem_step("Denominated"), how="group_mean", groups=asem_groups())
    assert_frame_equal(imputed.values, asem_step("Imputed"), **NEAR)
    assert int(imputed.is_imputed.to_numpy().sum()) == 65
    assert imputed.problems == ()


def test_screening_after_imputing_keeps_everybody():
    kept = screened(asem_step("Imputed"), availability=0.9)
    assert_frame_equal(kept.values, asem_step("Screened"), **NEAR)
    assert kept.left_out.empty


def test_screening_before_imputing_leaves_out_whom_coinr_does():
    theirs = asem_step("screened_before_imputing")
    kept = screened(asem_step("Denominated"), availability=0.9)
    np.testing.assert_allclose(kept.available, theirs["Dat_Avail"], rtol=1e-14)
    assert list(kept.values.index) == list(theirs.index[theirs["Included"] == 1])
    assert len(kept.left_out) == 5


def test_treating_outliers():
    treated = treat(asem_step("Screened"), most=5)
    assert_frame_equal(treated.values, asem_step("Treated"), **NEAR)
    assert not treated.log["is_log"].any()


def test_the_log_of_the_treatment(flagged):
    log, theirs = treat(asem_step("Screened")).log, asem_treatment()
    for ours, column in (("skewness_before", "skew_before"), ("kurtosis_before", "kurt_before")):
        np.testing.assert_allclose(log[ours], theirs[column], **NEAR)
    for ours, column in (
        ("n_winsorised", "nwin"),
        ("skewness_after", "skew_after"),
        ("kurtosis_after", "kurt_after"),
    ):
        np.testing.assert_allclose(log.loc[flagged, ours], theirs.loc[flagged, column], **NEAR)
    assert (log["n_winsorised"].drop(flagged) == 0).all()
    assert len(flagged) == 15


def test_where_five_points_do_not_do_a_logarithm_follows(flagged):
    treated = treat(asem_step("Screened"), most=FEW)
    assert_frame_equal(treated.values[flagged], asem_step("log_CT_after_2"), **NEAR)
    took_more = asem_treatment()["nwin"] > FEW
    assert list(took_more.index[took_more]) == list(treated.log.index[treated.log["is_log"]])
    assert (treated.log.loc[treated.log["is_log"], "n_winsorised"] == 0).all()


def test_the_logarithm_of_a_lean_to_the_left_is_mirrored(flagged):
    """FemLab leans left (skewness -2.0): COINr's logarithm takes it to -4.9, the mirror to 1.8."""
    treated = treat(asem_step("Screened"), most=0)
    assert_frame_equal(treated.values[flagged], asem_step("log_CT_plus_after_0"), **NEAR)
    theirs = asem_step("log_CT_after_0")
    right = [name for name in flagged if name != "FemLab"]
    assert_frame_equal(treated.values[right], theirs[right], **NEAR)
    before = treated.log.loc["FemLab", "skewness_before"]
    as_coinr_has_it = treat(theirs, how="none").log.loc["FemLab", "skewness_before"]
    assert abs(treated.log.loc["FemLab", "skewness_after"]) < abs(before) < abs(as_coinr_has_it)


def test_normalising():
    scores = normalise(asem_step("Treated"), direction=asem_directions())
    np.testing.assert_allclose(scores.values, asem_step("Normalised"), rtol=1e-9, atol=1e-9)
    assert scores.problems == ()


def test_standard_scores():
    scores = normalise(asem_step("Treated"), how="z_score", direction=asem_directions())
    np.testing.assert_allclose(scores.values, asem_step("standard_scores"), rtol=1e-9, atol=1e-9)


def test_the_chain():
    imputed = impute(asem_step("Denominated"), how="group_mean", groups=asem_groups()).values
    treated = treat(screened(imputed, availability=0.9).values).values
    scores = normalise(treated, direction=asem_directions()).values
    assert_frame_equal(scores, asem_step("Normalised"), rtol=1e-9, atol=1e-9)


def test_the_comparison_sees_one_country_in_another_group():
    groups = asem_groups().where(asem_groups().index != "AUT", "Asia")
    ours = impute(asem_step("Denominated"), how="group_mean", groups=groups).values
    with pytest.raises(AssertionError):
        assert_frame_equal(ours, asem_step("Imputed"), **NEAR)


def test_the_comparison_sees_one_turned_direction():
    turned = asem_directions().where(lambda signs: signs.index != "LPI", -1)
    gap = normalise(asem_step("Treated"), direction=turned).values - asem_step("Normalised")
    assert list(gap.columns[gap.abs().max() > 1e-9]) == ["LPI"]


def test_the_reference_is_small_and_licensed():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 400_000
    assert "MIT License" in (FOLDER / "LICENSE.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.csv"):
        frame = pd.read_csv(path)
        assert len(frame) > 40

"""Shift-share: ShiftShareSE's numbers, equivalences over shocks, coverage where others fail."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.models.estimators.made import is_plausible
from tests.models.estimators.shifts import two_years
from workbench.data import load
from workbench.errors import FormulaError, ParameterError
from workbench.models import fit, panel
from workbench.models.replications import import_competition

AKM = "Adao, Kolesar and Morales"
NULL = f"{AKM}, null imposed"
OVER_SHOCKS = "over shocks, with a level for each year"
PANEL, SHARES = two_years()
INSTRUMENTED = "y ~ c | year | x ~ instrument"


def asked(formula=INSTRUMENTED, table=PANEL, shares=SHARES, **options):
    return fit(formula, table, estimator="shift_share", shares=shares, **options)


# d$late <- d$year == 2007; sic the industries of the columns of W
# ivreg_ss(y ~ c + late | x, X=instrument, data=d, W=W, weights=population,
#          method=c("akm", "akm0"), sector_cvar=sic), without weights and clusters of sectors,
# and reg_ss(y ~ c + late, X=instrument, ...) with both: estimate, error, error of AKM0, its ends
REFERENCE = {
    (INSTRUMENTED, "population"): (
        -0.527589442707147, 0.27045875387808044, 0.557509421269967, -1.634825805743893, 0.550570967717913
    ),
    (INSTRUMENTED, None): (
        -0.525825861774597, 0.2569746017799058, 0.502552440447328, -1.729516766202845, 0.240452601036103
    ),
    ("y ~ instrument + c | year", "population"): (
        -0.423914597388564, 0.157059774381358, 0.571374161243700, -0.895625610843876, 1.344119944624991
    ),
}  # fmt: skip


@pytest.mark.parametrize(("formula", "weights"), list(REFERENCE))
def test_agrees_with_shift_share_se(formula, weights):
    """R's ShiftShareSE 1.1.0 on the same table, to ten digits."""
    groups = None
    if weights is None:  # there every shock is a group of its own
        table = SHARES.assign(industry=SHARES["industry"] + SHARES["year"].astype(str))
        found = asked(formula, shares=table)
    else:
        found = asked(formula, weights=weights, groups=groups)
    estimate, error, error_null, low, high = REFERENCE[formula, weights]
    rows = found.tables["inference"]
    assert rows.loc[AKM, "estimate"] == pytest.approx(estimate, rel=1e-10)
    assert rows.loc[AKM, "std_error"] == pytest.approx(error, rel=1e-10)
    np.testing.assert_allclose(
        rows.loc[NULL, ["std_error", "low", "high"]].astype(float),
        [error_null, low, high],
        rtol=1e-9,
    )
    line = found.coefficients.iloc[0]
    assert line["estimate"] == pytest.approx(estimate, rel=1e-10)
    assert line["std_error"] == pytest.approx(error, rel=1e-10)


@pytest.fixture(scope="module")
def china_shock():
    study = load("us_commuting_zones")
    table = panel(study, [], import_competition.OUTCOME)
    return fit(
        import_competition.formula(6),
        table,
        estimator="shift_share",
        cluster="state",
        weights="population_weight",
        shares=study.activity,
    )


def test_column_six_of_autor_dorn_and_hanson(china_shock):
    """ShiftShareSE on its own copy of the data: 0.122174435, and -0.960590749 to -0.380275870.

    The study's shares are rounded to four digits, so ours agree to four digits. The clustered
    errors are those of two-stage least squares.
    """
    rows = china_shock.tables["inference"]
    assert rows.loc[AKM, "estimate"] == pytest.approx(-0.596360053, abs=1e-8)
    assert rows.loc[AKM, "std_error"] == pytest.approx(0.122174435, rel=1e-4)
    assert rows.loc[NULL, "low"] == pytest.approx(-0.960590749, rel=1e-4)
    assert rows.loc[NULL, "high"] == pytest.approx(-0.380275870, rel=1e-4)
    clustered = rows.loc["clustered by state (48 groups)", "std_error"]
    assert clustered == pytest.approx(0.10037717550607099, rel=1e-8)
    assert any("shares add up to more in some rows" in note for note in china_shock.warnings)
    assert any(note.startswith("2 rows are not in the table") for note in china_shock.warnings)


def test_rotemberg_weights_make_the_estimate(china_shock):
    for found in (china_shock, asked(weights="population")):
        table = found.tables["industries"]
        assert table["rotemberg_weight"].sum() == pytest.approx(1.0)
        whole = (table["rotemberg_weight"] * table["own_estimate"]).sum()
        expected = found.coefficients["estimate"].iloc[0]
        assert whole == pytest.approx(expected, rel=1e-4)


def test_own_estimates_use_one_share_as_instrument():
    found = asked(weights="population").tables["industries"]
    line = found[(found["industry"] == "i3") & (found["year"] == 2007)].iloc[0]
    share = SHARES[(SHARES["industry"] == "i3") & (SHARES["year"] == 2007)]
    table = PANEL.merge(share[["region", "year", "share"]], "left", ["region", "year"])
    single = fit("y ~ c | year | x ~ share", table.fillna({"share": 0.0}), weights="population")
    expected = single.coefficients.loc["x", "estimate"]
    assert line["own_estimate"] == pytest.approx(expected, rel=1e-9)


def test_the_regression_over_shocks_is_the_same():
    """Where the sum of shares, by year, is among the controls (Borusyak et al. 2022)."""
    total = SHARES.groupby(["region", "year"])["share"].sum().rename("total").reset_index()
    table = PANEL.merge(total, on=["region", "year"])
    table = table.assign(early=table["total"] * (table["year"] == 2000))
    plain = asked(weights="population")
    assert any("shares add up to more in some rows" in note for note in plain.warnings)
    rows = plain.tables["inference"]
    assert abs(rows.loc[OVER_SHOCKS, "estimate"] - rows.loc[AKM, "estimate"]) > 1e-4
    found = asked("y ~ c + total + early | year | x ~ instrument", table, weights="population")
    assert not any("shares add up" in note for note in found.warnings)
    rows = found.tables["inference"]
    estimate = rows.loc[OVER_SHOCKS, "estimate"]
    assert estimate == pytest.approx(rows.loc[AKM, "estimate"], rel=1e-9)
    over = fit(
        "mean_outcome ~ 1 | year | mean_term ~ shock",
        found.tables["industries"],
        weights="weight",
        cluster="industry",
        small_sample=False,
    ).term("mean_term")
    assert over["estimate"] == pytest.approx(estimate, rel=1e-9)
    assert over["std_error"] == pytest.approx(rows.loc[OVER_SHOCKS, "std_error"], rel=1e-9)


def test_shocks_are_found_from_the_shares_or_taken():
    found = asked().tables["industries"].set_index(["industry", "year"])["shock"]
    given = asked(shocks=found)
    pd.testing.assert_frame_equal(given.tables["inference"], asked().tables["inference"], rtol=1e-9)
    assert not any("unsaid" in note for note in given.warnings)
    other = asked(shocks=found * np.arange(len(found)))
    assert any("unsaid" in note for note in other.warnings)


def test_long_and_wide_shares_and_any_order_of_rows_say_the_same():
    wide = SHARES.pivot_table("share", ["region", "year"], "industry", fill_value=0.0)
    expected = asked().tables["inference"]
    for table, shares in ((PANEL, wide), (PANEL.sample(frac=1, random_state=0), SHARES),
                          (PANEL, SHARES.sample(frac=1, random_state=1))):  # fmt: skip
        found = asked(table=table, shares=shares).tables["inference"]
        pd.testing.assert_frame_equal(found, expected, rtol=1e-8)


def test_groups_of_industries():
    groups = {f"i{i}": i // 2 for i in range(6)}
    found = asked(groups=groups)
    assert "12 shocks, 3 groups" in found.standard_errors
    with pytest.raises(ParameterError, match="no group"):
        asked(groups={"i0": 1})


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        (None, "needs the shares"),
        (SHARES.assign(more=1.0), "other columns, or a cell twice"),
        (pd.concat([SHARES, SHARES]), "other columns, or a cell twice"),
        (SHARES.assign(share=-SHARES["share"]), "missing or negative"),
        (SHARES.assign(share=SHARES["share"].where(SHARES["share"] > 0.1)), "missing or negative"),
        (SHARES.assign(region="r" + SHARES["region"]), "names no row of the panel"),
        (SHARES.drop(columns=["region"]), "its rows are named by"),
    ],
)
def test_shares_that_cannot_be_used(shares, message):
    with pytest.raises(ParameterError, match=message):
        asked(shares=shares)


def test_what_cannot_be_estimated_is_refused():
    with pytest.raises(ParameterError, match="have shares but no shock"):
        asked(shocks=pd.Series({"i0": 1.0}))
    double = pd.concat([SHARES, SHARES[SHARES["industry"] == "i1"].assign(industry="i9")])
    with pytest.raises(FormulaError, match="exact combinations of those of others"):
        asked(shares=double)
    with pytest.raises(FormulaError, match="one shift-share column"):
        asked("y ~ 1 | x ~ instrument + c")
    with pytest.raises(FormulaError, match="one shift-share column"):
        asked("y ~ 1")


def test_coverage_where_residuals_have_shares_too():
    """Places with like industries share errors: AKM's intervals cover, the usual do not."""
    random, draws = np.random.default_rng(4), 40
    names = [f"i{i}" for i in range(50)]
    keys = pd.DataFrame({"region": [f"r{i}" for i in range(150)]})
    shares = pd.DataFrame(random.dirichlet(np.full(50, 0.15), 150), columns=names)
    labelled = shares.set_index(pd.Index(keys["region"], name="region"))
    covered = dict.fromkeys((AKM, NULL, "heteroskedasticity-robust (HC1)"), 0)
    for _ in range(draws):
        shift, hidden = (shares.to_numpy() @ random.normal(size=50) for _ in range(2))
        outcome = 0.5 * shift + hidden + 0.1 * random.normal(size=150)
        table = keys.assign(shift=shift, y=outcome)
        rows = asked("y ~ shift", table, labelled).tables["inference"]
        for method in covered:
            covered[method] += rows.loc[method, "low"] <= 0.5 <= rows.loc[method, "high"]
    assert is_plausible(covered[NULL], draws, 0.95)
    assert covered[AKM] > 0.85 * draws
    assert covered["heteroskedasticity-robust (HC1)"] < 0.8 * draws

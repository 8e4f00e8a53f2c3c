"""Students of the panel: one who knows, and those who subtract the wrong mean."""

from __future__ import annotations

import pytest

from tests.exercises.played import data_sets, play_right, play_wrong
from workbench.data import load
from workbench.exercises import cross_section_and_panel

SIZE = "panel.location_quotient"
MEANS = f"panel.assign(x={SIZE}).groupby('region')[['x', 'relative_pay']].mean()"


def after_means(by: str) -> str:
    """Both columns less the means of a group, and the line of least squares through them."""
    return (
        f"np.polyfit({SIZE} - {SIZE}.groupby(panel.{by}).transform('mean'), panel.relative_pay "
        f"- panel.relative_pay.groupby(panel.{by}).transform('mean'), 1)[0]"
    )


# A dummy for each region gives the slope within regions by another route.
BY_DUMMIES = (
    f"np.linalg.lstsq(pd.get_dummies(panel.region, dtype=float).assign(size={SIZE}).to_numpy(), "
    "panel.relative_pay.to_numpy(), rcond=None)[0][-1]"
)
RIGHT = {
    "pooled_slope": f"round(np.polyfit({SIZE}, panel.relative_pay, 1)[0], 3)",
    "between_slope": f"np.polyfit(*{MEANS}.to_numpy().T, 1)[0]",
    "within_slope": after_means("region"),
    "share_within": f"1 - np.var({MEANS}.x) / np.var({SIZE})",  # every region has all years
    "signs_differ": f"np.polyfit(*{MEANS}.to_numpy().T, 1)[0] * {after_means('region')} < 0",
    "for_growth": "'within'",
}
THROUGH_NOUGHT = (
    f"np.linalg.lstsq({SIZE}.to_numpy()[:, None], panel.relative_pay, rcond=None)[0][0]"
)
MEANS_THROUGH_NOUGHT = f"np.linalg.lstsq({MEANS}[['x']], {MEANS}.relative_pay, rcond=None)[0][0]"
MEANS_OF_YEARS = MEANS.replace("'region'", "'year'")
PAY_ALONE = (
    f"np.polyfit({SIZE}, panel.relative_pay - panel.relative_pay.groupby(panel.region)"
    ".transform('mean'), 1)[0]"
)
WRONG = [
    ("within_slope", after_means("year"), "the mean of each year"),
    ("within_slope", f"np.polyfit({SIZE}, panel.relative_pay, 1)[0]", "nothing subtracted"),
    ("pooled_slope", THROUGH_NOUGHT, "forgotten the constant"),
    ("pooled_slope", f"np.polyfit(panel.relative_pay, {SIZE}, 1)[0]", "on the left side"),
    ("between_slope", f"np.polyfit({SIZE}, panel.relative_pay, 1)[0]", "First take the means"),
    ("between_slope", MEANS_THROUGH_NOUGHT, "forgotten the constant"),
    ("between_slope", f"np.polyfit(*{MEANS_OF_YEARS}.to_numpy().T, 1)[0]", "the mean of each year"),
    ("within_slope", PAY_ALONE, "from pay alone"),
    ("share_within", f"np.var({MEANS}.x) / np.var({SIZE})", "add up to one"),
    (
        "share_within",
        f"np.sqrt(1 - np.var({MEANS}.x) / np.var({SIZE}))",
        "compared standard deviations",
    ),
    ("for_growth", "'between'", "compares different places"),
]


def test_a_student_who_knows():
    play_right(cross_section_and_panel, RIGHT)
    play_right(cross_section_and_panel, RIGHT | {"within_slope": BY_DUMMIES})


def test_students_who_do_not():
    play_wrong(cross_section_and_panel, WRONG)


def test_the_pooled_slope_is_the_mean_of_the_two_weighted_by_the_shares():
    for tables in data_sets(cross_section_and_panel):
        found = {n: a.value for n, a in cross_section_and_panel(tables).items()}
        share = found["share_within"]
        mixed = share * found["within_slope"] + (1 - share) * found["between_slope"]
        assert mixed == pytest.approx(found["pooled_slope"], rel=1e-9)


def test_the_states_stand_as_their_totals_say():
    """Ohio in 2005: its share of manufacturing by that of the nation, and pay by pay."""
    study = load("us_states_manufacturing")
    totals = study.table("totals").query("year == 2005").pivot(index="region", columns="total")
    code = study.regions.set_index("name")["region"]["Ohio"]
    workers, payroll = totals["employment"], totals["annual_payroll_usd"]
    every = next(name for name in workers if name != "manufacturing")
    panel = cross_section_and_panel.real()["panel"].set_index(["region", "year"])
    share = workers.loc[code, "manufacturing"] / workers.loc[code, every]
    of_nation = workers["manufacturing"].sum() / workers[every].sum()
    paid = (payroll / workers).loc[code]
    assert panel.loc[("Ohio", 2005)].tolist() == pytest.approx(
        [share / of_nation, 100 * paid["manufacturing"] / paid[every]], abs=5e-4
    )
    assert panel.loc[("Ohio", 2005), "location_quotient"] > 1  # a state of factories


def test_in_the_states_the_sign_turns_and_among_students_it_does_not_always():
    known = [
        cross_section_and_panel(t)["signs_differ"].value for t in data_sets(cross_section_and_panel)
    ]
    assert known[0] == "yes"
    assert set(known) == {"yes", "no"}

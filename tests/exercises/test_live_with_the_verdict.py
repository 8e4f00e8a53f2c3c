"""Students of the verdict: one who reads the whole interval, and those who read a p-value."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from tests.exercises.played import data_sets, play_right, play_wrong, worked
from workbench.data import load
from workbench.exercises import judge, live_with_the_verdict

OWN = "results[results.test == registered.test[0]].squeeze()"
LOW, HIGH = (
    "(results.estimate - 1.96 * results.std_error)",
    "(results.estimate + 1.96 * results.std_error)",
)
WORTH = "registered.smallest_effect[0]"
OWN_LOW, OWN_HIGH = (f"{OWN}.estimate {sign} 1.96 * {OWN}.std_error" for sign in "-+")
P_VALUES = "results.p_value.dropna().sort_values()"
RIGHT = {
    "low_end": f"round({OWN_LOW}, 3)",
    "verdict": f"'supported' if {OWN_LOW} > {WORTH} else "
    f"'refuted' if {OWN_HIGH} < {WORTH} else 'not shown'",
    "supported": f"list(results.test[{LOW} > {WORTH}])",
    "refuted": f"set(results.test[{HIGH} < {WORTH}])",
    "chance_of_one": "1 - 0.95 ** results.p_value.count()",
    # by adjusted p-values: the least of n p / k from the rank upwards
    "discoveries": f"results.test[({P_VALUES} * len({P_VALUES}) / np.arange(1, len({P_VALUES}) + 1))"
    "[::-1].cummin()[lambda q: q <= 0.05].index]",
}
# as the question tells it: the last rank that keeps under the rising bar
BY_RANKS = (
    f"list(results.test[{P_VALUES}.index[:np.flatnonzero({P_VALUES} <= "
    f"0.05 * np.arange(1, len({P_VALUES}) + 1) / len({P_VALUES})).max() + 1]])"
)
BY_P_VALUE = f"'supported' if {OWN}.p_value < 0.05 else 'refuted'"
WRONG = [
    ("low_end", f"{OWN}.estimate - {OWN}.std_error", "one standard error"),
    ("low_end", OWN_HIGH, "high end"),
    ("supported", "set(results.test[(results.p_value < 0.05) & (results.estimate > 0)])", "zero"),
    ("refuted", "set(results.test[results.p_value >= 0.05])", "not the same as no effect"),
    (
        "low_end",
        f"{OWN}.estimate - 1.96 * {OWN}.std_error / np.sqrt({OWN}.regions)",
        "do not divide again",
    ),
    ("low_end", f"{LOW}[results.p_value.idxmin()]", "Another one was registered"),
    ("supported", f"set(results.test[results.estimate > {WORTH}])", "the estimates alone"),
    ("refuted", f"set(results.test[results.estimate < {WORTH}])", "the estimates alone"),
    ("chance_of_one", "0.95 ** results.p_value.count()", "chance of none"),
    ("chance_of_one", "0.05 * results.p_value.count()", "added up the chances"),
    ("discoveries", "set(results.test[results.p_value < 0.05])", "one by one"),
    ("discoveries", "set(results.test[results.p_value < 0.05 / results.p_value.count()])", "Bonf"),
    ("discoveries", "{results.test[results.p_value.idxmin()]}", "best one alone"),
]


def test_a_student_who_knows():
    play_right(live_with_the_verdict, RIGHT)
    play_right(live_with_the_verdict, RIGHT | {"discoveries": BY_RANKS})


def test_students_who_do_not():
    play_wrong(live_with_the_verdict, WRONG)


def test_who_reads_the_p_value_alone_is_wrong_about_every_registered_test():
    told = []
    for tables in data_sets(live_with_the_verdict):
        given = worked(BY_P_VALUE, tables)
        judged = judge(live_with_the_verdict(tables)["verdict"], given)
        assert not judged.is_right
        told.append((given, judged.words))
    hints = {"supported": "as it was registered", "refuted": "not the same as no effect"}
    assert all(hints[given] in words for given, words in told)


def test_a_smallest_effect_changed_afterwards_would_make_the_shared_claim_supported():
    tables = live_with_the_verdict.real()
    assert live_with_the_verdict(tables)["verdict"].value == "not shown"
    wished = tables["registered"].assign(smallest_effect=0.0)
    assert live_with_the_verdict({**tables, "registered": wished})["verdict"].value == "supported"


def test_what_too_few_states_tell_is_not_estimated():
    results = live_with_the_verdict.real()["results"]
    is_known = results["regions"] >= 0.6 * 51
    assert (results["estimate"].notna() == is_known).all()
    assert not is_known.all()


def test_the_shared_results_are_those_of_least_squares_with_robust_errors():
    cells = load("us_states_manufacturing").activity.query("year == 2011 and industry == '311'")
    cells = cells.dropna(subset=["employment", "annual_payroll_usd"])
    pay = 100 * np.log(cells["annual_payroll_usd"] / cells["employment"])
    x = np.column_stack([np.ones(len(pay)), np.log2(cells["employment"])])
    slope = np.linalg.lstsq(x, pay, rcond=None)[0]
    rest = pay.to_numpy() - x @ slope
    bread = np.linalg.inv(x.T @ x)
    spread = bread @ (x.T * rest**2) @ x @ bread * len(pay) / (len(pay) - 2)
    error = np.sqrt(spread[1, 1])
    own = live_with_the_verdict.real()["results"].iloc[0]
    assert own["estimate"] == pytest.approx(slope[1], abs=0.0006)
    assert own["std_error"] == pytest.approx(error, abs=0.0006)
    assert own["p_value"] == pytest.approx(2 * NormalDist().cdf(-slope[1] / error), rel=0.01)


def test_who_takes_only_effects_below_zero_for_refuted_hears_of_the_others():
    rows = [("a", 5.0, 1.0), ("b", 1.0, 0.2), ("c", -3.0, 0.5), ("d", -0.5, 1.0), ("e", 2.0, 9.0)]
    results = pd.DataFrame(rows, columns=["test", "estimate", "std_error"])
    far = (results["estimate"] / results["std_error"]).abs()
    p_values = [2 * NormalDist().cdf(-each) for each in far]
    tables = {
        "registered": pd.DataFrame({"claim": ["it pays"], "test": ["e"], "smallest_effect": [2.0]}),
        "results": results.assign(regions=40, p_value=p_values),
    }
    refuted = live_with_the_verdict(tables)["refuted"]
    assert judge(refuted, ["b", "c", "d"]).is_right
    assert "any effect is surely smaller" in judge(refuted, ["c"]).words

"""Students of the toy: one who looks at gate, chance and reach, and those who forget one of them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.exercises.played import data_sets, play_right, play_wrong
from workbench.exercises import initiate_or_imitate
from workbench.fieldwork.casebook import Ways, first_step

RULE = "rules.squeeze()"
STARTED = "firms[firms.has_started == 'yes']"
ACROSS = "np.subtract.outer(firms.{0}.to_numpy(), " + STARTED + ".{0}.to_numpy())"
NEAR = (
    f"(np.hypot({ACROSS.format('x_km')}, {ACROSS.format('y_km')}) <= rules.reach_km[0]).sum(axis=1)"
)
ABLE = f"(firms.means >= {RULE}.cost_to_imitate)"
IDLE = "(firms.has_started == 'no')"
COUNT = f"{NEAR}[firms.firm == rules.asked_firm[0]].item()"
COPIED = f"{RULE}.chance_to_copy"
RIGHT = {
    "may_start": f"firms.query('means >= {{}}'.format({RULE}.cost_to_start)).firm",
    "expected_starters": f"(firms.means >= {RULE}.cost_to_start).sum() * {RULE}.chance_to_start",
    "may_imitate": f"list(firms.firm[{ABLE} & {IDLE} & ({NEAR} > 0)])",
    "chance_of_imitating": f"round(1 - (1 - {COPIED}) ** {COUNT}, 4)",
    "starters_near": f"{RULE}.firms_per_km2 * 3.1416 * {RULE}.reach_km ** 2 "
    f"* {RULE}.share_that_starts",
    "is_evidence": "'No'",
}
# the chance by its tree: copy the first, or not the first but the second, and so on
BY_TREE = f"sum({COPIED} * (1 - {COPIED}) ** before for before in range({COUNT}))"
WRONG = [
    ("may_start", f"list({STARTED}.firm)", "whether a firm goes through is chance"),
    ("may_start", f"list(firms.firm[{ABLE}])", "Starting costs more"),
    ("expected_starters", f"(firms.means >= {RULE}.cost_to_start).sum()", "only by chance"),
    ("expected_starters", f"len(firms) * {RULE}.chance_to_start", "Not every firm"),
    ("expected_starters", f"len({STARTED})", "on average"),
    ("may_imitate", f"list(firms.firm[{ABLE} & ({NEAR} > 0)])", "in the same step"),
    ("may_imitate", f"list(firms.firm[{IDLE} & ({NEAR} > 0)])", "costs something too"),
    ("may_imitate", f"list(firms.firm[{ABLE} & {IDLE}])", "nobody within reach"),
    ("chance_of_imitating", f"{COPIED} * {COUNT}", "they overlap"),
    ("chance_of_imitating", f"(1 - {COPIED}) ** {COUNT}", "copies nobody"),
    ("chance_of_imitating", COPIED, "Count them"),
    ("starters_near", f"{RULE}.firms_per_km2 * {RULE}.share_that_starts", "in reach"),
    (
        "starters_near",
        f"{RULE}.firms_per_km2 * {RULE}.reach_km ** 2 * {RULE}.share_that_starts",
        "a square",
    ),
    ("is_evidence", "'yes'", "Could the model have come out otherwise"),
]


def test_a_student_who_knows():
    play_right(initiate_or_imitate, RIGHT)
    play_right(initiate_or_imitate, RIGHT | {"chance_of_imitating": BY_TREE})


def test_students_who_do_not():
    play_wrong(initiate_or_imitate, WRONG)


def test_the_average_by_hand_is_that_of_the_model_on_very_large_ground():
    rules = initiate_or_imitate.real()["rules"].iloc[0]
    ways = Ways(
        **{
            name: rules[name]
            for name in (
                "reach_km",
                "chance_to_start",
                "chance_to_copy",
                "cost_to_start",
                "cost_to_imitate",
            )
        }
    )
    told = first_step([rules["firms_per_km2"]], ways=ways, firms=5000).iloc[0]
    near = initiate_or_imitate(initiate_or_imitate.real())["starters_near"].value
    assert told["initiated"] == pytest.approx(rules["share_that_starts"], abs=1e-4)
    able = 1 - rules["cost_to_imitate"] - told["initiated"]
    assert told["imitated"] == pytest.approx(
        able * (1 - np.exp(-near * ways.chance_to_copy)), rel=1e-3
    )


def test_firms_of_students_differ_in_who_may_imitate():
    known = [
        initiate_or_imitate(own)["may_imitate"].value for own in data_sets(initiate_or_imitate)
    ]
    assert len(set(known)) > 3

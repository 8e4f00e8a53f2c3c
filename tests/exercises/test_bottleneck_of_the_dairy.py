"""Students of the chain: one who converts, and those who compare litres with kilograms."""

from __future__ import annotations

from tests.exercises.played import data_sets, play_right, play_wrong
from workbench.exercises import bottleneck_of_the_dairy

USABLE = "chain.capacity * chain.utilisation"
WORTH = "chain.conversion[::-1].cumprod()[::-1]"
SOLD = f"({USABLE} * {WORTH}).set_axis(chain.stage)"
MILK = "chain[chain.stage == 'milk'].squeeze()"
RIGHT = {
    "milk_in_the_end": f"{MILK}.capacity * {MILK}.utilisation * chain.conversion[1:].prod()",
    "bottleneck": f"{SOLD}.idxmin()",
    "output": f"round({SOLD}.min(), 1)",
    "next_bottleneck": f"{SOLD}.nsmallest(2).index[1]",
    "after_widening": f"min(1.5 * {SOLD}.min(), {SOLD}.nsmallest(2).iloc[1])",
    "break_even": "costs.fixed_cost[0] / (costs.price[0] - costs.variable_cost[0])",
}
# Step by step along the chain: what each stage passes on is what it gets, or what it can make.
STEP_BY_STEP = (
    "__import__('functools').reduce(lambda got, row: min(got, row[0]) * row[1], "
    f"zip({USABLE}, chain.conversion), np.inf)"
)
WRONG = [
    ("bottleneck", f"({USABLE}).set_axis(chain.stage).idxmin()", "litres with kilograms"),
    ("output", f"{SOLD}.mean()", "That is the mean"),
    ("output", f"(chain.capacity * {WORTH}).min()", "See utilisation"),
    ("output", f"({USABLE}).min()", "litres with kilograms"),
    ("milk_in_the_end", f"{MILK}.capacity * {MILK}.utilisation", "unit of its own stage"),
    ("milk_in_the_end", f"{MILK}.capacity * chain.conversion[1:].prod()", "only a part"),
    (
        "milk_in_the_end",
        f"{MILK}.capacity * {MILK}.utilisation * chain.conversion[2:].prod()",
        "left out the stage's own conversion",
    ),
    ("milk_in_the_end", f"{MILK}.capacity * {MILK}.utilisation * {MILK}.conversion", "one step"),
    ("output", f"{SOLD}.iloc[-1]", "what the last stage could sell"),
    ("output", f"{SOLD}.max()", "the widest stage"),
    ("next_bottleneck", f"{SOLD}.idxmin()", "just widened"),
    ("after_widening", f"{SOLD}.min()", "another stage than the bottleneck"),
    ("after_widening", f"1.5 * {SOLD}.min()", "Another stage holds it back"),
    ("break_even", "costs.fixed_cost[0] / costs.price[0]", "What is left of its price"),
    ("break_even", "costs.fixed_cost[0] / costs.variable_cost[0]", "not by what it costs"),
    (
        "break_even",
        "costs.fixed_cost[0] / (costs.price[0] + costs.variable_cost[0])",
        "not on top",
    ),
]


def test_a_student_who_knows():
    play_right(bottleneck_of_the_dairy, RIGHT)
    play_right(bottleneck_of_the_dairy, RIGHT | {"output": STEP_BY_STEP})


def test_students_who_do_not():
    play_wrong(bottleneck_of_the_dairy, WRONG)


def test_students_meet_different_bottlenecks():
    tables = data_sets(bottleneck_of_the_dairy)
    known = [bottleneck_of_the_dairy(own)["bottleneck"].value for own in tables]
    assert known[0] == "collection"  # what the example plants
    assert all(own["chain"]["utilisation"].between(0.1, 1).all() for own in tables)
    assert len(set(known)) > 1

"""By hand: which stage of a chain holds the others back, and what would widening it bring."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise
from workbench.fieldwork.chains.chain import chain_of
from workbench.fieldwork.chains.examples import dairy_capacities, dairy_chain, dairy_costs
from workbench.fieldwork.chains.potential import by_stage, in_final_units, ladder
from workbench.fieldwork.chains.ranges import capacity_of

FIRST, WIDER = "milk", 1.5
COSTS = ["stage", "fixed_cost", "variable_cost", "price"]
CHAIN = ["stage", "feeds", "unit", "conversion", "capacity", "utilisation"]

CARD = Card(
    title="The bottleneck of the dairy",
    question="Which stage of the chain decides how much is sold in the end?",
    why="A plan for a cluster that widens the wrong stage costs money and brings nothing. Litres "
    "of milk and kilograms of cheese cannot be compared before they are converted.",
    minutes=15,
    after=(),
    sources=("Document 004, stage 3; the amounts are made up",),
)


def real() -> Tables:
    """The dairy cluster that never was, made up: we know of no chain with published capacities."""
    capacities = dairy_capacities(0)
    used, full = capacity_of(capacities), capacity_of(capacities, at="full")
    steps = dairy_chain().drop(columns="input")
    table = steps.assign(
        capacity=steps["stage"].map(full).round(1),
        utilisation=(steps["stage"].map(used) / steps["stage"].map(full)).round(3),
    )
    return {"chain": table[CHAIN], "costs": dairy_costs()[COSTS]}


def drawn(random: np.random.Generator) -> Tables:
    """The same chain with other yields, capacities and costs; the kilograms never hold it back."""
    steps = dairy_chain().drop(columns="input")
    yields = steps["conversion"] * random.uniform(0.9, 1.1, len(steps))
    steps["conversion"] = yields.where(steps["feeds"] != "market", 1.0).clip(upper=1.6).round(3)
    worth = np.array(list(in_final_units(chain_of(steps)).values()))
    # in kilograms sold: the narrowest stage, the next one, and three that are wide
    least = random.uniform(1200, 2600)
    sizes = least * np.array([1.0, random.uniform(1.05, 1.4), *random.uniform(1.5, 2.2, 3)])
    places = [int(random.integers(0, 3))]  # feed, milk or collection
    places += [int(at) for at in random.permutation(5) if at not in places]
    utilisation = random.uniform(0.6, 0.95, 5).round(2)
    sold = np.empty(5)
    sold[places] = sizes
    table = steps.assign(capacity=(sold / worth / utilisation).round(-1), utilisation=utilisation)
    variable = random.integers(20, 60, 2) * [1.0, 8.0]
    costs = pd.DataFrame(
        {
            "stage": ["collection", "processing"],
            "fixed_cost": random.integers(10, 60, 2) * [1000.0, 5000.0],
            "variable_cost": variable,
            "price": (variable * random.uniform(1.1, 1.5, 2)).round(1),
        }
    )
    return {"chain": table[CHAIN], "costs": costs[COSTS]}


@exercise(CARD, real, drawn)
def bottleneck_of_the_dairy(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """The amounts in units of the final product, what holds the chain back, and break-even.

    Parameters
    ----------
    tables
        `chain`: stage, feeds, unit, conversion (units of the fed stage from one unit), capacity
        and utilisation (a share), from the first stage to the last; `costs`: stage, fixed_cost of
        a day, variable_cost and price of a unit.
    """
    table = tables["chain"].set_index("stage", drop=False)
    usable = (table["capacity"] * table["utilisation"]).astype("float64")
    costs = tables["costs"].iloc[0]
    return {
        "milk_in_the_end": _milk(table, usable),
        **_holding_back(table, usable),
        "break_even": _break_even(costs, str(table["unit"][str(costs["stage"])])),
    }


def _milk(table: pd.DataFrame, usable: pd.Series) -> Answer:
    worth = pd.Series(in_final_units(chain_of(table.reset_index(drop=True))))
    own, step = float(usable[FIRST]), float(table["conversion"][FIRST])
    sold = table["unit"].iloc[-1]
    return Answer(
        f"If nothing else held the chain back, how many {sold} would come from what the stage "
        f"{FIRST} makes today?",
        own * float(worth[FIRST]),
        (
            Mistake(
                float(table["capacity"][FIRST]) * float(worth[FIRST]),
                "That is what could be made if all were used. Today only a part is: see "
                "utilisation.",
            ),
            Mistake(own * step, "You have gone one step. There are more to the end of the chain."),
            Mistake(own, "That is in the unit of its own stage. Convert it."),
            Mistake(
                own / float(worth[FIRST]),
                "You have divided by the conversions. Each says what comes from one unit.",
            ),
            Mistake(
                own * float(worth[FIRST]) / step,
                "You have left out the stage's own conversion, the step to the stage it feeds.",
            ),
        ),
        "Capacity times utilisation, times the conversion of this stage and of all that follow.",
    )


def _holding_back(table: pd.DataFrame, usable: pd.Series) -> dict[str, Answer]:
    """What holds the chain back, how much it sells, what is next, and what widening brings."""
    chain = chain_of(table.reset_index(drop=True))
    now = {str(stage): float(size) for stage, size in usable.items()}
    sold = by_stage(chain, now).set_index("stage")["in_final_units"]
    steps = ladder(chain, now, steps=2)
    first, second = (str(steps.loc[steps["step"] == step, "stage"].iloc[0]) for step in (1, 2))
    output = float(steps["potential"].iloc[0])
    after = float(by_stage(chain, now | {first: now[first] * WIDER}).attrs["potential"])
    full = sold / table["utilisation"]
    smallest = str(usable.idxmin())
    unit = table["unit"].iloc[-1]
    return {
        "bottleneck": Answer(
            "Which stage is the bottleneck today?",
            first,
            _words(
                first,
                (smallest, _UNITS),
                (str(full.idxmin()), "You have taken all capacity as used. See utilisation."),
                (second, "That one is close. Convert every stage to the end of the chain."),
            ),
            "Convert what each stage makes today into units of the final product.",
        ),
        "output": Answer(
            f"How many {unit} can the chain sell today?",
            output,
            (
                Mistake(
                    float(sold.mean()),
                    "That is the mean. A chain is no better than its narrowest stage.",
                ),
                Mistake(float(full.min()), "You have taken all capacity as used. See utilisation."),
                Mistake(float(usable.min()), _UNITS),
                Mistake(
                    float(sold.iloc[-1]),
                    "That is what the last stage could sell. Does it get so much?",
                ),
                Mistake(float(sold.max()), "That is the widest stage."),
            ),
            "What can pass the narrowest stage, in units of the final product?",
        ),
        "next_bottleneck": Answer(
            "Which stage would hold the chain back next, if the bottleneck were widened?",
            second,
            _words(
                second,
                (first, "That is the one that was just widened."),
                (smallest, _UNITS),
                (str(usable.drop(smallest).idxmin()), _UNITS),
            ),
            "Put the converted amounts in order.",
        ),
        "after_widening": Answer(
            f"How many {unit} could be sold if the bottleneck were widened by one half?",
            after,
            (
                Mistake(
                    output * WIDER,
                    "You have widened the whole chain. Another stage holds it back before that.",
                ),
                Mistake(
                    output,
                    "Nothing has changed: you have widened another stage than the bottleneck.",
                ),
                Mistake(
                    float(full[first]),
                    "Widening is more of what is made today, not the use of all capacity.",
                ),
            ),
            "What can pass the bottleneck then, and what the next one?",
        ),
    }


def _break_even(costs: pd.Series, unit: str) -> Answer:
    fixed, variable, price = (float(costs[name]) for name in COSTS[1:])
    return Answer(
        f"How many {unit} must the stage {costs['stage']} handle to earn its fixed cost?",
        fixed / (price - variable),
        (
            Mistake(fixed / price, "Each unit costs something too. What is left of its price?"),
            Mistake(fixed / variable, "Divide by what a unit leaves over, not by what it costs."),
            Mistake(
                fixed / (price + variable), "What a unit costs goes off its price, not on top."
            ),
        ),
        "Divide the fixed cost by what one unit leaves over.",
    )


_UNITS = (
    "You have compared litres with kilograms as if they were the same. Convert them to the end of "
    "the chain first."
)


def _words(right: str, *known: tuple[str, str]) -> tuple[Mistake, ...]:
    """Wrong words with hints; one that happens to be right in these data is no mistake in them."""
    return tuple(Mistake(word, hint) for word, hint in known if word != right)

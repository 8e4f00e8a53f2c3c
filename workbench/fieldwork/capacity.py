"""How much can the chain of a cluster produce, which stage holds it back, and what would help."""

from __future__ import annotations

from workbench.fieldwork._dairy import actors as dairy_actors
from workbench.fieldwork._instrument import Card, Findings, Form, Tables, instrument
from workbench.fieldwork.chains.capacity_checks import capacity_rules, counted_of
from workbench.fieldwork.chains.capacity_findings import count
from workbench.fieldwork.chains.capacity_sheets import SHEETS
from workbench.fieldwork.chains.examples import (
    dairy_capacities,
    dairy_chain,
    dairy_costs,
    dairy_scenarios,
)
from workbench.measures._quotients import check_range

CARD = Card(
    question="How much can the members produce together, which stage is the bottleneck, and what "
    "would widen it?",
    method="Capacity times utilisation summed over the actors of each stage, turned into units of "
    "the final product; the largest product that all stages allow together, the bottleneck, what "
    "relieves it and the next one; scenarios, draws between low and high, break-even.",
    document="004, stage 3 (approximate assessment of the existing aggregate production potential)",
    command="capacity",
    template="capacity",
    notebook="building_a_cluster",
    sheets=SHEETS,
    sources=(
        "Dantzig (1963) for the linear programme",
        "Horngren, Datar and Rajan (2015) for break-even and margin of safety (unverified)",
    ),
    caveats=(
        "the guide asks for a rough count and gives no formulas: the method is ours",
        "a potential is not a forecast: it says what the stages allow, not what the market buys",
        "where a stage has several outlets, the split that gives the largest final product is "
        "taken",
        "a stage without capacities is taken as no limit, and told",
        "costs and capacities are of one period, such as a day, for the whole workbook",
        "a stage of one or two actors tells of single firms: ask them before it is published",
    ),
)


def example(seed: int) -> Tables:
    """The dairy chain, whose bottleneck is the collection of milk."""
    actors = dairy_actors(seed)
    return {
        "chain": dairy_chain(),
        "capacities": dairy_capacities(seed),
        "costs": dairy_costs(),
        "scenarios": dairy_scenarios(),
        "actors": actors,
    }


@instrument(CARD, example, capacity_rules)
def capacity(form: Form, *, draws: int = 2000, seed: int = 0) -> Findings:
    """Count what a chain can produce, and find what holds it back.

    Parameters
    ----------
    form
        Sheets chain and capacities; costs, scenarios and actors where there are any.
    draws
        How often capacities and costs are drawn between their low and high; 100 to 100,000.
    seed
        Of the draws.

    Returns
    -------
    Tables `stages` (today, as `by_stage` and `in_draws` give them), `full` (all capacity used),
    `ladder` (bottlenecks one after the other), `draws` (the final product of each draw), and
    where asked for `scenarios`, `break_even`, `earnings`.

    Raises
    ------
    StudyError
        With everything that is wrong with the sheets.
    ParameterError
        If an option is out of range.
    """
    check_range(
        "capacity",
        draws=(draws, 100 <= draws <= 100_000, "100 to 100,000"),  # noqa: PLR2004
        seed=(seed, seed >= 0, "0 or more"),
    )
    return count(form, counted_of(form), draws=draws, seed=seed)

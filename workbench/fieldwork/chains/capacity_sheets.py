"""Which sheets does the count of capacity read."""

from __future__ import annotations

from dataclasses import replace

from workbench.data.tables import NUMBER, TEXT, Table
from workbench.fieldwork._instrument import Sheet
from workbench.fieldwork.chains.map_sheets import ACTORS, CAPACITIES, CHAIN
from workbench.fieldwork.chains.money import COSTS, WHAT

ENDS = [f"{name}{end}" for name in COSTS for end in ("", "_low", "_high")]

COST_SHEET = Sheet(
    table=Table(
        key=("stage",),
        columns={"stage": TEXT, **dict.fromkeys(ENDS, NUMBER)},
        required=COSTS,
        non_negative=tuple(ENDS),
    ),
    purpose="One row a stage that has to earn its costs, such as collectors or the processor",
    columns={
        "stage": "the stage of the chain",
        "fixed_cost": "what it costs in the period whatever is made",
        "fixed_cost_low": "at best; may be empty",
        "fixed_cost_high": "at worst; may be empty",
        "variable_cost": "what one unit costs, raw material and all",
        "variable_cost_low": "at best; may be empty",
        "variable_cost_high": "at worst; may be empty",
        "price": "what one unit brings",
        "price_low": "at worst; may be empty",
        "price_high": "at best; may be empty",
    },
    is_needed=False,
)
SCENARIOS = Sheet(
    table=Table(
        key=("scenario", "stage", "what"),
        columns={"scenario": TEXT, "stage": TEXT, "what": TEXT, "factor": NUMBER},
        required=("factor",),
        non_negative=("factor",),
    ),
    purpose="One row a change; a scenario may have several",
    columns={
        "scenario": "its name",
        "stage": "the stage that changes",
        "what": "what changes there",
        "factor": "what it is multiplied by: 1.2 is a fifth more",
    },
    choices={"what": WHAT},
    is_needed=False,
)
SHEETS = {
    "chain": replace(CHAIN, is_needed=True),
    "capacities": replace(CAPACITIES, is_needed=True),
    "costs": COST_SHEET,
    "scenarios": SCENARIOS,
    "actors": replace(ACTORS, is_needed=False),
}

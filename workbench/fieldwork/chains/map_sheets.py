"""Which sheets does the cluster map read; those of the chain the count of capacity reads too."""

from __future__ import annotations

from dataclasses import replace

from workbench.data.tables import NUMBER, TABLES, TEXT, Table
from workbench.fieldwork._instrument import Sheet
from workbench.fieldwork.chains.diagram import ROLES
from workbench.fieldwork.chains.network import KINDS

ACTORS = Sheet(
    table=TABLES["actors"],
    purpose="One row an actor: a firm, a farm, a lender, an office, a school",
    columns={
        "actor": "a short code, each once",
        "name": "its name",
        "role": "its place in the functional diagram",
        "chain_stage": "its stage of the value chain; empty where it has none",
        "size": "micro, small, medium or large",
        "employees": "how many work there; may be empty",
        "district": "where it is; may be empty",
        "longitude": "degrees east, for the map; may be empty",
        "latitude": "degrees north, for the map; may be empty",
    },
    choices={"role": ROLES, "size": ("micro", "small", "medium", "large")},
)
LINKS = Sheet(
    table=replace(TABLES["links"], required=("kind", "strength")),
    purpose="One row a link of one kind, as one side tells it",
    columns={
        "source": "code of the actor who gives: sells, tells, lends hands",
        "target": "code of the actor who gets",
        "kind": "what links them",
        "strength": "degree of the relation: 0 none, 1 weak, 2 medium, 3 strong",
    },
    choices={"kind": KINDS, "strength": ("0", "1", "2", "3")},
)
CHAIN = Sheet(
    table=Table(
        key=("stage", "feeds"),
        columns={
            "stage": TEXT,
            "feeds": TEXT,
            "input": TEXT,
            "unit": TEXT,
            "conversion": NUMBER,
        },
    ),
    purpose="One row a step of the value chain; a stage that feeds two has two rows",
    columns={
        "stage": "the stage",
        "feeds": 'the stage that it feeds, or "market" for the last one',
        "input": "empty where the fed stage needs it; the same word for steps that can stand in "
        "for one another",
        "unit": "what is counted at the stage, and in which time, such as litres a day",
        "conversion": "units of the fed stage from one unit of this stage",
    },
    is_needed=False,
)
NEEDED = Sheet(
    table=Table(
        key=("from_group", "to_group", "kind"),
        columns={"from_group": TEXT, "to_group": TEXT, "kind": TEXT, "why": TEXT},
    ),
    purpose="One row a link that the chain needs besides supply from stage to stage",
    columns={
        "from_group": "a stage or a role",
        "to_group": "a stage or a role",
        "kind": "what should link them",
        "why": "why it is needed; may be empty",
    },
    choices={"kind": KINDS},
    is_needed=False,
)
SALES = Sheet(
    table=Table(
        key=("source", "target", "stage"),
        columns={"source": TEXT, "target": TEXT, "stage": TEXT, "amount": NUMBER},
        required=("amount",),
        non_negative=("amount",),
    ),
    purpose="One row what one sold to another in a year or month, in one currency",
    columns={
        "source": 'code of who sells, or "outside"',
        "target": 'code of who buys, or "outside"',
        "stage": "the stage of the chain whose product it is",
        "amount": "money, in one unit for the whole sheet",
    },
    is_needed=False,
)
CAPACITIES = Sheet(
    table=Table(
        key=("actor", "stage"),
        columns={
            "actor": TEXT,
            "stage": TEXT,
            "capacity": NUMBER,
            "utilisation": NUMBER,
            "low": NUMBER,
            "high": NUMBER,
            "unit": TEXT,
        },
        required=("capacity",),
        references={"actor": "actors"},
        non_negative=("capacity", "low", "high"),
    ),
    purpose="One row what one actor can make at one stage",
    columns={
        "actor": "code of the actor",
        "stage": "the stage of the chain",
        "capacity": "the most it can make, in the unit of the stage",
        "utilisation": "the share of it that is used: 0.8 is 80 %; empty for all",
        "low": "the capacity at worst; may be empty",
        "high": "the capacity at best; may be empty",
    },
    is_needed=False,
)
SHEETS = {
    "actors": ACTORS,
    "links": LINKS,
    "chain": CHAIN,
    "needed_links": NEEDED,
    "sales": SALES,
    "capacities": CAPACITIES,
}

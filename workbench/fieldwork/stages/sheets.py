"""Which sheets does the roadmap read; that of bodies and papers the typology reads too."""

from __future__ import annotations

from workbench.data.tables import INTEGER, NUMBER, TEXT, Table
from workbench.fieldwork._instrument import Sheet
from workbench.fieldwork.stages import bodies, gates, stages
from workbench.fieldwork.stages.commitment import COMMITMENT, KINDS, LEVELS, MOST, WILLINGNESS
from workbench.fieldwork.stages.gate_check import NO, YES
from workbench.fieldwork.stages.voting import HIGHEST_RATIO

CLOSED = (YES, NO)
LOWEST_RATIO = 0.11  # one ninth as people write it


def _scale(words: tuple[str, ...]) -> str:
    return ", ".join(f"{number} {word}" for number, word in enumerate(words))


GATES = Sheet(
    Table(
        key=("question",),
        columns={"question": TEXT, "is_met": TEXT, "number": NUMBER, "evidence": TEXT},
        required=("is_met",),
        non_negative=("number",),
    ),
    "one row a question of a gate",
    {
        "question": "which one, by its short name; each is told below",
        "is_met": "yes or no",
        "number": "where the guide asks for one: people, interviews, firms",
        "evidence": "what shows it",
    },
    {"is_met": CLOSED},
    meanings={"question": dict(zip(gates()["question"], gates()["words"], strict=True))},
)
VISITS = Sheet(
    Table(
        key=("stakeholder",),
        columns={
            "stakeholder": TEXT,
            "kind": TEXT,
            "level": TEXT,
            "is_visited": TEXT,
            "willingness": INTEGER,
            "commitment": INTEGER,
            "said": TEXT,
        },
        required=("is_visited", "willingness", "commitment"),
        ranges={"willingness": (0, MOST), "commitment": (0, MOST)},
    ),
    "one row a stakeholder who matters for the cluster, visited or not yet",
    {
        "stakeholder": "who, each once; also those whom nobody has visited",
        "kind": "what it is",
        "level": "where it decides",
        "is_visited": "yes or no; empty is no",
        "willingness": f"to have a roadmap: {_scale(WILLINGNESS)}; empty if not asked",
        "commitment": f"what it puts in: {_scale(COMMITMENT)}; empty if not asked",
        "said": "what was said or promised; may be empty",
    },
    {
        "kind": KINDS,
        "level": LEVELS,
        "is_visited": CLOSED,
        "willingness": tuple(map(str, range(MOST + 1))),
        "commitment": tuple(map(str, range(MOST + 1))),
    },
    is_needed=False,
)
PLAN = Sheet(
    Table(
        key=("stage",),
        columns={"stage": TEXT, "starts": NUMBER, "ends": NUMBER},
        required=("starts", "ends"),
        non_negative=("starts", "ends"),
    ),
    "one row a stage",
    {
        "stage": "which one",
        "starts": "month since the beginning",
        "ends": "month since the beginning",
    },
    {"stage": tuple(stages()["stage"])},
)
VOTES = Sheet(
    Table(
        key=("voter", "factor"),
        columns={"voter": TEXT, "factor": TEXT, "rank": NUMBER},
        required=("rank",),
        ranges={"rank": (1, 100)},
    ),
    "one row a success factor as one person ranks it",
    {"voter": "who", "factor": "which factor", "rank": "1 is the most important"},
    is_needed=False,
)
COMPARISONS = Sheet(
    Table(
        key=("voter", "first", "second"),
        columns={"voter": TEXT, "first": TEXT, "second": TEXT, "ratio": NUMBER},
        required=("ratio",),
        ranges={"ratio": (LOWEST_RATIO, HIGHEST_RATIO)},
    ),
    "one row a pair of factors as one person judges it",
    {
        "voter": "who",
        "first": "a factor",
        "second": "another factor",
        "ratio": "how many times as important the first is: 1/9 to 9",
    },
    is_needed=False,
)
VISIONS = Sheet(
    Table(
        key=("vision",),
        columns={"vision": TEXT, "statement": TEXT, "names": TEXT},
        required=("statement",),
    ),
    "one row a wording of the vision",
    {
        "vision": "whose wording",
        "statement": "where the cluster wants to be",
        "names": "words for the place and the product, with commas between",
    },
    is_needed=False,
)
GOVERNANCE = Sheet(
    Table(key=("item",), columns={"item": TEXT, "is_there": TEXT}, required=("is_there",)),
    "one row a body or a paper",
    {"item": "which one", "is_there": "yes or no"},
    {"item": tuple(bodies()["item"]), "is_there": CLOSED},
    is_needed=False,
)
SHEETS = {
    "gates": GATES,
    "visits": VISITS,
    "plan": PLAN,
    "votes": VOTES,
    "comparisons": COMPARISONS,
    "visions": VISIONS,
    "governance": GOVERNANCE,
}

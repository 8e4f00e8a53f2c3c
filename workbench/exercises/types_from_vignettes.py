"""By hand: which type of small firm, cluster and cooperation does a short story tell of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from workbench.exercises import _vignettes
from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise
from workbench.fieldwork.types import clusters, cooperations, firms
from workbench.fieldwork.types.example import drawn_cooperations

YES = cooperations.YES
SHARED = {  # cooperations of the example, overlapping first, the one of the differences second
    "dairy cluster": 0,
    "fair stand for a year": 1,
    "two dairies and a carrier": 2,
    "collectors of the valley": 3,
    "union of cheese makers": 4,
    "starter culture project": 5,
    "food of tomorrow": 6,
}
TRADES = ("tannery", "tool maker", "bakery", "joinery", "printer", "foundry", "weaver", "brewer")
VALLEYS = ("Alder Valley", "Birch Hill", "Cedar Ford", "Dale End", "Elm Bridge", "Fern Moor")
CIRCLES = ("Anvil", "Beacon", "Compass", "Dynamo", "Ember", "Fulcrum", "Gable", "Harbour")

CARD = Card(
    title="Types from short stories",
    question="Of which type is what a short story tells of?",
    why="Types are chosen in the field from what people say, and advice is then given by type. "
    "Where forms overlap an honest answer is a set, and where little is told it is not sure.",
    minutes=20,
    after=(),
    sources=("Documents 000, section 2, and 002, conclusions 2 and 3; the stories are ours",),
)


def real() -> Tables:
    """Stories of our own that tell what the documents say of each type, and nothing else."""
    random = np.random.default_rng(0)
    kinds = ["Endogenous", *(kind for kind in firms.TYPES if kind != "Endogenous")]
    makers = pd.DataFrame([_vignettes.said_of_firm(kind) for kind in kinds])
    order = [*reversed(clusters.TYPES)]
    places = pd.DataFrame(
        [{a: said[0] for a, said in clusters.TYPES[kind].items()} for kind in order],
        columns=[*clusters.ATTRIBUTES],
    )
    circles = drawn_cooperations()[0]
    circles = circles[circles["cooperation"].isin(SHARED)].sort_values(
        "cooperation", key=lambda names: names.map(SHARED), ignore_index=True
    )
    return _tables(random, makers, places, circles[[*_vignettes.ANSWERS, "members"]], [*SHARED])


def drawn(random: np.random.Generator) -> Tables:
    """Stories with facts by chance wherever the type leaves them open."""
    kinds = random.permutation([*firms.TYPES, *random.choice([*firms.TYPES], 2)])
    makers = _vignettes.drawn_firms(random, [str(kind) for kind in kinds])
    kinds = random.permutation([*clusters.TYPES, random.choice([*clusters.TYPES])])
    places = _vignettes.drawn_clusters(random, [str(kind) for kind in kinds])
    circles = _vignettes.drawn_cooperations(random)
    return _tables(random, makers, places, circles, [*random.permutation(CIRCLES)])


@exercise(CARD, real, drawn)
def types_from_vignettes(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """The types of the first firm and cluster, the forms of a cooperation, and what overlaps.

    Parameters
    ----------
    tables
        `firms`, `clusters` and `cooperations`: a name, a story, and a column for each fact (empty
        where the story does not tell it).
    """
    makers, places, circles = (tables[name] for name in ("firms", "clusters", "cooperations"))
    types = pd.Series(_vignettes.types_of(makers), makers["firm"])
    return {
        "type_of_firm": _type(
            f"Which type of small firm is the {makers['firm'][0]}?",
            str(types.iloc[0]),
            OF_FIRMS,
        ),
        "embedded": _embedded(types),
        "type_of_cluster": _type(
            f"Which type of cluster is {places['cluster'][0]}?",
            str(clusters.cluster_probabilities(places.iloc[[0]]).idxmax(axis=1).iloc[0]),
            OF_CLUSTERS,
        ),
        **_forms(circles),
        "points_to_alliance": _differences(circles),
    }


OF_FIRMS = {
    "Crisis Driven": "Firms of that type are small, learn little, and one person decides.",
    "Endogenous": "Firms of that type are larger, teach their own people, and look neither to the "
    "place nor beyond it.",
    "Exogenous": "Firms of that type look outward, write down how they work, and do not live by "
    "the relations of the place.",
    "Embedded - Information Centred": "Firms of that type live by the relations of the place and "
    "learn there by talk, with nothing laid down.",
    "Embedded - Competence Centred": "Firms of that type live by the relations of the place, and "
    "build up lasting ability by rules and plans.",
}
OF_CLUSTERS = {
    "Porterian": "There nobody leads, firms are alike and sell in similar markets.",
    "Segmented Porterian": "There makers and suppliers are told apart, each in a niche, with a "
    "leader or a trade body from among them.",
    "Interlocking": "There a loose circle of interests within a place has a trade body.",
    "Induced Partnership": "There somebody from outside began it and runs it.",
    "Virtual Cluster": "There no border on a map matters; a common past or a network of computers "
    "joins the members.",
}


def _type(question: str, right: str, hints: Mapping[str, str]) -> Answer:
    known = (Mistake(kind, hint) for kind, hint in hints.items() if kind != right)
    return Answer(question, right, tuple(known), "Write the type as in the list of types.")


def _embedded(types: pd.Series) -> Answer:
    ours = types.str.startswith("Embedded")
    return Answer(
        "Which firms are of one of the two embedded types?",
        _names(types, ours),
        (
            Mistake(
                _names(types, ours | (types == "Exogenous")),
                "Who uses a network when it suits is not yet embedded in the place.",
            ),
            Mistake(
                _names(types, types == "Embedded - Information Centred"),
                "There is a second embedded type, in which more is laid down.",
            ),
            Mistake(
                _names(types, types == "Embedded - Competence Centred"),
                "There is a second embedded type, in which nothing is laid down.",
            ),
            Mistake(_names(types, ~ours), "These are the others."),
        ),
        "Look for firms that live by the relations of their place.",
    )


def _forms(circles: pd.DataFrame) -> dict[str, Answer]:
    found = cooperations.forms_of_cooperation(circles)
    fits = found[found["fits"] == YES]
    name = str(circles["cooperation"].iloc[0])
    own = frozenset(fits.loc[fits["cooperation"] == name, "form"])
    networks = fits[fits["form"] == "network"].set_index("cooperation")["fits"]
    alone = fits.groupby("cooperation").size() == 1
    is_chain = circles.set_index("cooperation")["is_vertical"] == YES
    return {
        "forms": Answer(
            f"Which forms of cooperation does {name} fit? All of them: forms overlap.",
            own,
            tuple(
                Mistake(
                    frozenset([form]),
                    "It is that, and not that alone. A form can lie inside another.",
                )
                for form in sorted(own)
                if len(own) > 1
            ),
            "Go through the forms one by one: does any answer speak against it?",
        ),
        "networks": Answer(
            "Which of the cooperations are networks, whatever else they are?",
            _names(networks, networks == YES),
            (
                Mistake(
                    _names(alone, alone & alone.index.isin(networks.index)),
                    "These are networks and nothing else. A cluster can hold a network, too.",
                ),
                Mistake(
                    _names(is_chain, is_chain),
                    "All of these lie along a chain. A network also has no end that is fixed, and "
                    "more than two members.",
                ),
            ),
            "A value chain, no end that is fixed, and three members or more.",
        ),
    }


def _differences(circles: pd.DataFrame) -> Answer:
    own = circles.iloc[[1]]
    told = cooperations.alliance_or_partnership(own)["points_to"]
    count = int((told == "alliance").sum())
    columns = [c for columns, _ in cooperations.DIFFERENCES.values() for c in columns]
    known = (
        (int((told == "partnership").sum()), "These point to a partnership."),
        (
            int((own[columns] == YES).to_numpy().sum()),
            "You have counted answers. Purpose and end are one difference: it takes both.",
        ),
    )
    return Answer(
        "Document 000 tells an alliance from a partnership by three differences: research or high "
        "technology; results that were stated; a set purpose together with an end. How many of "
        f"the three point to an alliance at {own['cooperation'].iloc[0]}?",
        float(count),
        tuple(Mistake(float(value), hint) for value, hint in known if value != count),
        "Go through the three differences; the last takes two answers.",
    )


def _names(table: pd.Series, which: pd.Series) -> frozenset[str]:
    return frozenset(str(name) for name in table.index[which.to_numpy(dtype=bool)])


def _tables(
    random: np.random.Generator,
    makers: pd.DataFrame,
    places: pd.DataFrame,
    circles: pd.DataFrame,
    names: list[str],
) -> Tables:
    parts: dict[str, tuple[str, pd.DataFrame, _vignettes.Sentences, Sequence[str]]] = {
        "firms": ("firm", makers, _vignettes.FIRMS, [*random.permutation(TRADES)]),
        "clusters": ("cluster", places, _vignettes.CLUSTERS, [*random.permutation(VALLEYS)]),
        "cooperations": ("cooperation", circles, _vignettes.COOPERATIONS, names),
    }
    found: Tables = {}
    for table, (key, facts, sentences, labels) in parts.items():
        stories = _vignettes.told(facts, sentences, random)
        labelled = facts.assign(**{key: [str(name) for name in labels[: len(facts)]]})
        found[table] = labelled.assign(story=stories)[[key, "story", *facts]]
    return found

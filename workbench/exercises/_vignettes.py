"""What a short story tells: facts of a type, as is said of it or drawn, and sentences for them.

The sentences are our own, two for each answer; nothing is quoted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from workbench.fieldwork.types import clusters, cooperations, firms

YES, NO = cooperations.YES, cooperations.NO
ANSWERS = [*cooperations.QUESTIONS, *cooperations.EXTRA]
STRONG, WEAK = 4.5, 1.5  # a fact says on which side a score lies
CANDIDATES = 100  # cooperations that are drawn, to choose seven of
SURE = 0.8  # the least probability of its type that a drawn cluster must have
Sentences = Mapping[str, Mapping[str, tuple[str, str]]]

FIRMS: Sentences = {
    "gathers_information": {
        "yes": ("It hears early what goes on around it.", "News reaches it from many sides."),
        "no": ("It learns late what others have long known.", "It hardly knows its rivals."),
    },
    "acquires_skills": {
        "yes": (
            "Newcomers learn the trade beside an old hand.",
            "Who lacks a skill is shown it on the job.",
        ),
        "no": ("Nobody has time to teach anybody.", "Skills leave with those who have them."),
    },
    "develops_competence": {
        "yes": (
            "It turns what it learns into better ways of working.",
            "What a course brings is still in use years later.",
        ),
        "no": ("A lesson learnt is soon lost again.", "It solves the same problem every spring."),
    },
    "is_embedded": {
        "yes": (
            "Family, neighbours and the town carry the business.",
            "Half its orders come by way of the parish and old friends.",
        ),
        "no": ("With the place it has little to do.", "It knows few people in the town."),
    },
    "is_formal": {
        "yes": (
            "Each step of the work is written down.",
            "There is a plan for training, and dates.",
        ),
        "no": ("Nothing is written down.", "Work is shared out over coffee."),
    },
    "looks_outward": {
        "yes": (
            "It buys courses far away and visits every fair.",
            "It asks specialists in other regions for advice.",
        ),
        "no": ("It seldom looks over the fence.", "What lies beyond its own doors is left alone."),
    },
    "one_decides": {
        "yes": ("The founder decides everything.", "Without the owner no bolt is bought."),
        "no": ("Several people decide, each in a field.", "Heads of teams settle most questions."),
    },
}
CLUSTERS: Sentences = {
    "origin": {
        "evolved": ("Nobody founded it; it grew.", "One workshop drew the next, for decades."),
        "induced": (
            "A programme from outside brought it about.",
            "It began with a grant and a project office.",
        ),
        "common history": (
            "A history that all share holds it together.",
            "Its members share an old past and old aims.",
        ),
    },
    "is_bounded": {
        "yes": ("It ends where the valley ends.", "All of it lies within an hour's walk."),
        "no": ("Its members are spread over the country.", "No border on a map encloses it."),
    },
    "markets": {
        "similar": ("All sell to the same buyers.", "Its firms meet in the same market."),
        "different": ("Each serves a niche of its own.", "No two sell to the same buyers."),
    },
    "roles": {
        "alike": ("One firm is much like the next.", "All make the same kind of thing."),
        "producers and suppliers": (
            "Some make parts, others the finished thing.",
            "Suppliers and makers know their places.",
        ),
    },
    "governance": {
        "flexible": ("Rules bend as work demands.", "Who works with whom changes by the week."),
        "loose": ("It meets now and then, to no fixed rules.", "Little binds its members."),
        "more formal": ("Statutes say who may do what.", "Minutes are taken and votes counted."),
    },
    "coordinator": {
        "none": ("Nobody speaks for it.", "There is no office that answers the telephone."),
        "central figure": ("One well-known maker leads it.", "All look to one person."),
        "association": ("An association speaks for it.", "A trade body keeps its affairs."),
        "agency": ("An agency calls the meetings.", "A development agency runs it."),
        "family": ("A family keeps it together.", "Cousins in many towns lead it."),
        "ICT": ("It meets on a platform on the net.", "Software joins what roads do not."),
    },
}
COOPERATIONS: Sentences = {
    "has_agreement": {
        "yes": ("An agreement was signed.", "Rights and duties stand in a contract."),
        "no": ("Nothing was signed.", "A handshake has to do."),
    },
    "is_vertical": {
        "yes": ("Each passes its work on to the next.", "One buys what the other makes."),
        "no": ("None supplies another.", "Its members do not buy from each other."),
    },
    "has_set_purpose": {
        "yes": ("It has one task.", "It was set up to get one thing done."),
        "no": ("It has no single task.", "What it is for changes with the season."),
    },
    "has_end_date": {
        "yes": ("The day it ends is fixed.", "It runs for a set number of months."),
        "no": ("It has no end in sight.", "Nobody has said when it stops."),
    },
    "has_institutions": {
        "yes": (
            "A university, a bank or an office of the state belongs to it.",
            "Not only firms sit at the table: there are scientists and officials.",
        ),
        "no": ("Only firms belong to it.", "No school, bank or office takes part."),
    },
    "has_own_equity": {
        "yes": ("It owns a building.", "It has property of its own."),
        "no": ("It owns nothing.", "It has no property of its own."),
    },
    "works_for_profit": {
        "yes": ("It is there to earn money.", "What it earns is shared out."),
        "no": ("It is not there to earn money.", "No profit is made or shared."),
    },
    "is_high_technology": {
        "yes": ("It works in research.", "Its field is high technology."),
        "no": ("Its trade is an old one.", "There is nothing of a laboratory about it."),
    },
    "has_stated_results": {
        "yes": ("The results it owes were named beforehand.", "What counts is the result."),
        "no": ("No result was promised.", "To work together is reason enough."),
    },
}
COUNTS = {"employees": "{} people work there.", "members": "It has {} members."}
FACTS = dict(zip(FIRMS, firms.SCORES, strict=True))


def told(facts: pd.DataFrame, sentences: Sentences, random: np.random.Generator) -> list[str]:
    """A story a row: a sentence for each fact that is known, in an order of its own."""
    stories = []
    for row in facts.to_dict("records"):
        known = [str(column) for column, fact in row.items() if pd.notna(fact)]
        parts = [
            sentences[column][str(row[column])][int(random.integers(0, 2))]
            for column in known
            if column in sentences
        ]
        counts = [words.format(int(row[c])) for c, words in COUNTS.items() if c in known]
        stories.append(" ".join([*counts, *(parts[at] for at in random.permutation(len(parts)))]))
    return stories


def types_of(makers: pd.DataFrame) -> list[str]:
    """The likeliest type of each firm, as the workbench would say."""
    scores = {
        score: makers[fact].map({YES: STRONG, NO: WEAK}).astype("float64")
        for fact, score in FACTS.items()
    }
    names = makers.index.astype(str)
    table = pd.DataFrame({"firm": names, **scores, "employees": makers["employees"]})
    return [str(kind) for kind in firms.firm_probabilities(table).idxmax(axis=1)]


def said_of_firm(kind: str) -> dict[str, object]:
    """The facts that are said of a type, and no others."""
    said = {s: value for s, value in firms.TYPES[kind].items() if abs(value) >= firms.MARKED}
    facts: dict[str, object] = {
        fact: (YES if said[score] > 0 else NO) if score in said else None
        for fact, score in FACTS.items()
    }
    size = said.get("employees", 0.0)
    return facts | {"employees": 80 if size > 0 else 5 if size < 0 else 15}


def drawn_firms(random: np.random.Generator, kinds: Sequence[str]) -> pd.DataFrame:
    """A firm a type: what is said of it, the rest by chance or untold, while the type is clear."""
    rows = [_firm(random, kind) for kind in kinds]
    while True:
        found = types_of(pd.DataFrame(rows))
        wrong = [at for at, kind in enumerate(kinds) if found[at] != kind]
        if not wrong:
            return pd.DataFrame(rows)
        for at in wrong:
            rows[at] = _firm(random, kinds[at])


def _firm(random: np.random.Generator, kind: str) -> dict[str, object]:
    facts = said_of_firm(kind)
    for fact in FACTS:
        facts[fact] = facts[fact] or _any(random, (YES, NO, None))
    size = float(firms.TYPES[kind]["employees"])
    low, high = (40, 200) if size >= firms.MARKED else (2, 7) if size <= -1 else (8, 30)
    return facts | {"employees": int(random.integers(low, high))}


def drawn_clusters(random: np.random.Generator, kinds: Sequence[str]) -> pd.DataFrame:
    """A cluster a type, in the same way."""
    return pd.DataFrame([_cluster(random, kind) for kind in kinds])


def _cluster(random: np.random.Generator, kind: str) -> dict[str, str | None]:
    while True:
        facts = {
            attribute: _any(random, clusters.TYPES[kind].get(attribute, (*choices, None)))
            for attribute, choices in clusters.ATTRIBUTES.items()
        }
        found = clusters.cluster_probabilities(pd.DataFrame([{"cluster": "", **facts}]))
        if found[kind].item() > SURE:
            return facts


def _any(random: np.random.Generator, choices: Sequence[str | None]) -> str | None:
    return choices[int(random.integers(0, len(choices)))]


def drawn_cooperations(random: np.random.Generator) -> pd.DataFrame:
    """Seven cooperations: one that fits several forms, one mixed, a chain that ends, four more."""
    many = pd.DataFrame(random.choice([YES, NO], (CANDIDATES, len(ANSWERS))), columns=ANSWERS)
    many["members"] = random.choice([2, 3, 4, 6, 9, 14, 25, 40], len(many))
    many["cooperation"] = many.index.astype(str)
    found = cooperations.forms_of_cooperation(many)
    fits = found["fits"].eq(YES).groupby(found["cooperation"]).sum()
    is_network = found[found["form"] == "network"].set_index("cooperation")["fits"].eq(YES)
    points = cooperations.alliance_or_partnership(many)
    to_alliance = points["points_to"].eq("alliance").groupby(points["cooperation"]).sum()
    own = many.set_index("cooperation")
    ends = own["is_vertical"].eq(YES) & own["has_end_date"].eq(YES)
    mixed = to_alliance.between(1, 2)
    chosen: list[str] = []
    for is_wanted in ((fits > 1) & is_network, mixed, (fits > 0) & ends, *[fits > 0] * 4):
        wanted = is_wanted.reindex(own.index).to_numpy(dtype=bool)
        chosen.append(next(name for name in own.index[wanted] if name not in chosen))
    return own.loc[chosen, [*ANSWERS, "members"]].reset_index(drop=True)

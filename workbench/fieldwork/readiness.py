"""Is a place ready for a cluster: who begins it, critical mass, conditions, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from workbench.data.tables import NUMBER, TABLES, TEXT, Table
from workbench.errors import Problem, listed, unknown
from workbench.fieldwork._instrument import Card, Findings, Form, Sheet, Tables, instrument
from workbench.fieldwork._words import empty_numbers, strange_words
from workbench.fieldwork.chains.dependence import coherence
from workbench.fieldwork.chains.map_checks import sales_astray
from workbench.fieldwork.chains.map_sheets import SALES
from workbench.fieldwork.conditions import criteria, remedies
from workbench.fieldwork.conditions.example import SEVERITY, example
from workbench.fieldwork.conditions.initiative_group import initiative_group
from workbench.fieldwork.conditions.mass import critical_mass_of, specialisation
from workbench.fieldwork.conditions.pillars import (
    ENOUGH,
    HIGHEST,
    MEANS,
    is_export,
    mean_of,
    pillar_table,
    remedy_table,
)

READY, PARTLY, NOT_READY = "ready", "ready but for some conditions", "not ready"
UNKNOWN = "cannot be told: too much is not known"
EVIDENCE = Table(
    key=("criterion",),
    columns={"criterion": TEXT, "score": NUMBER, "evidence": TEXT},
    required=("score", "evidence"),
    ranges={"score": (0, HIGHEST)},
)
PEOPLE = Table(key=("person",), columns={"person": TEXT, "party": TEXT}, required=("party",))
COUNTS = ("workers_in_trade", "workers", "workers_in_trade_in_country", "workers_in_country")
EMPLOYMENT = Table(
    key=("place",),
    columns={"place": TEXT, **dict.fromkeys(COUNTS, NUMBER)},
    required=COUNTS,
    non_negative=COUNTS,
)
RESTRAINTS = Table(
    key=("restraint",),
    columns={"restraint": TEXT, "severity": NUMBER},
    required=("severity",),
    ranges={"severity": (0, HIGHEST)},
)

CARD = Card(
    question="Is this place ready for a cluster, and what would have to come first?",
    method="four pillars of criteria scored 0 to 4, each with its evidence; what nobody found "
    "out counts as 0, and the index is shown with the range it could have; beside them the "
    "initiative group, the number of firms against the rule of thumb and against what a test of "
    "clustering needs, sales among members, and the location quotient with its interval",
    document="004, stages 1 and 2 (group of 3 to 10 with parity; 30 to 50 firms; coherence; "
    "resources and specialisation; infrastructure; support); 003, sections 1 to 3 (restraints, "
    "remedies, five starting points abroad). The criteria under each pillar are ours",
    command="readiness",
    template="readiness",
    notebook="building_a_cluster",
    sheets={
        "evidence": Sheet(
            EVIDENCE,
            "one row a criterion",
            {
                "criterion": "which one, by its short name; each is told below",
                "score": "0 nothing of it, 4 fully so; empty where nobody found out",
                "evidence": "where that is known from",
            },
            meanings={
                "criterion": dict(zip(criteria()["criterion"], criteria()["words"], strict=True))
            },
        ),
        "people": Sheet(
            PEOPLE,
            "one row a person of the group that begins the cluster",
            {"person": "a name or number", "party": "the side that sends this person"},
        ),
        "actors": Sheet(
            replace(TABLES["actors"], required=("role", "chain_stage")),
            "one row a firm or institution",
            {
                "actor": "a code",
                "name": "its name",
                "role": "core, anchor, non-core, key partner, counterparty or government",
                "chain_stage": "its stage of the value chain, empty where it has none",
            },
        ),
        "sales": SALES,
        "employment": Sheet(
            EMPLOYMENT,
            "one row a place, with four counts for its location quotient",
            {
                "place": "its name",
                "workers_in_trade": "in the place, in this trade",
                "workers": "in the place, in all trades",
                "workers_in_trade_in_country": "in the country, in this trade",
                "workers_in_country": "in the country, in all trades",
            },
            is_needed=False,
        ),
        "restraints": Sheet(
            RESTRAINTS,
            "one row what holds firms back from markets abroad",
            {"restraint": "which one", "severity": "0 not at all, 4 most of all"},
            {"restraint": tuple(SEVERITY)},
            is_needed=False,
        ),
    },
    sources=("Ellison and Glaeser (1997) for γ", "Garwood (1936) for the interval of a count"),
    caveats=(
        "thirty to fifty firms is a rule of practice; that a test of clustering begins to work "
        "at about as many is a coincidence",
        "scores are judgements: two people should give them, and the evidence should be named",
        "an arithmetic mean lets a strong criterion make up for one that is not met at all",
    ),
    private=("group",),
)


def rules(form: Form) -> Iterator[Problem]:
    """Criteria and restraints that are known, buyers who are, and one of the means."""
    if form.options["mean"] not in MEANS:
        yield unknown("CLW-E53", "mean called", form.options["mean"], MEANS)
    yield from strange_words(
        form.subject("evidence"), "criterion", criteria()["criterion"], "CLW-E51"
    )
    yield from strange_words(
        form.subject("restraints"), "restraint", remedies()["restraint"].unique(), "CLW-E52"
    )
    yield from sales_astray(form)
    for column in COUNTS:
        yield from empty_numbers(form.subject("employment"), column)
    scores = form.subject("evidence")
    if scores.has("score", "evidence"):
        silent = scores.table["score"].notna() & scores.table["evidence"].isna()
        if silent.any():
            yield scores.tell(
                "CLW-E55",
                f"scores without evidence: {int(silent.sum())}",
                "evidence",
                silent.to_numpy(dtype=bool),
                "where a score is known from",
                "name the interview, document or count",
                is_warning=True,
            )


@instrument(CARD, example, rules)
def readiness(form: Form, *, mean: str = "arithmetic", seed: int = 0) -> Findings:
    """Hold a place against the conditions for a cluster, and name what is missing.

    Parameters
    ----------
    form
        evidence, people and actors; sales, employment and restraints may be left out.
    mean
        Of the criteria and of the pillars: "arithmetic", or "geometric" or "minimum", which do
        not let one make up for another.
    seed
        Of the simulated test behind the statistical critical mass.

    Returns
    -------
    Findings with the tables `pillars`, `criteria`, `group`, and where their sheets are filled in
    `sales`, `specialisation` and `remedies`.

    Raises
    ------
    StudyError
        With every criterion, mean, party or buyer that is not known.

    Examples
    --------
    >>> found = readiness("synthetic_dairy_cluster")
    >>> found.facts["verdict"]
    'ready but for some conditions'
    """
    asked = criteria()
    pillars = pillar_table(form.table("evidence"), asked, mean=mean)
    own = form.table("actors")
    firms = own["chain_stage"].notna() & own["chain_stage"].ne("")
    mass, group = critical_mass_of(int(firms.sum()), seed), initiative_group(form.table("people"))
    tables = {
        "pillars": pillars,
        "criteria": asked.merge(form.table("evidence"), on="criterion", how="left"),
        "group": form.table("people"),
    }
    words, facts = _judged(pillars, mean)
    words += [group.words, mass.words]
    facts |= {"people": group.people, "parity": group.has_parity, "firms": mass.firms}
    facts |= {"power": mass.power}
    for told, more, fact in _further(form):
        tables |= more
        words.append(told)
        facts |= fact
    return Findings(
        "readiness",
        form.study.name,
        tuple(words),
        tables,
        facts,
        (*form.flags, *_flags(form, group.is_of_size, group.has_parity)),
        form.is_synthetic,
    )


def _judged(pillars: pd.DataFrame, mean: str) -> tuple[list[str], dict[str, Any]]:
    """The verdict in words, with the pillars that fall short and what nobody found out."""
    home = pillars[~is_export(pillars["pillar"])]
    abroad = pillars[is_export(pillars["pillar"])]
    index, highest = mean_of(home["value"], mean), mean_of(home["highest"], mean)
    short, lost = home[home["value"] < ENOUGH], home[home["highest"] < ENOUGH]
    if short.empty:
        verdict = READY
    elif len(lost) == 0 and len(short) > len(home) / 2:
        verdict = UNKNOWN
    else:
        verdict = NOT_READY if len(lost) > len(home) / 2 or index < ENOUGH / 2 else PARTLY
    words = [f"{verdict.capitalize()}: {index:.2f} of 1 (up to {highest:.2f} if all that is not "]
    words[0] += f"known were met), {mean} mean of {len(home)} pillars."
    for row in short.to_dict("records"):
        could = f", or {row['highest']:.2f} if all not known were met" if row["missing"] else ""
        words.append(f"Short of {ENOUGH}: {row['pillar']}, {row['value']:.2f}{could}.")
    missing = [text for text in pillars["missing"] if text]
    if missing:
        words.append(f"Nobody found out, and it counts as 0: {'; '.join(missing)}.")
    export = mean_of(abroad["value"], mean)
    weakest = abroad.sort_values("value", kind="stable").to_dict("records")[0]
    words.append(
        f"For markets abroad: {export:.2f} of 1; weakest is "
        f"{str(weakest['pillar']).removeprefix('export: ')} with {weakest['value']:.2f}."
    )
    return words, {"verdict": verdict, "index": index, "highest": highest, "export": export}


def _further(form: Form) -> Iterator[tuple[str, Tables, dict[str, Any]]]:
    """What the sheets say that may be left out."""
    if "sales" in form:
        found = coherence(form.table("actors"), form.table("sales"))
        share = float(found["value"].iloc[0])
        told = f"Coherence: {share:.0%} of what members sell, they sell to one another."
        yield told, {"sales": found}, {"coherence": share}
    if "employment" in form:
        found = specialisation(form.table("employment"))
        best = found.sort_values("quotient").to_dict("records")[-1]
        told = (
            f"Specialisation: the location quotient of {best['place']} is {best['quotient']:.2f} "
            f"({best['low']:.2f} to {best['high']:.2f}); 1 is like the country."
        )
        yield told, {"specialisation": found}, {"location_quotient": float(best["quotient"])}
    if "restraints" in form:
        found = remedy_table(form.table("restraints"), remedies())
        first = found.iloc[0]
        none = found[(found["strength"] == 0) & (found["severity"] > 0)]["restraint"]
        told = f"Most pressing: {first['restraint']}, met by {first['remedy']}"
        told += f"; without a remedy: {listed(none)}." if len(none) else "."
        yield told, {"remedies": found}, {}


def _flags(form: Form, is_of_size: bool, has_parity: bool) -> Iterator[Problem]:
    told = initiative_group(form.table("people")).words
    if not (is_of_size and has_parity):
        yield Problem(
            "CLW-E54",
            told,
            file=f"{form.study.folder}, people",
            expected="3 to 10 people, and parity where several sides begin together",
            remedy="ask others to join, or write down why this group can do without",
            is_warning=True,
        )

"""Which form of cooperation is it: partnership, alliance, network, association, cluster, platform.

Forms overlap (a network can work inside a cluster, and a cluster form inside a network), so the
answer is a set, with the rules that fired.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from workbench.errors import listed

YES, NO = "yes", "no"
QUESTIONS = {
    "has_agreement": "a formal agreement",
    "is_vertical": "members along one value chain",
    "has_set_purpose": "a particular purpose",
    "has_end_date": "a certain time",
    "has_institutions": "academic, financial or public members",
    "has_own_equity": "property of its own",
    "works_for_profit": "work for profit",
}
# What document 000 says tells an alliance from a partnership, and how strictly it says so.
DIFFERENCES = {
    "sector": (("is_high_technology",), "tends to be in research or high technology"),
    "looks at": (("has_stated_results",), "looks at results, not at the cooperation itself"),
    "purpose and duration": (("has_set_purpose", "has_end_date"), "has a purpose and an end"),
}
EXTRA = {
    "is_high_technology": "research or high technology",
    "has_stated_results": "results that were stated beforehand",
}


@dataclass(frozen=True)
class Form:
    """A form of cooperation: the answers it requires, where they are from, and the fewest members.

    `says` is the rule in words; `source` is document 000 or ours, where the document is silent.
    """

    requires: Mapping[str, str]
    says: str
    source: str
    members: int = 2


FORMS: dict[str, Form] = {
    "partnership": Form(
        {"has_agreement": NO, "is_vertical": YES, "has_end_date": NO, "has_institutions": NO},
        "steady, informal cooperation along a chain",
        "000, section 2, paragraph 2; without an agreement: what sets it apart from an alliance",
    ),
    "strategic alliance": Form(
        {"has_agreement": YES, "has_set_purpose": YES, "has_end_date": YES},
        "an agreement for a particular purpose and a certain time",
        "000, section 2, list on alliances",
    ),
    "network": Form(
        {"is_vertical": YES, "has_end_date": NO},
        "three or more firms bound by a value chain, without an end",
        "000, section 2, paragraphs on networks; the number is ours",
        3,
    ),
    "association": Form(
        {"has_agreement": YES, "is_vertical": NO, "has_end_date": NO, "works_for_profit": NO},
        "a lasting agreement of members of one branch, not for profit",
        "ours: document 000 names the form and does not describe it",
        3,
    ),
    "cluster": Form(
        {"is_vertical": YES, "has_institutions": YES, "has_end_date": NO},
        "a value chain with academic, financial or public members",
        "000, section 2, paragraphs on networks",
        3,
    ),
    "technological platform": Form(
        {"has_institutions": YES, "has_own_equity": NO, "works_for_profit": NO},
        "public and scientific members with business, without property or profit",
        "000, section 2, paragraph on platforms",
        3,
    ),
}


def forms_of_cooperation(cooperations: pd.DataFrame) -> pd.DataFrame:
    """How each cooperation stands to each form.

    Parameters
    ----------
    cooperations
        cooperation, the seven `QUESTIONS` answered yes or no, and members if known; what is
        empty or absent is not known.

    Returns
    -------
    cooperation, form, fits ("yes"; "perhaps" where no answer speaks against the form and one is
    not known; "no"), rule, for_it, against_it and not_known in words.

    Examples
    --------
    >>> toy = pd.DataFrame({"cooperation": ["a"], "is_vertical": ["yes"], "has_end_date": ["no"]})
    >>> found = forms_of_cooperation(toy.assign(members=2)).set_index("form")["fits"]
    >>> found[["partnership", "network", "association"]].tolist()
    ['perhaps', 'no', 'no']
    """
    rows = [
        {"cooperation": name, "form": form, **_fit(answers, rule)}
        for name, answers in _answers(cooperations)
        for form, rule in FORMS.items()
    ]
    columns = ["cooperation", "form", "fits", "rule", "for_it", "against_it", "not_known"]
    return pd.DataFrame(rows, columns=columns)


def sets_of_forms(found: pd.DataFrame) -> pd.DataFrame:
    """Each cooperation with all forms it fits: a set where forms overlap.

    Parameters
    ----------
    found
        As `forms_of_cooperation` returns it.

    Returns
    -------
    cooperation, forms (with commas between; empty if none fits), perhaps, nearest (the form with
    the fewest answers against it) and reasons.
    """
    rows = []
    for name, own in found.groupby("cooperation", sort=False):
        fitting, open_ones = (own.loc[own["fits"] == fits, "form"] for fits in (YES, "perhaps"))
        nearest = str(_nearest(own)["form"])
        rows.append((name, ", ".join(fitting), ", ".join(open_ones), nearest, _reasons(own)))
    columns = ["cooperation", "forms", "perhaps", "nearest", "reasons"]
    return pd.DataFrame(rows, columns=columns)


def alliance_or_partnership(cooperations: pd.DataFrame) -> pd.DataFrame:
    """The three differences between an alliance and a partnership, checked one by one.

    Parameters
    ----------
    cooperations
        cooperation, has_set_purpose, has_end_date, is_high_technology and has_stated_results.

    Returns
    -------
    cooperation, difference, says and points_to ("alliance", "partnership" or "not known").
    """
    rows = []
    for name, answers in _answers(cooperations):
        for difference, (columns, says) in DIFFERENCES.items():
            given = [answers.get(column) for column in columns]
            points_to = "alliance" if all(answer == YES for answer in given) else "not known"
            if NO in given:
                points_to = "partnership"
            rows.append((name, difference, says, points_to))
    return pd.DataFrame(rows, columns=["cooperation", "difference", "says", "points_to"])


def comparison() -> pd.DataFrame:
    """The forms side by side: what each requires of the seven answers; "either" where nothing.

    Examples
    --------
    >>> comparison().loc["cluster", "academic, financial or public members"]
    'yes'
    """
    rows = {
        form: {words: rule.requires.get(column, "either") for column, words in QUESTIONS.items()}
        for form, rule in FORMS.items()
    }
    return pd.DataFrame(rows).T.rename_axis("form")


def _answers(cooperations: pd.DataFrame) -> Iterator[tuple[str, dict[str, object]]]:
    for row in cooperations.to_dict("records"):
        known = {str(column): value for column, value in row.items() if pd.notna(value)}
        yield str(known.pop("cooperation")), known


def _fit(answers: Mapping[str, object], form: Form) -> dict[str, str]:
    """How one cooperation stands to one form."""
    stated = {c: f"{QUESTIONS[c]}: {answer}" for c, answer in form.requires.items()}
    given = {c: answers.get(c) for c in form.requires}
    held = [words for c, words in stated.items() if given[c] == form.requires[c]]
    broken = [
        f"{QUESTIONS[c]}: {given[c]}" for c in stated if given[c] not in (None, form.requires[c])
    ]
    unknown = [QUESTIONS[c] for c in stated if given[c] is None]
    members = answers.get("members")
    if form.members > 2:  # noqa: PLR2004 - two make a cooperation
        if members is None:
            unknown.append("number of members")
        else:
            enough = float(str(members)) >= form.members
            (held if enough else broken).append(f"members: {members}")
    return {
        "fits": NO if broken else "perhaps" if unknown else YES,
        "rule": form.says,
        "for_it": "; ".join(held),
        "against_it": "; ".join(broken),
        "not_known": "; ".join(unknown),
    }


def _reasons(own: pd.DataFrame) -> str:
    told = [f"{row.form}: {row.rule} ({row.for_it})" for row in own.itertuples() if row.fits == YES]
    told += [
        f"perhaps {row.form}, if told: {row.not_known}"
        for row in own.itertuples()
        if row.fits == "perhaps"
    ]
    if told:
        return "; ".join(told)
    nearest = _nearest(own)
    return (
        f"no form fits; nearest is {nearest['form']}, against which speaks {nearest['against_it']}"
    )


def _nearest(own: pd.DataFrame) -> pd.Series:
    """The form with the fewest answers against it; the first where several have as few."""
    against = own["against_it"].str.count(";") + own["against_it"].ne("")
    return own.iloc[int(against.to_numpy().argmin())]


def overlapping(sets: pd.DataFrame) -> list[str]:
    """Which forms were found together, in words."""
    pairs = [forms for forms in sets["forms"] if "," in forms]
    return [listed(pair.split(", ")) for pair in dict.fromkeys(pairs)]

"""Students of the stories: one who reads all facts, and those who want one word for everything."""

from __future__ import annotations

import pytest

from tests.exercises.played import data_sets, play_right, play_wrong
from workbench.exercises import _vignettes, judge, types_from_vignettes
from workbench.fieldwork.types import clusters, cooperations, firms

# A tree of three questions for firms and one of four for clusters, from the documents' words.
FIRM = (
    "('Embedded - Competence Centred' if {0}.is_formal == 'yes' else 'Embedded - Information "
    "Centred') if {0}.is_embedded == 'yes' else 'Crisis Driven' if {0}.is_formal == 'no' "
    "else 'Exogenous' if {0}.looks_outward == 'yes' else 'Endogenous'"
)
CLUSTER = (
    "'Virtual Cluster' if {0}.origin == 'common history' and {0}.is_bounded == 'no' else "
    "'Induced Partnership' if {0}.coordinator == 'agency' else 'Interlocking' if {0}.governance "
    "== 'loose' else 'Porterian' if {0}.coordinator == 'none' else 'Segmented Porterian'"
)
# What each form asks for: agreement, chain, purpose, end, institutions, property, profit, members.
ASKED = {
    "partnership": ("ny-nn--", 2),
    "strategic alliance": ("y-yy---", 2),
    "network": ("-y-n---", 3),
    "association": ("yn-n--n", 3),
    "cluster": ("-y-ny--", 3),
    "technological platform": ("----ynn", 3),
}
GIVEN = "''.join(answer[0] for answer in cooperations.iloc[0, 2:9])"
FORMS = (
    f"[form for form, (asked, least) in {ASKED!r}.items() if cooperations.members[0] >= least "
    f"and all(a in ('-', g) for a, g in zip(asked, {GIVEN}))]"
)
CHAIN = "(cooperations.is_vertical == 'yes')"
NETWORK = f"({CHAIN} & (cooperations.has_end_date == 'no') & (cooperations.members >= 3))"
SECOND = "cooperations.iloc[1]"
BOTH = f"({SECOND}.has_set_purpose == 'yes' and {SECOND}.has_end_date == 'yes')"
COUNT = f"({SECOND}[['is_high_technology', 'has_stated_results']] == 'yes').sum() + {BOTH}"
RIGHT = {
    "type_of_firm": FIRM.format("firms.iloc[0]"),
    "embedded": "list(firms.firm[firms.is_embedded == 'yes'])",
    "type_of_cluster": CLUSTER.format("clusters.iloc[0]"),
    "forms": FORMS,
    "networks": f"set(cooperations.cooperation[{NETWORK}])",
    "points_to_alliance": COUNT,
}
# Networks whose answers meet no other form.
FITTING = (
    f"[form for form, (asked, least) in {ASKED!r}.items() if row.members >= least and "
    "all(a == '-' or (isinstance(g, str) and g[0] == a) for a, g in zip(asked, row[2:9]))]"
)
ALONE = (
    f"[row.cooperation for row in cooperations.itertuples(index=False) if {FITTING} == ['network']]"
)
EMBEDDED = "(firms.is_embedded == 'yes')"
OUTWARD = "((firms.is_formal != 'no') & (firms.looks_outward == 'yes'))"
WRONG = [
    ("embedded", "firms.firm[firms.is_embedded != 'yes']", "the others"),
    (
        "embedded",
        "firms.firm[(firms.is_embedded == 'yes') & (firms.is_formal == 'yes')]",
        "in which nothing is laid down",
    ),
    ("embedded", f"firms.firm[{EMBEDDED} & (firms.is_formal != 'yes')]", "more is laid down"),
    ("embedded", f"firms.firm[{EMBEDDED} | {OUTWARD}]", "not yet embedded"),
    ("networks", ALONE, "networks and nothing else"),
    ("forms", "{'network'}", "A form can lie inside another"),
    ("networks", f"cooperations.cooperation[{CHAIN}]", "lie along a chain"),
    ("points_to_alliance", f"3 - ({COUNT})", "point to a partnership"),
]


def test_a_student_who_knows():
    play_right(types_from_vignettes, RIGHT)


def test_students_who_do_not():
    play_wrong(types_from_vignettes, WRONG)


def test_every_wrong_type_has_a_hint_of_its_own():
    tables = types_from_vignettes.real()
    for name, kinds in (("type_of_firm", firms.TYPES), ("type_of_cluster", clusters.TYPES)):
        answer = types_from_vignettes(tables)[name]
        hints = {judge(answer, kind).words for kind in kinds}
        assert len(hints) == len(kinds)
        assert answer.hint not in hints


def test_every_fact_has_its_sentences_and_a_story_tells_just_what_is_known():
    assert list(_vignettes.COOPERATIONS) == _vignettes.ANSWERS
    for attribute, choices in clusters.ATTRIBUTES.items():
        assert tuple(_vignettes.CLUSTERS[attribute]) == choices
    parts = (_vignettes.FIRMS, _vignettes.CLUSTERS, _vignettes.COOPERATIONS)
    for tables in data_sets(types_from_vignettes)[:3]:
        for table, sentences in zip(tables.values(), parts, strict=True):
            for row in table.to_dict("records"):
                for fact, answers in sentences.items():
                    told = [a for a, two in answers.items() for s in two if s in row["story"]]
                    assert told == [row[fact]] * isinstance(row[fact], str)


@pytest.mark.parametrize("form", cooperations.FORMS)
def test_the_forms_by_hand_ask_what_the_workbench_asks(form):
    asked, least = ASKED[form]
    rule = cooperations.FORMS[form]
    words = {"y": "yes", "n": "no"}
    by_hand = {q: words[a] for q, a in zip(cooperations.QUESTIONS, asked, strict=True) if a != "-"}
    assert (by_hand, least) == (dict(rule.requires), rule.members)

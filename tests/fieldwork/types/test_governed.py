"""The governance of the roadmap in the typology: it fills what is empty, and contradicts aloud."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.fieldwork.forms import form_of
from workbench.errors import ParameterError, StudyError
from workbench.fieldwork import roadmap, typology
from workbench.fieldwork.stages import bodies
from workbench.fieldwork.types.clusters import ATTRIBUTES
from workbench.fieldwork.types.governed import FORMAL, governance_word, governed


def checklist(count: int) -> pd.DataFrame:
    """The first so many bodies and papers are there."""
    items = bodies()["item"]
    return pd.DataFrame(
        {"item": items, "is_there": ["yes" if n < count else "no" for n in range(len(items))]}
    )


def cluster(**answers) -> pd.DataFrame:
    return pd.DataFrame([{"cluster": "milk", "coordinator": "association", **answers}])


def test_every_share_is_called_as_the_types_call_governance():
    words = [governance_word(count / 9) for count in range(10)]
    assert words == ["loose"] * 3 + ["flexible"] * 3 + [FORMAL] * 4
    assert set(words) == set(ATTRIBUTES["governance"])


@pytest.mark.parametrize(("count", "kind"), [(9, "Segmented Porterian"), (1, "Interlocking")])
def test_the_score_stands_for_an_answer_that_is_not_there(count, kind):
    found = typology(form_of({"clusters": cluster(), "governance": checklist(count)}))
    assert found.tables["clusters"]["type"].item() == kind
    assert found.facts["formality"] == count / 9
    assert "CLW-E56" not in [flag.code for flag in found.flags]
    plain = typology(form_of({"clusters": cluster(governance=governance_word(count / 9))}))
    pd.testing.assert_frame_equal(found.tables["clusters"], plain.tables["clusters"])


def test_an_answer_that_the_score_contradicts_stays_and_is_flagged():
    tables = {"clusters": cluster(governance="loose"), "governance": checklist(9)}
    found = typology(form_of(tables))
    (flag,) = [flag for flag in found.flags if flag.code == "CLW-E56"]
    assert flag.message == (
        "governance of milk is said to be loose, but 9 of 9 bodies and papers are there"
    )
    assert "governance: loose" in found.tables["clusters"]["for_it"].item()
    agreed = typology(form_of(tables | {"clusters": cluster(governance=FORMAL.upper())}))
    assert "CLW-E56" not in [flag.code for flag in agreed.flags]
    assert any("as was said of milk" in text for text in agreed.words)


def test_of_several_clusters_the_option_names_the_one():
    several = pd.concat([cluster(), cluster(cluster="wool")], ignore_index=True)
    tables = {"clusters": several, "governance": checklist(9)}
    silent = typology(form_of(tables))
    assert "of which cluster is not said" in silent.words[-3]
    assert silent.tables["clusters"]["known"].tolist() == [1, 1]
    found = typology(form_of(tables), governed_cluster="wool")
    assert found.tables["clusters"]["known"].tolist() == [1, 2]
    with pytest.raises(ParameterError, match="wool"):
        typology(form_of(tables), governed_cluster="wol")
    with pytest.raises(ParameterError, match="governed_cluster"):
        typology(form_of({"clusters": several}), governed_cluster="wool")


def test_both_instruments_score_the_same_and_refuse_the_same():
    sheet = roadmap.example(0)["governance"]
    assert roadmap(form_of(roadmap.example(0))).facts["formality"] == 7 / 9
    assert governed(sheet, None).formality == 7 / 9
    assert typology(form_of({"governance": sheet})).facts == {"formality": 7 / 9}
    wrong = sheet.assign(item=sheet["item"].replace("strategy", "strateggy"))
    for look, tables in ((typology, {}), (roadmap, roadmap.example(0))):
        with pytest.raises(StudyError, match=r"CLW-E60.*strateggy"):
            look(form_of(tables | {"governance": wrong}))

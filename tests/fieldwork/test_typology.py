"""The typology as a whole: its example, sheets left out, and answers that are none."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.fieldwork.forms import form_of
from workbench.errors import ParameterError, StudyError
from workbench.fieldwork import write_template
from workbench.fieldwork.types import whole
from workbench.fieldwork.types.example import drawn_cooperations
from workbench.fieldwork.typology import example, typology


def test_the_template_is_read_and_says_that_it_is_made_up(tmp_path):
    found = typology(write_template(typology, tmp_path / "form"))
    assert found.in_words().startswith("Synthetic answers")
    truth = drawn_cooperations()[1]
    assert found.tables["cooperations"].set_index("cooperation")["forms"].eq(truth).all()
    assert found.facts["types_by_bic"] == 5
    assert found.facts["agreement_k_means"] > 0.8
    assert (
        found.tables["firm_probabilities"].groupby("firm")["probability"].sum().round(9).eq(1).all()
    )


def test_the_whole_is_told_first_and_then_each():
    tables = example(0)
    words = typology(form_of(tables | {"firms": tables["firms"].head(12)})).words
    assert words[0] == (
        "Of 10 cooperations 9 surely fit a form (partnership 2, strategic alliance 2, network 4, "
        "association 1, cluster 2, technological platform 2), 3 of them several at once; "
        "0 perhaps fit one, as answers are missing, and 1 fit none."
    )
    assert words[1].startswith("Found together: partnership, network; ")
    assert words[2].startswith("Types of 10 clusters: Porterian 2, Segmented Porterian 2")
    assert "% are clear" in words[2]
    assert words[3].startswith("Types of 12 firms: ")
    singles = [sentence.split(":")[0].split(" is ")[0] for sentence in words[-20:]]
    names = [tables[sheet].iloc[:, 0] for sheet in ("cooperations", "clusters")]
    assert singles == [name for column in names for name in column]


def test_what_is_not_known_is_counted_as_open():
    table = pd.DataFrame(
        {
            "cooperation": ["known", "open", "none"],
            "is_vertical": ["yes", "yes", "no"],
            "has_end_date": ["no", "no", "no"],
            "has_agreement": ["yes", None, "no"],
            "has_institutions": ["no", "no", "no"],
            "members": [5, 2, 9],
        }
    )
    words = typology(form_of({"cooperations": table})).words
    assert words[0] == (
        "Of 3 cooperations 1 surely fit a form (network 1), 0 of them several at once; "
        "1 perhaps fit one, as answers are missing, and 1 fit none."
    )
    assert words[1].startswith("known: ")


def test_shares_and_clear_ones_are_counted():
    """Worked by hand: three of four rows of one type, two of four at 0.8 or more."""
    found = pd.DataFrame({"type": ["b", "b", "a", "b"], "probability": [0.8, 0.79, 0.9, 0.5]})
    shares = whole._shares(found, ["a", "b", "c"])
    assert shares.to_numpy().tolist() == [["b", 3, 0.75], ["a", 1, 0.25], ["c", 0, 0.0]]
    assert whole._clear(found) == 0.5


@pytest.mark.parametrize("sheet", ["cooperations", "clusters", "firms"])
def test_each_sheet_stands_by_itself(sheet):
    tables = {sheet: example(0)[sheet].head(12)}
    found = typology(form_of(tables))
    assert sheet in found.tables
    if sheet == "firms":
        assert "takes 50 firms or more" in found.in_words()


def test_nothing_to_classify_is_told(tmp_path):
    with pytest.raises(StudyError, match="nothing to classify"):
        typology(form_of({}))
    folder = write_template(typology, tmp_path / "form", empty=True)
    with pytest.raises(StudyError, match="CLW-E14"):
        typology(folder)


def test_answers_that_are_none_are_told_all_at_once():
    tables = example(0)
    tables["cooperations"].loc[0, "is_vertical"] = "maybe"
    tables["clusters"].loc[1, "coordinator"] = "agency, family"
    with pytest.raises(StudyError) as caught:
        typology(form_of(tables))
    told = {problem.column: problem for problem in caught.value.problems}
    assert set(told) == {"is_vertical", "coordinator"}
    assert "several answers in one cell" in told["coordinator"].message
    assert "one of the answers" in told["is_vertical"].message
    assert all(problem.code == "CLW-E15" for problem in told.values())


def test_capitals_and_spaces_do_not_matter_and_empty_rows_are_flagged():
    tables = {"clusters": example(0)["clusters"], "cooperations": example(0)["cooperations"]}
    plain = typology(form_of(tables))
    clusters = tables["clusters"].assign(coordinator=tables["clusters"]["coordinator"].str.upper())
    again = typology(form_of(tables | {"clusters": clusters}))
    assert again.in_words() == plain.in_words()
    clusters.loc[0, clusters.columns[1:]] = None
    flags = typology(form_of(tables | {"clusters": clusters})).flags
    assert [flag.code for flag in flags] == ["CLW-E16"]


def test_a_column_that_is_not_there_is_told_with_what_may_be_it():
    clusters = example(0)["clusters"].rename(columns={"origin": "orgin"})
    (flag,) = typology(form_of({"clusters": clusters}).study).flags
    assert (flag.code, flag.column) == ("CLW-E04", "orgin")
    assert "not there: origin" in flag.message


def test_one_resample_is_refused():
    with pytest.raises(ParameterError, match="resamples"):
        typology(form_of(example(0)), resamples=1)

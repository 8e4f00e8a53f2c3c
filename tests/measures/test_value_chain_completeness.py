"""Is the chain complete: the worked chain without a dyer, links between stages, wrong lists."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.tables import actors, links, reasons
from workbench.errors import StudyError, UnknownName
from workbench.measures import value_chain_completeness

NO_YEARS = "actors have no years; only the links do, which have a test of their own"
EXEMPT = {
    "test_the_answer_has_the_keys_of_its_card[stages]": "one row without any key",
    "test_each_year_is_computed_by_itself[stages]": NO_YEARS,
    "test_each_year_is_computed_by_itself[actors]": NO_YEARS,
}

CHAIN = ["fibre", "spin", "weave", "dye", "cut", "sell"]
FIRMS = pd.DataFrame(
    {
        "actor": ["farm", "mill", "loom", "cutter", "tailor", "shop", "school"],
        "chain_stage": ["fibre", "spin", "weave", "cut", "cut", "sell", None],
    }
)
LINKS = pd.DataFrame(
    {
        "source": ["mill", "mill", "tailor", "loom", "school"],
        "target": ["farm", "loom", "shop", "cutter", "farm"],
        "strength": [1, 3, 2, 3, 3],
    }
)


def chain(variant="stages", firms=FIRMS, ties=LINKS, stages=CHAIN, **options):
    return value_chain_completeness(firms, ties, variant=variant, stages=stages, **options)


def test_five_of_six_stages_and_three_of_five_steps():
    answer = chain()
    assert answer["value"].item() == pytest.approx(5 / 6, rel=1e-14)
    assert answer.attrs["measure"]["missing"] == ["dye"]
    answer = chain("links")
    assert answer["value"].item() == pytest.approx(3 / 5, rel=1e-14)
    assert answer.attrs["measure"]["missing"] == ["weave - dye", "dye - cut"]


def test_how_many_actors_there_are_of_each_stage():
    answer = chain("actors")
    assert answer["stage"].tolist() == CHAIN
    assert answer["value"].tolist() == [1, 1, 1, 0, 2, 1]


def test_stages_can_be_a_text_or_the_categories_of_the_column():
    categorical = FIRMS.astype({"chain_stage": pd.CategoricalDtype(CHAIN)})
    expected = chain("actors")
    pd.testing.assert_frame_equal(chain("actors", stages=", ".join(CHAIN)), expected)
    pd.testing.assert_frame_equal(chain("actors", categorical, stages=None), expected)


def test_a_link_of_no_strength_and_one_within_a_stage_link_nothing():
    ties = LINKS.assign(strength=[0, 3, 2, 3, 3])
    assert chain("links", ties=ties)["value"].item() == pytest.approx(2 / 5)
    within = pd.DataFrame({"source": ["cutter"], "target": ["tailor"], "strength": [3]})
    assert chain("links", ties=within)["value"].item() == 0
    unknown = pd.DataFrame({"source": ["mill"], "target": ["nobody"], "strength": [3]})
    assert chain("links", ties=unknown)["value"].item() == 0


def test_links_are_taken_year_by_year():
    ties = pd.concat([LINKS.assign(year=2020), LINKS[:2].assign(year=2010)])
    answer = chain("links", ties=ties)
    assert answer["year"].tolist() == [2020, 2010]
    np.testing.assert_allclose(answer["value"], [3 / 5, 2 / 5])


def test_a_chain_of_one_stage_has_no_steps():
    firms = FIRMS[:1]
    assert reasons(chain("links", firms, stages=["fibre"])) == [
        "the chain has fewer than two stages"
    ]


def test_a_chain_that_is_not_known_is_refused():
    with pytest.raises(StudyError, match=r"CLW-M12 .*(?s:.*)stages="):
        chain(stages=None)
    with pytest.raises(StudyError, match=r'CLW-M13 .*(?s:.*)value "cut"(?s:.*)1 more'):
        chain(stages=[stage for stage in CHAIN if stage != "cut"])
    with pytest.raises(UnknownName, match=r"CLW-N04 .*chain_stage"):
        chain(firms=FIRMS[["actor"]])


def test_the_stages_of_random_actors():
    answer = value_chain_completeness(actors(), links())
    assert answer["value"].item() == pytest.approx(4 / 5)

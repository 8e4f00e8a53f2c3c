"""Every source on the shelf has a card that can be trusted, and options that are checked."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest

from workbench.data.sources import card_of, sources
from workbench.data.sources._options import chosen
from workbench.data.tables import USAGE_WARNINGS
from workbench.errors import ParameterError, UnknownName


@pytest.mark.parametrize("name", sources.names())
def test_a_card_says_it_all(name):
    card, record = sources[name].card, card_of(name)
    assert json.loads(json.dumps(record))["title"] == card.title
    for part in ("title", "publisher", "what", "address", "citation"):
        assert record[part].strip()
    assert card.hosts and all("." in host and "/" not in host for host in card.hosts)
    assert {"name", "title", "path"} <= set(card.licence)
    assert card.documentation and card.caveats
    assert all(urlsplit(page).scheme == "https" for page in card.documentation)
    assert set(card.warnings) <= set(USAGE_WARNINGS)
    assert sources[name].__name__ == name


@pytest.mark.parametrize("name", sources.names())
def test_defaults_are_values_the_option_takes(name):
    card = sources[name].card
    given = {key: option.default for key, option in card.options.items()}
    assert chosen(name, card, given) == given
    assert chosen(name, card, {}) == given
    assert all(option.meaning for option in card.options.values())


def test_an_unknown_source_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match=r"CLW-W02  no source \"worldbank\"; nearest: world_bank"):
        sources["worldbank"]


def test_all_wrong_options_are_told_at_once():
    wrong = {"yeers": "2020", "level": "town", "digits": "seven", "states": "1", "totals": "maybe"}
    with pytest.raises(ParameterError) as error:
        chosen("county_business_patterns", sources["county_business_patterns"].card, wrong)
    told = {(p.code, p.column or p.value) for p in error.value.problems}
    assert told == {
        ("CLW-W03", "yeers"), ("CLW-W04", "level"), ("CLW-W04", "digits"),
        ("CLW-W04", "states"), ("CLW-W04", "totals"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("world_bank", "indicators", "../../etc/passwd"),
        ("world_bank", "indicators", "X?key=1"),
        ("world_bank", "indicators", "X/Y"),
        ("world_bank", "years", "2020:1990"),
        ("world_bank", "years", "20"),
        ("world_bank", "years", ""),
        ("world_bank", "countries", "IT"),
        ("eurostat", "dataset", "nama_10_gdp"),
        ("eurostat", "nuts", "4"),
        ("istat", "areas", "ITC1+ITC4"),
        ("istat", "dataflow", "a b"),
        ("istat", "dataflow", "a,b"),
    ],
)
def test_options_that_cannot_be(name, option, value):
    with pytest.raises(ParameterError, match=f"the option {option} of {name}"):
        chosen(name, sources[name].card, {option: value})


def test_text_and_values_mean_the_same():
    card = sources["world_bank"].card
    as_text = {"years": "2019:2021", "countries": "ITA, FRA", "aggregates": "yes"}
    as_values = {"years": (2019, 2020, 2021), "countries": ["ITA", "FRA"], "aggregates": True}
    assert chosen("world_bank", card, as_text) == chosen("world_bank", card, as_values)

"""Does every measure on the shelf keep the contract: read off its card, tried on its variants."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import workbench.measures
from tests.measures.tables import activity, by_key, call, long, matrix_of, regions
from workbench.errors import UnknownName
from workbench.measures import measures

MEASURES = {name: measures[name] for name in measures}
VARIANTS = [(name, variant) for name in MEASURES for variant in MEASURES[name].card.variants]
ON_ACTIVITY = [pair for pair in VARIANTS if "activity" in MEASURES[pair[0]].card.tables]
# Means over regions leave unknown cells out, and a sum with an unknown part is unknown.
ON_TOTALS = [
    (name, variant)
    for name, variant in ON_ACTIVITY
    if variant not in {"standardised", "unweighted"} and "all_industries" not in variant
]
each_measure = pytest.mark.parametrize("name", list(MEASURES))
each_variant = pytest.mark.parametrize(("name", "variant"), VARIANTS)
each_variant_on_activity = pytest.mark.parametrize(("name", "variant"), ON_ACTIVITY)

# Amounts over area or people grow with the amounts; all else compares shares and does not.
PROPORTIONAL = {"employment_density", "establishment_density", "population_density"}


def bounds(words, matrix, over):
    """The lowest and highest value that the words of a card mean, on a dense matrix.

    `over` is what the shares of a group add up over: n is how many of these there are, x the
    share of the smallest.
    """
    axis = {"region": 0, "industry": 1}[over]
    n = matrix.shape[axis]
    x = matrix.sum(axis=1 - axis).min() / matrix.sum()
    return {
        "0 or more": (0, np.inf),
        "unbounded": (-np.inf, np.inf),
        "-1 to 1": (-1, 1),
        "0 to 1": (0, 1),
        "0 to 2": (0, 2),
        "1 to n": (1, n),
        "1 / n to 1": (1 / n, 1),
        "0 to 1 - 1 / n": (0, 1 - 1 / n),
        "0 to 1 - min x": (0, 1 - x),
        "0 to (1 - min x) / 2": (0, (1 - x) / 2),
        "0 to e / e_r": (0, matrix.sum() / matrix.sum(axis=1).min()),
    }[words]


def needs_activity(name):
    return "activity" in MEASURES[name].card.tables


def keys_of(name, variant, table):
    return [key for key in MEASURES[name].card.variants[variant].keys if key in table]


# --- the card and the page -----------------------------------------------------------------


@each_measure
def test_the_card_says_what_the_measure_is(name):
    card = MEASURES[name].card
    assert card.question.endswith("?")
    assert "=" in card.formula
    assert re.search(r"\b(18|19|20)\d\d\b|without a first author", card.source)
    assert card.reading
    assert card.caveats
    assert card.scale in {"log", "linear"}
    assert card.variants
    for variant in card.variants.values():
        assert variant.meaning
        assert variant.unit
        assert bounds(variant.range, np.ones((2, 2)), "region")
        assert set(variant.keys) <= {"region", "industry", "year"}


@each_measure
def test_the_defaults_are_those_of_the_card(name):
    measure = MEASURES[name]
    parameters = inspect.signature(measure).parameters
    assert parameters["variant"].default == measure.card.default
    if "value" in parameters:
        assert parameters["value"].default == measure.card.columns[0]
    by_position = [p.name for p in parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert tuple(by_position) == measure.card.tables
    assert set(measure.card.optional_tables) <= set(parameters)


@each_measure
def test_the_docstring_has_its_sections(name):
    doc = inspect.getdoc(MEASURES[name])
    for section in ("Parameters", "Returns", "Raises", "Notes", "Examples"):
        assert f"\n{section}\n{'-' * len(section)}\n" in doc
    for parameter in inspect.signature(MEASURES[name]).parameters:
        assert f"\n{parameter}\n" in doc
    for variant in MEASURES[name].card.variants:
        assert f'"{variant}"' in doc
    assert len(doc.splitlines()[0]) <= 100
    assert doc.splitlines()[0].endswith((".", "²."))


@each_measure
def test_the_example_runs(name):
    module = import_module(f"workbench.measures.{name}")
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    runner = doctest.DocTestRunner(optionflags=flags)
    found = doctest.DocTestFinder().find(MEASURES[name], name, globs=vars(module))
    results = [runner.run(test) for test in found]
    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0


def test_nothing_is_rounded():
    folder = Path(workbench.measures.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                assert called not in {"round", "rint", "around", "floor", "ceil"}, path.name


def test_every_measure_has_its_own_test():
    here = Path(__file__).parent
    for name in MEASURES:
        assert (here / f"test_{name}.py").is_file()


# --- the tables ----------------------------------------------------------------------------


@each_variant
def test_the_answer_has_the_keys_of_its_card(name, variant):
    table = activity()
    answer = call(MEASURES[name], table, variant=variant)
    keys = keys_of(name, variant, table if needs_activity(name) else regions(table))
    assert list(answer.columns) == [*keys, "value", "undefined"]
    assert not answer.duplicated(keys).any()
    assert answer["value"].dtype == np.float64
    assert (answer["value"].isna() == answer["undefined"].notna()).all()
    facts = answer.attrs["measure"]
    assert facts["name"] == name
    assert facts["variant"] == variant
    assert facts["unit"]


@each_variant
def test_labels_and_their_order_are_kept(name, variant):
    table = activity()
    table.index = [f"row {i}" for i in range(len(table))]
    answer = call(MEASURES[name], table, variant=variant)
    known = table if needs_activity(name) else regions(table)
    keys = keys_of(name, variant, known)
    expected = known[keys].drop_duplicates()
    if len(expected) == len(known):
        pd.testing.assert_frame_equal(answer[keys], expected)
    else:
        pd.testing.assert_frame_equal(answer[keys], expected.reset_index(drop=True))


@each_variant
def test_the_order_of_rows_does_not_matter(name, variant):
    table = activity()
    places = regions(table)
    straight = call(MEASURES[name], table, places, variant=variant)
    turned = call(MEASURES[name], table[::-1], places[::-1], variant=variant)
    np.testing.assert_allclose(by_key(turned), by_key(straight), rtol=1e-10, atol=1e-12)


@each_variant
def test_the_input_is_untouched(name, variant):
    table = activity().assign(flag="imputed")
    places = regions(table)
    before, places_before = table.copy(deep=True), places.copy(deep=True)
    call(MEASURES[name], table, places, variant=variant)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(places, places_before)
    assert table.attrs == {}


@each_variant
def test_each_year_is_computed_by_itself(name, variant):
    table = activity()
    places = pd.concat([regions(table, seed=year).assign(year=year) for year in (2010, 2020)])
    together = call(MEASURES[name], table, places, variant=variant)
    for year in (2010, 2020):
        one, of_year = table[table["year"] == year], places[places["year"] == year]
        alone = call(
            MEASURES[name], one.drop(columns="year"), of_year.drop(columns="year"), variant=variant
        )
        same_year = together[together["year"] == year].drop(columns="year")
        np.testing.assert_allclose(by_key(same_year), by_key(alone), rtol=1e-12)


@each_variant
def test_values_stay_in_the_range_of_the_card(name, variant):
    known = MEASURES[name].card.variants[variant]
    own = known.keys[0]
    over = {"region": "industry", "industry": "region"}[own]
    for seed in range(20):
        table = activity(seed, shape=(6, 4), years=[2010], share_of_zeros=0.5)
        low, high = bounds(known.range, matrix_of(table).to_numpy(), over)
        answer = call(MEASURES[name], table, variant=variant)
        assert answer["value"].between(low - 1e-12, high + 1e-12).all()


@each_variant
def test_an_empty_table_gives_an_empty_answer(name, variant):
    answer = call(MEASURES[name], activity()[:0], variant=variant)
    assert len(answer) == 0
    assert {"value", "undefined"} <= set(answer.columns)


# --- numbers -------------------------------------------------------------------------------


@each_variant
def test_only_densities_change_with_the_unit_of_the_amounts(name, variant):
    table = activity()
    places = regions(table)
    counts = {"employment": table["employment"] * 8, "establishments": table["establishments"] * 8}
    plain = call(MEASURES[name], table, places, variant=variant)
    scaled_places = places.assign(population=places["population"] * 8)
    scaled = call(
        MEASURES[name],
        table.assign(**counts),
        scaled_places if name == "population_density" else places,
        variant=variant,
    )
    factor = 8 if name in PROPORTIONAL else 1
    np.testing.assert_allclose(by_key(scaled), factor * by_key(plain), rtol=1e-12)


@each_variant
def test_an_absent_cell_is_a_zero(name, variant):
    dense = activity(share_of_zeros=0.6)
    sparse = dense[dense["employment"] > 0]
    assert len(sparse) < 0.7 * len(dense)
    places = regions(dense)
    full = by_key(call(MEASURES[name], dense, places, variant=variant))
    short = by_key(call(MEASURES[name], sparse, places, variant=variant))
    np.testing.assert_allclose(short, full[short.index], rtol=1e-10, atol=1e-12)


@each_variant
def test_large_whole_numbers_do_not_overflow(name, variant):
    table = activity()
    large = table.assign(
        employment=table["employment"].astype("int32") * 100_000,
        establishments=table["establishments"].astype("int32") * 100_000,
    )
    places = regions(table)
    factor = 100_000 if name in PROPORTIONAL - {"population_density"} else 1
    np.testing.assert_allclose(
        by_key(call(MEASURES[name], large, places, variant=variant)),
        by_key(call(MEASURES[name], table, places, variant=variant)) * factor,
        rtol=1e-10,
    )


# --- missing, zero, suppressed -------------------------------------------------------------

GAPS = {"zero": (0.0, None), "missing": (np.nan, None), "suppressed": (np.nan, "suppressed")}


def with_gaps():
    """Three regions and three industries whose every cell is zero, missing or suppressed."""
    table = long(np.arange(1.0, 37.0).reshape(6, 6)).assign(flag=None)
    table["flag"] = table["flag"].astype("str")
    for number, (amount, flag) in enumerate(GAPS.values()):
        rows = table["region"].eq(f"r{number:02d}") | table["industry"].eq(f"i{number}")
        table.loc[rows & (table["employment"] > 0), ["employment", "flag"]] = [amount, flag]
    return table.assign(establishments=table["employment"])


@pytest.mark.parametrize("gap", GAPS)
@each_variant_on_activity
def test_missing_zero_and_suppressed_are_told_apart(name, variant, gap):
    answer = call(MEASURES[name], with_gaps(), variant=variant)
    number = list(GAPS).index(gap)
    rows = answer.get("region", answer.get("industry")).str.endswith(str(number))
    if "industry" in answer and "region" in answer:
        rows &= answer["industry"].isin(["i3", "i4", "i5"])
    cells = answer[rows]
    assert len(cells) > 0
    if gap == "zero":
        is_zero = cells["value"].eq(0)
        assert (is_zero | cells["undefined"].astype("str").str.startswith("no ")).all()
    else:
        assert cells["value"].isna().all()
        assert cells["undefined"].astype("str").str.contains(gap).all()
    facts = answer.attrs["measure"]
    assert (facts["n_cells"], facts["n_zero"]) == (36, 11)
    assert (facts["n_missing"], facts["n_suppressed"]) == (9, 7)


@each_variant_on_activity
def test_a_suppressed_zero_is_no_zero(name, variant):
    column = MEASURES[name].card.columns[0]
    table = long([[5.0, 0.0], [2.0, 4.0]], value=column, flag="suppressed")
    facts = call(MEASURES[name], table, variant=variant).attrs["measure"]
    assert (facts["n_zero"], facts["n_suppressed"]) == (0, 1)


@pytest.mark.parametrize(("name", "variant"), ON_TOTALS)
def test_a_missing_cell_adds_to_no_total(name, variant):
    table = activity(years=[2010])
    column = MEASURES[name].card.columns[0]
    row = table.index[table[column] > 0][0]
    lost, empty = table.astype({column: float}), table.copy()
    lost.loc[row, column], empty.loc[row, column] = np.nan, 0
    with_gap = call(MEASURES[name], lost, variant=variant)
    with_zero = call(MEASURES[name], empty, variant=variant)
    both = with_gap["value"].notna() & with_zero["value"].notna()
    assert both.sum() >= len(both) - 1
    np.testing.assert_allclose(with_gap["value"][both], with_zero["value"][both], rtol=1e-12)


# --- wrong calls ---------------------------------------------------------------------------


@each_measure
def test_an_unknown_variant_is_named_with_the_nearest(name):
    nearest = MEASURES[name].card.default
    with pytest.raises(UnknownName, match=f'CLW-N03 .*no variant of {name} "{nearest[:-1]}"'):
        call(MEASURES[name], activity(), variant=nearest[:-1])


@each_measure
def test_absent_columns_are_all_named(name):
    table, places = activity(), regions(activity())
    needed = set(MEASURES[name].card.needs())
    with pytest.raises(UnknownName) as caught:
        call(MEASURES[name], table.drop(columns=needed & set(table)), places[["region"]])
    told = {problem.value for problem in caught.value.problems}
    assert told == needed
    assert {problem.code for problem in caught.value.problems} == {"CLW-N04"}

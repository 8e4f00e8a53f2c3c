"""Does every measure on the shelf keep the contract: read off its card, tried on its variants."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import workbench.measures
from tests.measures.tables import (
    activity,
    actors,
    by_key,
    call,
    flows,
    indicators,
    industries,
    links,
    long,
    matrix_of,
    plants,
    regions,
)
from workbench.errors import UnknownName
from workbench.measures import measures

MEASURES = {name: measures[name] for name in measures}
FEW = 40  # draws where chance is drawn: what is tested here does not hang on their number


def quick(own):
    """A measure of distance draws a few times only: it is slow."""
    if not own.card.at_regions:
        return own
    made = partial(own, n_draws=FEW)
    made.card = own.card
    return made


QUICK = {name: quick(own) for name, own in MEASURES.items()}
TESTS = {name: import_module(f"tests.measures.test_{name}") for name in MEASURES}


def pytest_generate_tests(metafunc):
    """Every measure, or every variant of it, but for those whose own tests say why not.

    A measure's own test module may hold EXEMPT: the name of a test here (or "name[variant]") and
    the reason why it cannot hold.
    """
    wanted = {"name", "variant"} & set(metafunc.fixturenames)
    if not wanted:
        return
    test = metafunc.function.__name__
    on_activity = test in ABOUT_ACTIVITY
    pairs = [
        (name, variant)
        for name, own in MEASURES.items()
        for variant in own.card.variants
        if needs_activity(name) or not on_activity
        if not {test, f"{test}[{variant}]"} & set(exempt(name))
    ]
    if "variant" in wanted:
        metafunc.parametrize(("name", "variant"), pairs)
    else:
        metafunc.parametrize("name", list(dict.fromkeys(name for name, _ in pairs)))


def exempt(name):
    """The tests that do not hold for a measure, with reasons."""
    return getattr(TESTS[name], "EXEMPT", {})


# These tests are about cells of a table of activity.
ABOUT_ACTIVITY = {
    "test_only_densities_change_with_the_unit_of_the_amounts",
    "test_an_absent_cell_is_a_zero",
    "test_large_whole_numbers_do_not_overflow",
    "test_missing_zero_and_suppressed_are_told_apart",
    "test_a_suppressed_zero_is_no_zero",
    "test_a_missing_cell_adds_to_no_total",
}
# Amounts over area or people grow with the amounts; all else compares shares and does not.
PROPORTIONAL = {"employment_density", "establishment_density", "population_density"}
PROPORTIONAL |= {"shift_share", "sme_density", "experienced_density"}


def bounds(words, matrix, over):
    """The lowest and highest value that the words of a card mean, on a dense matrix.

    `over` is what the shares of a group add up over: n is how many of these there are, x the
    share of the smallest.
    """
    axis = {"region": 0, "industry": 1}[over]
    n = matrix.shape[axis]
    x = matrix.sum(axis=1 - axis).min() / matrix.sum()
    known = {
        "0 or more": (0, np.inf),
        "1 or more": (1, np.inf),
        "-1 or more": (-1, np.inf),
        "1 to 4": (1, 4),
        "at most 1": (-np.inf, 1),
        "unbounded": (-np.inf, np.inf),
        "-1 to 1": (-1, 1),
        "0 to 1": (0, 1),
        "0 to 2": (0, 2),
        "1 to n": (1, n),
        "1 / n to 1": (1 / n, 1),
        "0 to 1 - 1 / n": (0, 1 - 1 / n),
        "0 to ln n": (0, np.log(n)),
        "0 to log2 n": (0, np.log2(n)),
        "0 to 1 - min x": (0, 1 - x),
        "0 to ln(1 / min x)": (0, -np.log(x)),
        "0 to (1 - min x) / 2": (0, (1 - x) / 2),
        "0 to e / e_r": (0, matrix.sum() / matrix.sum(axis=1).min()),
    }
    return known[words]


def needs_activity(name):
    return "activity" in MEASURES[name].card.tables


def first_table(name, table):
    """The table that a measure's labels come from."""
    return table_called(MEASURES[name].card.tables[0], table)


def table_called(table_name, table):
    """A table of the given name that goes with an activity table."""
    makers = {"activity": lambda: table, "regions": lambda: regions(table)}
    makers |= {"industries": lambda: industries(table)}
    makers |= {"plants": plants, "links": links, "flows": flows}
    makers |= {"actors": actors}
    makers |= {"indicators": indicators}
    return makers[table_name]()


def keys_of(name, variant):
    keys = MEASURES[name].card.variants[variant].keys
    tables = MEASURES[name].card.tables
    has_year = any("year" in table_called(table, activity()) for table in tables)
    return [key for key in keys if key != "year" or has_year]


# --- exemptions ------------------------------------------------------------------------------


def test_exemptions_name_a_test_and_a_reason():
    for name, own in MEASURES.items():
        for test, reason in exempt(name).items():
            function, _, variant = test.partition("[")
            assert callable(globals()[function]), f"{name}: {test}"
            assert variant.rstrip("]") in {"", *own.card.variants}
            assert len(reason) > 10


# --- the card and the page -----------------------------------------------------------------


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
        assert not {"value", "undefined"} & set(variant.keys)


def test_the_defaults_are_those_of_the_card(name):
    measure = MEASURES[name]
    parameters = inspect.signature(measure).parameters
    assert parameters["variant"].default == measure.card.default
    if "value" in parameters:
        assert parameters["value"].default == measure.card.columns[0]
    by_position = [p.name for p in parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert tuple(by_position) == measure.card.tables
    assert set(measure.card.optional_tables) <= set(parameters)


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


def test_the_answer_has_the_keys_of_its_card(name, variant):
    answer = call(QUICK[name], activity(), variant=variant)
    keys = keys_of(name, variant)
    assert list(answer.columns) == [*keys, "value", "undefined", *MEASURES[name].card.more]
    assert not answer.duplicated(keys).any()
    assert answer["value"].dtype == np.float64
    assert (answer["value"].isna() == answer["undefined"].notna()).all()
    facts = answer.attrs["measure"]
    assert facts["name"] == name
    assert facts["variant"] == variant
    assert facts["unit"]


def test_labels_and_their_order_are_kept(name, variant):
    table = activity()
    table.index = [f"row {i}" for i in range(len(table))]
    answer = call(QUICK[name], table, variant=variant)
    known = first_table(name, table)
    keys = [key for key in keys_of(name, variant) if key in known]
    if MEASURES[name].card.over_time:  # the years of the answer are not those of the table
        keys = [key for key in keys if key != "year"]
    if not keys:
        return
    expected = known[keys].drop_duplicates()
    if len(expected) == len(known) == len(answer):
        pd.testing.assert_frame_equal(answer[keys], expected)
    else:
        pd.testing.assert_frame_equal(
            answer[keys].drop_duplicates(ignore_index=True), expected.reset_index(drop=True)
        )


def test_the_order_of_rows_does_not_matter(name, variant):
    table = activity()
    tables = {t: table_called(t, table) for t in MEASURES[name].card.tables}
    turned = {t: given[::-1] for t, given in tables.items()}
    straight = QUICK[name](*tables.values(), variant=variant)
    backwards = QUICK[name](*turned.values(), variant=variant)
    np.testing.assert_allclose(by_key(backwards), by_key(straight), rtol=1e-9, atol=1e-12)


def test_the_input_is_untouched(name, variant):
    table = activity().assign(flag="imputed")
    tables = {t: table_called(t, table) for t in MEASURES[name].card.tables}
    before = [given.copy(deep=True) for given in tables.values()]
    QUICK[name](*tables.values(), variant=variant)
    for given, kept in zip(tables.values(), before, strict=True):
        pd.testing.assert_frame_equal(given, kept)
        assert given.attrs == {}


def test_each_year_is_computed_by_itself(name, variant):
    if MEASURES[name].card.over_time:
        assert "year" not in inspect.signature(MEASURES[name]).parameters
        return
    table = activity()
    places = pd.concat([regions(table, seed=year).assign(year=year) for year in (2010, 2020)])
    tables = {t: table_called(t, table) for t in MEASURES[name].card.tables}
    tables |= {"regions": places} if "regions" in tables else {}
    together = QUICK[name](*tables.values(), variant=variant)
    for year in (2010, 2020):
        of_year = [
            t[t["year"] == year].drop(columns="year") if "year" in t else t for t in tables.values()
        ]
        alone = QUICK[name](*of_year, variant=variant)
        same_year = together[together["year"] == year].drop(columns="year")
        np.testing.assert_allclose(by_key(same_year), by_key(alone), rtol=1e-9, atol=1e-12)


def test_values_stay_in_the_range_of_the_card(name, variant):
    known = MEASURES[name].card.variants[variant]
    over = "industry" if known.keys[:1] == ("region",) else "region"
    for seed in range(8):
        years = (2010, 2020) if MEASURES[name].card.over_time else (2010,)
        table = activity(seed, shape=(6, 4), years=years, share_of_zeros=0.5)
        low, high = bounds(known.range, matrix_of(table).to_numpy(), over)
        values = call(QUICK[name], table, variant=variant)["value"]
        if MEASURES[name].card.over_time:  # nothing grows from nothing
            values = values.dropna()
        assert values.between(low - 1e-12, high + 1e-12).all()


def test_an_empty_table_gives_an_empty_answer(name, variant):
    table = activity()
    tables = {t: table_called(t, table)[:0] for t in MEASURES[name].card.tables}
    answer = QUICK[name](*tables.values(), variant=variant)
    assert len(answer) == 0
    assert {"value", "undefined"} <= set(answer.columns)


# --- numbers -------------------------------------------------------------------------------


def test_only_densities_change_with_the_unit_of_the_amounts(name, variant):
    table = activity()
    places = regions(table)
    counts = {"employment": table["employment"] * 8, "establishments": table["establishments"] * 8}
    plain = call(QUICK[name], table, places, variant=variant)
    scaled_places = places.assign(population=places["population"] * 8)
    scaled = call(
        MEASURES[name],
        table.assign(**counts),
        scaled_places if name == "population_density" else places,
        variant=variant,
    )
    factor = 8 if name in PROPORTIONAL else 1
    np.testing.assert_allclose(by_key(scaled), factor * by_key(plain), rtol=1e-12)


def test_an_absent_cell_is_a_zero(name, variant):
    dense = activity(share_of_zeros=0.6)
    sparse = dense[dense["employment"] > 0]
    assert len(sparse) < 0.7 * len(dense)
    places = regions(dense)
    full = by_key(call(QUICK[name], dense, places, variant=variant))
    short = by_key(call(QUICK[name], sparse, places, variant=variant))
    np.testing.assert_allclose(short, full[short.index], rtol=1e-10, atol=1e-12)


def test_large_whole_numbers_do_not_overflow(name, variant):
    table = activity()
    large = table.assign(
        employment=table["employment"].astype("int32") * 100_000,
        establishments=table["establishments"].astype("int32") * 100_000,
    )
    places = regions(table)
    factor = 100_000 if name in PROPORTIONAL - {"population_density"} else 1
    np.testing.assert_allclose(
        by_key(call(QUICK[name], large, places, variant=variant)),
        by_key(call(QUICK[name], table, places, variant=variant)) * factor,
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
def test_missing_zero_and_suppressed_are_told_apart(name, variant, gap):
    answer = call(QUICK[name], with_gaps(), variant=variant)
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


def test_a_suppressed_zero_is_no_zero(name, variant):
    column = MEASURES[name].card.columns[0]
    table = long([[5.0, 0.0], [2.0, 4.0]], value=column, flag="suppressed")
    facts = call(QUICK[name], table, variant=variant).attrs["measure"]
    assert (facts["n_zero"], facts["n_suppressed"]) == (0, 1)


def test_a_missing_cell_adds_to_no_total(name, variant):
    table = activity(years=[2010])
    column = MEASURES[name].card.columns[0]
    row = table.index[table[column] > 0][0]
    lost, empty = table.astype({column: float}), table.copy()
    lost.loc[row, column], empty.loc[row, column] = np.nan, 0
    with_gap = call(QUICK[name], lost, variant=variant)
    with_zero = call(QUICK[name], empty, variant=variant)
    both = with_gap["value"].notna() & with_zero["value"].notna()
    assert both.sum() >= len(both) - 1
    np.testing.assert_allclose(with_gap["value"][both], with_zero["value"][both], rtol=1e-12)


# --- wrong calls ---------------------------------------------------------------------------


def test_an_unknown_variant_is_named_with_the_nearest(name):
    nearest = MEASURES[name].card.default
    with pytest.raises(UnknownName, match=f'CLW-N03 .*no variant of {name} "{nearest[:-1]}"'):
        call(QUICK[name], activity(), variant=nearest[:-1])


def test_absent_columns_are_all_named(name):
    needed = set(MEASURES[name].card.needs())
    tables = [table_called(t, activity()) for t in MEASURES[name].card.tables]
    with pytest.raises(UnknownName) as caught:
        QUICK[name](*(table.drop(columns=needed & set(table)) for table in tables))
    told = {problem.value for problem in caught.value.problems}
    assert told == needed
    assert {problem.code for problem in caught.value.problems} == {"CLW-N04"}

"""Does every rule on the shelf keep the contract: read off its card, tried on toys."""

from __future__ import annotations

import ast
import doctest
import inspect
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import workbench.rules
from tests.rules.tables import KEYS, activity, by_key, call, tables_of
from workbench.errors import UnknownName
from workbench.rules import rules

RULES = {name: rules[name] for name in rules}
EXEMPT = {
    "block_economy": "its floor is a number of yuan, so it hangs on the unit by definition",
    "observatory_stars": "its floor is a number of jobs, so it hangs on the unit by definition",
}


def pytest_generate_tests(metafunc):
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", list(RULES))


def test_the_shelf_holds_the_rules_of_the_literature():
    assert len(RULES) >= 13
    for name, own in RULES.items():
        assert own.__name__ == name
        assert getattr(workbench.rules, name) is own


def test_the_card_says_what_the_rule_is(name):
    card = RULES[name].card
    assert card.question.endswith("?")
    assert card.criteria
    assert not any(text[0].isupper() or text.endswith(".") for text in card.criteria)
    assert re.search(r"\b(18|19|20)\d\d\b|without a first author|Project", card.source)
    assert card.caveats
    assert card.is_verified == (not card.unverified)
    for parameter in card.parameters.values():
        assert parameter.unit
        assert parameter.meaning
    json.dumps(card.as_record())


def test_the_parameters_are_those_of_the_card(name):
    rule = RULES[name]
    parameters = inspect.signature(rule).parameters
    by_position = [p.name for p in parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert tuple(by_position) == rule.card.tables
    tables = {*rule.card.tables, *rule.card.optional_tables}
    defaults = {n: p.default for n, p in parameters.items() if n not in tables}
    assert defaults == {n: p.default for n, p in rule.card.parameters.items()}
    if "value" in defaults:
        assert defaults["value"] == rule.card.columns[0]
    assert set(rule.card.optional_tables) <= set(parameters)
    assert set(rule.card.indicators) <= set(defaults)


def test_criteria_name_parameters_that_exist(name):
    card = RULES[name].card
    named = set(re.findall(r"`(\w+)`", " ".join(card.criteria)))
    assert named <= {*card.parameters, "value"}


def test_the_docstring_has_its_sections(name):
    doc = inspect.getdoc(RULES[name])
    for section in ("Parameters", "Returns", "Raises", "Notes", "Examples"):
        assert f"\n{section}\n{'-' * len(section)}\n" in doc
    for parameter in inspect.signature(RULES[name]).parameters:
        assert f"\n{parameter}\n" in doc
    assert "Source:" in doc
    assert len(doc.splitlines()[0]) <= 100
    assert doc.splitlines()[0].endswith(".")
    if not RULES[name].card.is_verified:
        assert "unverified" in doc


def test_the_example_runs(name):
    module = import_module(f"workbench.rules.{name}")
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    found = doctest.DocTestFinder().find(RULES[name], name, globs=vars(module))
    results = [runner.run(test) for test in found]
    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0


def test_every_rule_has_its_own_test(name):
    assert (Path(__file__).parent / f"test_{name}.py").is_file()


def test_nothing_is_rounded_and_no_global_generator_is_used():
    for path in Path(workbench.rules.__file__).parent.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"np\.random\.(?!default_rng)", text), path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                assert called not in {"round", "rint", "around"}, path.name


def test_the_answer_has_its_columns(name):
    answer = call(RULES[name], activity())
    assert list(answer.columns) == [*KEYS, "is_cluster", "undefined", *RULES[name].card.parts]
    assert not answer.duplicated(KEYS).any()
    assert answer["is_cluster"].dtype == "boolean"
    assert isinstance(answer["undefined"].dtype, pd.CategoricalDtype)
    assert (answer["is_cluster"].isna() == answer["undefined"].notna()).all()


def test_a_toy_has_clusters_and_cells_that_are_none(name):
    answer = call(RULES[name], activity())
    assert 0 < int(answer["is_cluster"].sum()) < len(answer)


def test_facts_tell_what_was_done(name):
    answer = call(RULES[name], activity())
    facts = answer.attrs["rule"]
    assert facts["name"] == name
    assert facts["n_clusters"] == int(answer["is_cluster"].sum())
    assert facts["n_cells"] == len(answer)
    assert facts["n_undefined"] == int(answer["is_cluster"].isna().sum())
    assert facts["is_verified"] == RULES[name].card.is_verified
    assert facts["fixed_share"] == RULES[name].card.fixed_share
    assert set(RULES[name].card.parameters) <= {*facts["parameters"], "value"}
    assert facts["of"]
    assert len(facts["inputs_hash"]) == 64
    json.dumps(facts)


def test_labels_and_their_order_are_kept(name):
    table = activity()
    table.index = [f"row {i}" for i in range(len(table))]
    answer = call(RULES[name], table)
    if len(answer) == len(tables_of(RULES[name], table)["activity"]):
        pd.testing.assert_frame_equal(answer[KEYS], table[KEYS])
    else:
        expected = table[KEYS].drop_duplicates(ignore_index=True)
        pd.testing.assert_frame_equal(answer[KEYS], expected)


def test_the_input_is_untouched(name):
    table = activity()
    tables = tables_of(RULES[name], table)
    before = {key: given.copy(deep=True) for key, given in tables.items()}
    RULES[name](*tables.values())
    for key, given in tables.items():
        pd.testing.assert_frame_equal(given, before[key])


def test_the_order_of_rows_does_not_matter(name):
    straight = call(RULES[name], activity())
    backwards = call(RULES[name], activity()[::-1])
    pd.testing.assert_series_equal(by_key(straight), by_key(backwards))


def test_each_year_is_judged_by_itself(name):
    table = activity()
    whole = by_key(call(RULES[name], table))
    for year in (2010, 2020):
        alone = by_key(call(RULES[name], table[table["year"] == year]))
        expected = whole[whole.index.get_level_values("year") == year]
        pd.testing.assert_series_equal(alone, expected)


def test_a_table_without_years_is_judged_too(name):
    table = activity(years=(2010,))
    bare = call(RULES[name], table.drop(columns="year"))
    assert "year" not in bare
    expected = by_key(call(RULES[name], table)).droplevel("year")
    pd.testing.assert_series_equal(by_key(bare), expected)


def test_the_same_seed_gives_the_same_answer(name):
    pd.testing.assert_frame_equal(call(RULES[name], activity()), call(RULES[name], activity()))


def test_an_absent_cell_is_a_zero(name):
    table = activity()
    whole = by_key(call(RULES[name], table))
    sparse = by_key(call(RULES[name], table[table["employment"] > 0]))
    pd.testing.assert_series_equal(sparse, whole[sparse.index])
    absent = whole.drop(sparse.index)
    if name != "getis_ord_hot_spot":  # an empty cell amid strong ones can be in a hot spot
        assert not absent.any()


def test_the_unit_of_the_amounts_does_not_matter(name):
    if name in EXEMPT:
        assert len(EXEMPT[name]) > 20
        return
    table = activity()
    amounts = ["employment", "establishments", "output_yuan"]
    larger = table.assign(**{column: table[column] * 1000.0 for column in amounts})
    pd.testing.assert_series_equal(
        by_key(call(RULES[name], larger)), by_key(call(RULES[name], table))
    )


@pytest.mark.parametrize(
    ("flag", "text"), [(None, "value missing"), ("suppressed", "value suppressed")]
)
def test_an_unknown_cell_is_undefined_and_says_why(name, flag, text):
    table = activity().reset_index(drop=True)
    column = RULES[name].card.columns[0]
    row = int(table["employment"].argmax())
    table[column] = table[column].astype("float64")
    table.loc[row, column] = np.nan
    table["flag"] = pd.Series([None] * len(table), dtype="str")
    table.loc[row, "flag"] = flag
    answer = call(RULES[name], table)
    own = by_key(answer, "undefined")[tuple(table.loc[row, KEYS])]
    assert str(own).startswith(text)
    assert by_key(answer)[tuple(table.loc[row, KEYS])] is pd.NA
    assert (answer["is_cluster"].isna() == answer["undefined"].notna()).all()
    assert answer.attrs["rule"]["n_undefined"] >= 1


def test_an_absent_column_is_named(name):
    rule = RULES[name]
    tables = tables_of(rule, activity())
    column = rule.card.columns[0]
    tables["activity"] = tables["activity"].drop(columns=column)
    with pytest.raises(UnknownName, match=f'CLW-N04 .*"{column}"'):
        rule(*tables.values())


def test_importing_rules_stays_light():
    code = "import sys, workbench.rules; print(*{m.split('.')[0] for m in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"geopandas", "matplotlib", "scipy", "statsmodels", "pyfixest", "esda", "libpysal"}
    assert not heavy & set(done.stdout.split())

"""A formula is read by a small grammar, and whatever is not of it is refused unexecuted."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import workbench as wb
from workbench.errors import FormulaError
from workbench.models.formula import Factor, parse


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("y~x", "y ~ x"),
        ("  y  ~ x +z ", "y ~ x + z"),
        ("y ~ x\n+ z", "y ~ x + z"),
        ("log(y) ~ log( x )|province", "log(y) ~ log(x) | province"),
        ("y ~ x + z | region+year", "y ~ x + z | region + year"),
        ("y ~ C(kind)", "y ~ C(kind)"),
        ("y ~ x^2", "y ~ x^2"),
        ("y ~ log(x)^3", "y ~ log(x)^3"),
        ("y^2 ~ x", "y^2 ~ x"),
        ("y ~ x:z", "y ~ x:z"),
        ("y ~ log(x):C(kind):z^2", "y ~ log(x):C(kind):z^2"),
        ("y ~ 1", "y ~ 1"),
        ("y ~ 1 + x", "y ~ x"),
        ("y ~ x + x", "y ~ x"),
        ("y ~ x | a + a", "y ~ x | a"),
        ("人均GDP ~ 密度", "人均GDP ~ 密度"),
        ("_y1 ~ x_2", "_y1 ~ x_2"),
        ("log ~ C", "log ~ C"),
        ("y ~ x*z", "y ~ x + z + x:z"),
        ("y ~ x *z*w", "y ~ x + z + x:z + w + x:w + z:w + x:z:w"),
        ("y ~ x*C(k) + x", "y ~ x + C(k) + x:C(k)"),
        ("y ~ 1*x", "y ~ x"),
        ("y ~ lag(x)", "y ~ lag(x)"),
        ("y ~ lag(x,1) + lag(x, 3)", "y ~ lag(x) + lag(x, 3)"),
        ("y ~ lag(log(x), 2)^2", "y ~ log(lag(x, 2))^2"),
        ("y ~ log(lag(x, 2))", "y ~ log(lag(x, 2))"),
        ("y ~ C(lag(k))", "y ~ C(lag(k))"),
        ("lag ~ lag", "lag ~ lag"),
        ("y ~ x | a | z ~ w+v", "y ~ x | a | z ~ w + v"),
        ("y ~ x | a:b + a: c+a:a", "y ~ x | a:b + a:c + a"),
        ("y ~ x | z ~ w", "y ~ x | z ~ w"),
        ("y ~ 1 | z ~ x", "y ~ 1 | z ~ x"),
        ("y ~ 1 | a | z + log(v) ~ x:w + u", "y ~ 1 | a | z + log(v) ~ x:w + u"),
    ],
)
def test_a_formula_has_one_canonical_text(text, canonical):
    assert str(parse(text)) == canonical
    assert parse(str(parse(text))) == parse(text)


def test_a_formula_is_what_it_says():
    found = parse("log(y) ~ x:C(k) + z^2 | a + b")
    assert found.outcome == Factor("y", "log")
    assert found.terms == ((Factor("x"), Factor("k", "category")), (Factor("z", power=2),))
    assert found.fixed_effects == ("a", "b")
    assert found.names == ["y", "x", "k", "z", "a", "b"]


def test_names_come_once_and_in_order():
    assert parse("y ~ z + y:x + x | z").names == ["y", "z", "x"]


@pytest.mark.parametrize(
    ("text", "place", "rest", "why"),
    [
        ("", 1, "the end of the formula", "here a name should stand"),
        ("y", 2, "the end of the formula", "here a ~ should stand"),
        ("y ~", 4, "the end of the formula", "here a name should stand"),
        ("~ x", 1, "~ x", "here a name should stand"),
        ("y ~ x ~ z", 7, "~ z", "left over after the end"),
        ("y = x", 3, "= x", "not part of a formula"),
        ("y ~ x - z", 7, "- z", "not part of a formula"),
        ("y ~ exp(x)", 5, "exp(x)", "there is no function exp here; only log, C and lag"),
        ("y ~ log(x", 10, "the end of the formula", "here a ) should stand"),
        ("y ~ log(log(x))", 15, ")", "log cannot be taken of log(x)"),
        ("y ~ lag(lag(x))", 15, ")", "lag cannot be taken of lag(x)"),
        ("y ~ lag(C(x))", 13, ")", "lag cannot be taken of C(x)"),
        ("y ~ C(log(x))", 13, ")", "C cannot be taken of log(x)"),
        ("y ~ log(lag(log(x)))", 13, "log(x)))", "there is no function log here"),
        ("y ~ lag(x, 0)", 12, "0)", "a whole number of years from 1 to 50"),
        ("y ~ lag(x, 51)", 12, "51)", "a whole number of years from 1 to 50"),
        ("y ~ lag(x, -1)", 12, "-1)", "not part of a formula"),
        ("y ~ lag(x, z)", 12, "z)", "a whole number of years"),
        ("y ~ a*b*c*d*e", 13, "e", "so many factors cannot be crossed"),
        ("y ~ x | z ~", 12, "the end of the formula", "here a name should stand"),
        ("y ~ x | 1 ~ w", 14, "the end of the formula", "instruments stand as"),
        ("y ~ x | z ~ 1", 14, "the end of the formula", "instruments stand as"),
        ("y ~ x | x ~ w", 14, "the end of the formula", "either instrumented or not"),
        ("y ~ x | z + v ~ w", 18, "the end of the formula", "at least one instrument for each"),
        ("y ~ x | z ~ w | a", 15, "| a", "left over after the end"),
        ("y ~ log()", 9, ")", "here a name should stand"),
        ("y ~ (x)", 5, "(x)", "here a name should stand"),
        ("y ~ x^1", 7, "1", "whole number from 2 to 5"),
        ("y ~ x^6", 7, "6", "whole number from 2 to 5"),
        ("y ~ x^99999999999", 7, "99999999999", "whole number from 2 to 5"),
        ("y ~ x^z", 7, "z", "whole number from 2 to 5"),
        ("y ~ x^2^2", 8, "^2", "left over after the end"),
        ("y ~ C(k)^2", 9, "^2", "a category has no power"),
        ("y ~ x + 0", 9, "0", "here a name should stand"),
        ("y ~ 2", 5, "2", "here a name should stand"),
        ("y ~ x |", 8, "the end of the formula", "here a name should stand"),
        ("y ~ x | log(z)", 12, "(z)", "left over after the end"),
        ("y ~ x | a | b", 14, "the end of the formula", "here a ~ should stand"),
        ("y ~ x + + z", 9, "+ z", "here a name should stand"),
        ("y ~ x z", 7, "z", "left over after the end"),
        ("y ~ 1 | region", 15, "the end of the formula", "there must be a term"),
        ("C(y) ~ x", 9, "the end of the formula", "the outcome must be a number"),
        ("y + z ~ x", 3, "+ z ~ x", "here a ~ should stand"),
    ],
)
def test_the_place_where_a_text_leaves_the_grammar_is_told(text, place, rest, why):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    [problem] = caught.value.problems
    assert problem.code == "CLW-F01"
    assert (problem.column, problem.value) == (f"character {place}", rest)
    assert why in problem.message
    assert problem.expected.startswith("outcome ~ term + term | fixed_effect")


MARK = "hostile_formula_was_here"
CODE = f"open('{MARK}','w')"
HOSTILE = [
    f"y ~ {CODE}",
    f"y ~ I({CODE})",
    f"y ~ np.log({CODE})",
    f"{CODE} ~ x",
    f"y ~ x | {CODE}",
    f"y ~ C({CODE})",
    f"log({CODE}) ~ x",
    f"y ~ Q('x') + {CODE}",
    f"y ~ `{CODE}`",
    f"y ~ x; {CODE}",
    f"y ~ x\n{CODE}",
    f"y ~ x # {CODE}",
    f"y ~ [{CODE} for _ in x]",
    f"y ~ (lambda: {CODE})()",
    f"y ~ {{{CODE}}}",
    f"y ~ x if {CODE} else z",
    f"y ~ f'{{{CODE}}}'",
    f"y ~ x[{CODE}]",
    f"y ~ x.__class__({CODE})",
    f"y ~ __import__('os').system('touch {MARK}')",
    f"y ~ __import__(os):system(touch{MARK})",
    f'y ~ exec("{CODE}")',
    f"y ~ eval({MARK})",
    f"y ~ getattr(x, '{MARK}')",
    f"y ~ bs(x, df={CODE})",
    f"y ~ center(x) + scale({MARK})",
    f"y ~ i(x, ref={CODE})",
    f"y ~ sw(x, {CODE})",
    f"y ~ csw0(x, {MARK})",
    f"y ~ x | 0 | {MARK} ~ z",
    "y ~ 1 | z ~ x ~ w",
    f"y ~ 1 | x ~ {CODE}",
    f"y ~ lag(x, {CODE})",
    f"y ~ lag({CODE})",
    "y ~ " + "*".join("abcdefghijklmnopqrstuvwxyz"),
    "y ~ lag(x, " + "9" * 6_000 + ")",
    "y ~ " + "lag(" * 5_000 + "x" + ")" * 5_000,
    "y ~ " + "x + " * 50_000 + "x",
    "y ~ x @ z",
    "y ~ x := z",
    "y ~ x if z",
    "y ~ x/z",
    "y ~ x//z",
    "y ~ x%in%z",
    "y ~ .",
    "y ~ ...",
    "y ~ -1",
    "y ~ x\x00",
    "y ~ ＩＭＰＯＲＴ（x）",
    "y ~ x\u202e)",
    "y \u223c x",
    "y ~ x \u200b+ z",
    "y ~ log\u2024(x)",
    "y ~ '" + "a" * 50 + "'",
    "y ~ " + "(" * 5_000 + "x" + ")" * 5_000,
    "y ~ " + "log(" * 5_000 + "x" + ")" * 5_000,
    "y ~ x" + "^2" * 5_000,
    "y ~ " + "9" * 6_000,
    "y ~ x^" + "9" * 6_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:40])
def test_a_hostile_formula_is_refused_and_nothing_runs(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = pd.DataFrame({"y": [1.0, 2, 4, 3], "x": [1.0, 2, 3, 5], "z": [1.0, 0, 1, 0]})
    with pytest.raises(FormulaError) as caught:
        wb.fit(text, table)
    assert list(tmp_path.iterdir()) == []
    assert len(str(caught.value)) < 1_000


def test_a_column_may_have_a_dangerous_name_without_being_called(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = pd.DataFrame({"exec": [1.0, 2, 4, 3], "__import__": [1.0, 2, 3, 5]})
    assert wb.fit("exec ~ __import__", table).n_used == 4


def test_a_very_long_formula_is_read_fast():
    start = time.perf_counter()
    found = parse("y ~ " + " + ".join(f"log(x{i})" for i in range(5_000)))
    assert len(found.terms) == 5_000
    assert time.perf_counter() - start < 2


PIECES = st.sampled_from(
    [
        "y",
        "x",
        "log",
        "C",
        "lag",
        "(",
        ")",
        "~",
        "|",
        "+",
        ":",
        "*",
        "^",
        ",",
        "1",
        "2",
        " ",
        "_",
        "é",
    ]
)


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=30).map("".join)))
@example("y ~ x")
@example("y~²")
@example("y ~ x^²")
@example("y ~ x^٣")
def test_any_text_is_a_formula_or_a_formula_error(text):
    try:
        found = parse(text)
    except FormulaError as error:
        assert error.problems[0].code == "CLW-F01"
    else:
        assert parse(str(found)) == found


NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True)
FACTORS = st.builds(
    lambda name, kind, power, lag: str(Factor(name, kind, 1 if kind == "category" else power, lag)),
    NAMES,
    st.sampled_from(["identity", "log", "category"]),
    st.integers(1, 5),
    st.integers(0, 3),
)


@given(
    NAMES,
    st.lists(st.lists(FACTORS, min_size=1, max_size=3).map(":".join), min_size=1, max_size=4),
    st.lists(NAMES, max_size=3, unique=True),
    st.booleans(),
)
def test_what_the_grammar_makes_is_read_back(outcome, terms, effects, has_instruments):
    text = f"{outcome} ~ {' + '.join(terms)}" + (f" | {' + '.join(effects)}" if effects else "")
    text += " | treated_by_no_one ~ log(wind)" if has_instruments else ""
    found = parse(text)
    assert str(found.instruments) == str(((Factor("wind", "log"),),) if has_instruments else ())
    assert [":".join(map(str, term)) for term in found.terms] == list(dict.fromkeys(terms))
    assert list(found.fixed_effects) == effects

"""Long columns of short codes are numbered as pandas numbers them, whatever they hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.measures import _strings
from workbench.measures._cells import Key
from workbench.measures._strings import FEW, are_distinct, as_numbers

ONE_LENGTH = {
    "digits": ["0010", "0100", "1000", "0001"],
    "eight letters": ["abcdefgh", "abcdefgi", "bbcdefgh"],
    "bytes beyond ASCII": ["ä1", "ö1", "ü2"],
    "a zero byte": ["a\0", "\0a", "aa"],
}
OTHER = {
    "several lengths": ["1", "01", "001"],
    "nine letters": ["abcdefghi", "abcdefghj"],
    "empty cells": ["01", None, "02"],
    "empty codes": ["", ""],
}


def _long(codes: list[str | None]) -> pd.Series:
    picked = np.random.default_rng(0).integers(0, len(codes), FEW)
    return pd.Series(np.array(codes, dtype=object)[picked], dtype="str")


@pytest.mark.parametrize("codes", [*ONE_LENGTH.values(), *OTHER.values()])
@pytest.mark.parametrize("part", [slice(None), slice(7, None), slice(None, None, -1)])
def test_codes_and_levels_are_those_of_pandas(codes: list[str | None], part: slice) -> None:
    column = pd.concat([_long(codes), _long(codes)], ignore_index=True)[part]
    key, (expected, levels) = Key.of(column), pd.factorize(column)
    assert (key.codes == expected).all()
    pd.testing.assert_index_equal(key.levels, pd.Index(levels))


@pytest.mark.parametrize("codes", ONE_LENGTH.values())
def test_codes_of_one_length_are_numbers(codes: list[str | None]) -> None:
    assert as_numbers(_long(codes)) is not None


@pytest.mark.parametrize("codes", OTHER.values())
def test_other_codes_are_left_to_pandas(codes: list[str | None]) -> None:
    assert as_numbers(_long(codes)) is None


APART = {
    "several lengths": "{}",
    "one length": "{:06d}",
    "eight letters": "{:08d}",
    "longer than a number": "91320583{:010d}X",
    "alike but for the ninth letter": "abcdefgh{}",
    "beyond ASCII": "企业{}",
}


@pytest.mark.parametrize("pattern", APART.values(), ids=APART)
def test_long_columns_of_codes_are_told_apart(pattern: str) -> None:
    column = pd.Series([pattern.format(number) for number in range(FEW)], dtype="str")
    assert are_distinct(column)
    assert are_distinct(column[::-1])
    column.iloc[7] = column.iloc[-3]
    assert not are_distinct(column)


def test_a_zero_byte_is_a_letter() -> None:
    column = pd.Series(["a", "a\0", *map(str, range(FEW))], dtype="str")
    assert are_distinct(column)


@pytest.mark.parametrize("column", [["a", "b", "a"], [1, 2, 1]])
def test_short_columns_and_numbers_are_told_apart(column: list[object]) -> None:
    assert not are_distinct(pd.Series(column))
    assert are_distinct(pd.Series(column[:2]))


def test_codes_whose_numbers_are_equal_are_looked_at_again(monkeypatch) -> None:
    monkeypatch.setattr(_strings, "ODD", np.uint64(0))  # all mixed to 0
    column = pd.Series([str(number) for number in range(FEW)], dtype="str")
    assert are_distinct(column)

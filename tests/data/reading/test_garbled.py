"""Texts that were garbled before they came into a workbook or a Parquet file."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.data.reading import read_table

GARBLED = "æ¸©å·žå¸‚"  # the UTF-8 bytes of a Chinese name, read as Latin letters
TYPES = {"region": "string", "name": "string", "emp": "number"}


def written(folder, suffix, names):
    """The path of a table with names, in a format that knows no encodings."""
    table = pd.DataFrame({"region": ["33", "44", "45"], "name": names, "emp": [1.5, 2, 3]})
    path = folder / f"table{suffix}"
    table.to_excel(path, index=False) if suffix == ".xlsx" else table.to_parquet(path)
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
@pytest.mark.parametrize("text", [GARBLED, "OrlÃ©ans", "Orl\ufffdans"])
def test_garbled_texts_are_told_with_their_place(tmp_path, suffix, text):
    _, problems = read_table(written(tmp_path, suffix, ["Ningbo", text, text]), TYPES)
    told = [problem for problem in problems if problem.code == "CLW-T24"]
    assert [(p.row, p.column, p.value, p.more) for p in told] == [(3, "name", text, 1)]
    assert told[0].remedy
    assert not told[0].is_warning


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_names_of_all_languages_pass(tmp_path, suffix):
    names = ["温州市", "Orléans", None]
    table, problems = read_table(written(tmp_path, suffix, names), TYPES)
    assert [p.code for p in problems if p.code != "CLW-T52"] == []
    assert table["name"].tolist()[:2] == names[:2]

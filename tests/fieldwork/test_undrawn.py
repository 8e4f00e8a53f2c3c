"""Texts that drawings cannot show are told with their place; all that they can is passed over."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.fieldwork.test_bad_input import told, written
from workbench.data.table_problems import Subject
from workbench.data.tables import Table
from workbench.fieldwork import instruments
from workbench.fieldwork._undrawn import undrawn_texts
from workbench.fonts.coverage import lacking

DRAWN = ["Süt İşletmesi", "Ысык-Көл ңөү", "江苏省", "شركة الألبان", "שלום", "Γάλα", "½ № €"]


def of(**columns: object) -> Subject:
    table = pd.DataFrame(columns)
    return Subject("form.xlsx, actors", "actors", table, {"actors": table}, None, Table((), {}))


def test_characters_without_a_font_are_told_once_a_column_with_all_of_them():
    subject = of(name=["a", "🐄 Milk", None, "ไ 🐄"], role=["ok", "[x]", "^", "b"], at=[1, 2, 3, 4])
    (problem,) = undrawn_texts(subject)
    assert (problem.code, problem.column, problem.row, problem.more) == ("CLW-R49", "name", 3, 1)
    assert problem.value == "🐄 Milk"
    assert "U+0E44 (thai character sara ai maimalai)" in problem.message
    assert "U+1F404 (cow)" in problem.message
    assert not lacking(problem.message)  # a page that tells it can be drawn itself
    assert problem.is_warning
    assert problem.expected
    assert problem.remedy


@pytest.mark.parametrize("text", DRAWN)
def test_what_the_fonts_hold_is_not_told(text):
    assert not list(undrawn_texts(of(name=[text, None])))


def test_empty_sheets_are_passed_over():
    assert not list(undrawn_texts(of(name=pd.Series([], dtype="str"))))


def test_a_form_flags_them_with_their_place_and_is_read(tmp_path):
    tables = instruments["readiness"].example(0)
    people = tables["people"]
    people = people.assign(person=["🐄", *people["person"][1:]])
    problems = told("readiness", written(tmp_path, tables | {"people": people}))
    (problem,) = [p for p in problems if p.code == "CLW-R49"]
    assert (problem.row, problem.column, problem.is_warning) == (2, "person", True)
    assert not [p for p in problems if not p.is_warning]

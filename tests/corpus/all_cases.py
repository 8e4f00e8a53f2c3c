"""All cases in one place."""

from __future__ import annotations

from tests.corpus import (
    bad_answers,
    bad_cells,
    bad_codes,
    bad_outlines,
    bad_parameters,
    bad_reading,
    bad_studies,
    bad_workbooks,
    clean_files,
    clean_tables,
)
from tests.corpus.cases import Case

BAD_BY_GROUP: dict[str, list[Case]] = {
    "reading": bad_reading.CASES,
    "workbooks": bad_workbooks.CASES,
    "cells": bad_cells.CASES,
    "codes": bad_codes.CASES,
    "outlines": bad_outlines.CASES,
    "questionnaires": bad_answers.CASES,
    "parameters": bad_parameters.CASES,
    "studies": bad_studies.CASES,
}
BAD: list[Case] = [case for cases in BAD_BY_GROUP.values() for case in cases]
CLEAN: list[Case] = [*clean_tables.CASES, *clean_files.CASES]

"""Registers small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

# Region 033 has three firms in industry 13, two in 14, and one giant among small ones in 15.
FIRMS = """\
commune,nace,year,employees
033,13,2015,4
033,13,2015,6
033,13,2015,5
033,14,2015,7
033,14,2015,8
07,15,2015,97
07,15,2015,1
07,15,2015,2
"""


class Made:
    """A register on disk, and where its study goes."""

    FIRMS = FIRMS

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.study = folder / "study"

    def csv(self, text: str, name: str = "firms.csv") -> Path:
        """A register of CSV."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def parquet(self, name: str = "firms.parquet", **columns: list[object]) -> Path:
        """A register of Parquet."""
        path = self.folder / name
        pd.DataFrame(columns).to_parquet(path)
        return path

    def activity(self) -> pd.DataFrame:
        """The activity as it was written, all of it text."""
        return pd.read_csv(self.study / "activity.csv", dtype="str", keep_default_na=False)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A folder for a register."""
    return Made(tmp_path)

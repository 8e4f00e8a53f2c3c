"""Is a place ready for a cluster: the group that begins it, and the conditions it needs."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pandas as pd


@cache
def _read() -> dict[str, pd.DataFrame]:
    text = (Path(__file__).with_name("criteria.toml")).read_text(encoding="utf-8")
    return {name: pd.DataFrame(rows) for name, rows in tomllib.loads(text).items()}


def criteria() -> pd.DataFrame:
    """What is asked: criterion, pillar, words, document.

    Examples
    --------
    >>> criteria()["pillar"].nunique()
    9
    """
    return _read()["criterion"].copy()


def remedies() -> pd.DataFrame:
    """What a cluster does about what holds firms back: restraint, remedy, document, strength, why.

    Examples
    --------
    >>> sorted(remedies().query("strength == 0")["restraint"])
    ['lack of talent']
    """
    return _read()["remedy"].copy()

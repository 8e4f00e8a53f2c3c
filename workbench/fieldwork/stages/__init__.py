"""The way to a cluster: stages and gates, plan, workshops, bodies."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pandas as pd


@cache
def _read() -> dict[str, pd.DataFrame]:
    text = Path(__file__).with_name("stages.toml").read_text(encoding="utf-8")
    return {name: pd.DataFrame(rows) for name, rows in tomllib.loads(text).items()}


def stages() -> pd.DataFrame:
    """The stages in order: stage, title, document, months (how long it usually takes; ours).

    Examples
    --------
    >>> stages()["stage"].tolist()[:2]
    ['initiation', 'commitment']
    """
    return _read()["stage"].copy()


def gates() -> pd.DataFrame:
    """What each stage asks before the next: stage, question, words, least, most.

    Examples
    --------
    >>> gates().set_index("question").loc["interviews", "least"].item()
    30.0
    """
    return _read()["gate"].copy()


def bodies() -> pd.DataFrame:
    """Bodies and papers of a cluster: item, kind, below, words.

    Examples
    --------
    >>> bodies()["kind"].value_counts().to_dict()
    {'paper': 5, 'body': 4}
    """
    return _read()["body"].copy()

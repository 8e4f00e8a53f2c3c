"""What figures do the documents print: records with document, place and our wording."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from workbench.data import Study
from workbench.hypotheses._card import Untestable

FIGURES = Path(__file__).with_name("document_figures.toml")


@cache
def figures() -> Mapping[str, Mapping[str, Any]]:
    """All figures by name: document, where, wording, province, value, unit, kind, …."""
    return MappingProxyType(tomllib.loads(FIGURES.read_text(encoding="utf-8")))


def value(name: str) -> float:
    """One figure.

    Examples
    --------
    >>> value("clusters_above_20bn")
    7.0
    """
    return float(figures()[name]["value"])


def printed_range(name: str) -> tuple[float, float]:
    """The least and the most a figure can have been before it was rounded as printed.

    Examples
    --------
    >>> printed_range("clusters_zhejiang_share")
    (39.5, 40.5)
    """
    record = figures()[name]
    half = 0.5 * 10.0 ** -int(record["decimals"])
    return float(record["value"]) - half, float(record["value"]) + half


def need_provinces(study: Study, *provinces: str) -> None:
    """Refuse a study that is not about the provinces the figures are of.

    Raises
    ------
    Untestable
        If a province is not among those of its regions.
    """
    regions = study.tables.get("regions")
    has = set() if regions is None or "province" not in regions else set(regions["province"])
    if not set(provinces) <= has:
        raise Untestable(
            f"The claim is about {' and '.join(provinces)}; the study has no regions there. One "
            "whose table regions has a column province with these names would make it testable."
        )

"""Which size class is a firm in: by its number of persons employed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.errors import ParameterError, Problem

EU_SIZE_CLASSES: Mapping[str, float] = {"micro": 0, "small": 10, "medium": 50, "large": 250}
"""The size classes of the European Union, each with its least number of persons employed.

Micro below 10, small below 50, medium below 250, large from 250. The head-count ceilings of
Recommendation 2003/361/EC, Annex, Article 2; its ceilings of turnover and balance sheet, and its
rules for linked firms, are left out, as registers seldom hold them.
"""
NOT_STATED = "not_stated"


def size_limits(text: str | None) -> Mapping[str, float] | None:
    """The size classes a text stands for: "eu", or names with their least numbers.

    Raises
    ------
    ParameterError
        If a part is not a name with a number.

    Examples
    --------
    >>> size_limits("tiny=0,larger=5")
    {'tiny': 0.0, 'larger': 5.0}
    """
    if text is None or text == "eu":
        return EU_SIZE_CLASSES if text else None
    pairs = [part.partition("=") for part in text.split(",")]
    try:
        return {name.strip(): float(least) for name, _, least in pairs}
    except ValueError:
        raise ParameterError(
            Problem(
                "CLW-P04",
                "the size classes cannot be read",
                value=text,
                expected="eu, or names with their least number of persons employed",
                remedy="--size-classes micro=0,small=10,medium=50,large=250",
            )
        ) from None


def size_class(employment: Any, classes: Mapping[str, float]) -> Any:
    """The size class of each firm, as an Ibis expression; missing where employment is.

    Parameters
    ----------
    employment
        Persons employed, a numeric Ibis column.
    classes
        Name to least number of persons employed.
    """
    import ibis

    downwards = sorted(classes.items(), key=lambda item: item[1], reverse=True)
    return ibis.cases(*((employment >= least, name) for name, least in downwards))


def check_size_classes(classes: Mapping[str, float]) -> None:
    """Classes must begin at 0, so that every firm has one.

    Raises
    ------
    ParameterError
        If they do not, or two begin alike.
    """
    limits = sorted(classes.values())
    if not limits or limits[0] != 0 or len(set(limits)) < len(limits):
        raise ParameterError(
            Problem(
                "CLW-P04",
                "the size classes do not give every firm one class",
                value=", ".join(f"{name} from {least:g}" for name, least in classes.items()),
                expected="names with different least numbers of persons employed, the first 0",
                remedy="micro=0,small=10,medium=50,large=250",
            )
        )

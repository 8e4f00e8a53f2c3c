"""Which answers does a question allow: 1-5, yes/no, number, text, date, or a list of choices."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

STEPS = re.compile(r"(-?\d+)\s*(?:-|–|to|\.\.)\s*(-?\d+)")
YES_NO = ("yes", "no")
FREE = ("text", "number", "date")
READABLE = "1-5, 0-100, yes/no, number, text, date, or choices such as micro|small|medium|large"


@dataclass(frozen=True)
class Scale:
    """What may be answered: whole steps from `low` to `high`, one of `choices`, or a free kind."""

    text: str
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    kind: str = ""

    @property
    def has_steps(self) -> bool:
        """Whether answers are whole numbers between two ends."""
        return self.low is not None

    def allows(self, answers: pd.Series) -> np.ndarray:
        """Which answers, given as text, are allowed.

        Examples
        --------
        >>> scale_of("1-5").allows(pd.Series(["1", "7", "DK"])).tolist()
        [True, False, False]
        """
        if self.has_steps or self.kind == "number":
            cells = pd.to_numeric(answers, errors="coerce")
            numbers: np.ndarray = cells.to_numpy("float64", na_value=np.nan)
            if self.kind == "number":
                finite: np.ndarray = np.isfinite(numbers)
                return finite
            low, high = float(self.low or 0), float(self.high or 0)
            steps: np.ndarray = (numbers >= low) & (numbers <= high) & (numbers % 1 == 0)
            return steps
        if self.kind == "date":
            found = pd.to_datetime(answers, format="%Y-%m-%d", errors="coerce").notna()
            return found.to_numpy(dtype=bool)
        if self.choices:
            return answers.isin(self.choices).to_numpy(dtype=bool)
        return np.ones(len(answers), dtype=bool)


def scale_of(text: str) -> Scale | None:
    """The scale that a text declares, or None where it declares none.

    Examples
    --------
    >>> scale_of("micro|small").choices, scale_of("0-4").high, scale_of("often")
    (('micro', 'small'), 4, None)
    """
    plain = text.strip()
    if steps := STEPS.fullmatch(plain):
        low, high = int(steps[1]), int(steps[2])
        return Scale(plain, low, high) if low < high else None
    if plain == "/".join(YES_NO):
        return Scale(plain, choices=YES_NO)
    if plain in FREE:
        return Scale(plain, kind=plain)
    if "|" in plain:
        return Scale(plain, choices=tuple(part.strip() for part in plain.split("|")))
    return None

"""What a hypothesis is: a claim with what would support and what would refute it, fixed first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar, cast

import pandas as pd

from workbench.data import Study

KINDS = ("more", "less", "none", "own")


class Untestable(Exception):
    """These data cannot test the claim, and why."""


@dataclass(frozen=True)
class Hypothesis:
    """A claim of the documents, and how it is judged; everything here is fixed before the data.

    Parameters
    ----------
    number
        In the list of claims: "H1".
    claim
        One sentence in our own words.
    documents
        Where it is claimed: file numbers of the source documents, "000 2.1".
    estimand
        The quantity that is estimated, in words with its unit.
    needs
        What a study must hold, in words.
    measure, recipe
        The measure, and the recipe (S1 to S14) or test, by name.
    kind
        What is claimed: "more" (the effect is above the smallest of interest), "less", "none"
        (it lies within plus or minus the smallest), or "own" (the refuter says how).
    smallest_effect, unit
        The smallest effect of interest, in the unit of the estimate.
    refuter
        What would refute it, in words.
    family
        Claims that are tested together, for the control of false discoveries.
    caveats
        What to keep in mind whatever the verdict.
    """

    number: str
    claim: str
    documents: tuple[str, ...]
    estimand: str
    needs: str
    measure: str
    recipe: str
    kind: str
    smallest_effect: float
    unit: str
    refuter: str
    family: str = "density and performance"
    caveats: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The first 16 digits of the SHA-256 of everything that is fixed beforehand."""
        fixed = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(fixed.encode()).hexdigest()[:16]

    def as_record(self) -> dict[str, Any]:
        """The card as plain data, with its fingerprint."""
        return asdict(self) | {"fingerprint": self.fingerprint}


@dataclass(frozen=True)
class Evidence:
    """What a study says about a claim, before it is judged.

    `estimate`, `low` and `high` (95 %) are in the unit of the hypothesis. `p_value` is that of no
    effect, for the control of false discoveries; missing where there is none. `words` say what
    was done and found in a sentence or two. A hypothesis of kind "own" gives its `verdict`
    itself. `table` holds what lies behind it, for an exhibit.
    """

    estimate: float
    low: float
    high: float
    words: str
    p_value: float = float("nan")
    rows: int = 0
    verdict: str | None = None
    caveats: tuple[str, ...] = ()
    table: pd.DataFrame = field(default_factory=pd.DataFrame)


class Test(Protocol):
    """A function from a study to evidence, with the hypothesis it is about."""

    __name__: str
    __doc__: str | None
    hypothesis: Hypothesis

    def __call__(self, study: Study) -> Evidence:
        """Gather the evidence.

        Raises
        ------
        Untestable
            With the reason, where the study cannot say.
        """
        ...


Function = TypeVar("Function", bound=Callable[[Study], Evidence])


def hypothesis(card: Hypothesis) -> Callable[[Function], Function]:
    """Put a hypothesis on the function that tests it."""

    def with_card(function: Function) -> Function:
        cast(Any, function).hypothesis = card
        return function

    return with_card

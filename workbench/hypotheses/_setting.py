"""What can a study say about performance: its outcome, its measure, and the panel of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from workbench.data import Question, Study
from workbench.hypotheses._card import Evidence, Untestable
from workbench.models import Fit, in_scale, panel
from workbench.models.names import available_columns, cards_of, is_measure

# What a place or an industry of it earns for a head: dimensions of indicators that count as such
PERFORMANCE = ("economy", "wages", "income", "productivity")
DENSITIES = (
    "employment_density",
    "establishment_density",
    "experienced_density",
    "location_quotient",
    "sme_density",
)
LOG = "log"
# each cell compared with itself, and with the others of its region and industry in a year
PAIRS = ("region:industry", "region:year", "industry:year")


@dataclass(frozen=True)
class Setting:
    """The panel of a study's question where its outcome is performance."""

    question: Question
    panel: pd.DataFrame

    @property
    def outcome(self) -> str:
        """The outcome as a term, in logarithms."""
        return in_scale(self.question.outcome, self.panel)

    @property
    def outcome_words(self) -> str:
        """The outcome in words: "GDP per head"."""
        cards = self.panel.attrs["columns"]
        return str(cards.get(self.question.outcome, {}).get("label", self.question.outcome))

    @property
    def measure(self) -> str:
        """The column of the study's measure."""
        return self.question.measures[0]

    @property
    def term(self) -> str:
        """The study's measure as a term, in logarithms where its card says so."""
        return in_scale(self.measure, self.panel)

    @property
    def is_logarithmic(self) -> bool:
        """Whether models take the measure in logarithms."""
        return self.term != self.measure

    @property
    def measure_words(self) -> str:
        """The measure in words: "location quotient"."""
        cards = self.panel.attrs["columns"]
        return str(cards.get(self.measure, {}).get("label", self.measure))

    @property
    def is_cells(self) -> bool:
        """Whether a row is an industry of a region."""
        return "industry" in self.panel.attrs["keys"]

    @property
    def effects(self) -> tuple[str, ...]:
        """The fixed effects of the most cautious model that the panel allows.

        Cells over several years are compared with themselves, and with the other cells of their
        region and of their industry in the same year; regions over several years with themselves.
        """
        years = self.panel["year"].nunique() if "year" in self.panel else 1
        if years > 1 and self.is_cells:
            return PAIRS
        if years > 1 and "year" in self.panel.attrs["keys"]:
            return ("region", "year")
        return self.question.fixed_effects

    def formula(self, terms: Sequence[str], effects: Sequence[str] | None = None) -> str:
        """The formula of the outcome on terms and the question's controls."""
        controls = [in_scale(name, self.panel) for name in self.question.controls]
        right = " + ".join(dict.fromkeys([*terms, *controls]))
        kept = self.effects if effects is None else effects
        return f"{self.outcome} ~ {right}" + (f" | {' + '.join(kept)}" if kept else "")

    @property
    def cluster(self) -> str | None:
        """Whose errors go together: what the question says, else the regions of a panel."""
        repeated = len(self.panel) > self.panel["region"].nunique()
        return self.question.cluster or ("region" if repeated else None)


def performance(study: Study, more: Sequence[str] = ()) -> Setting:
    """The panel of a study on performance, with further measures.

    Raises
    ------
    Untestable
        If the study asks nothing, its outcome is not earnings, wages or product per head, its
        measure is none of density or specialisation, or it lacks a further measure.
    """
    asked = study.question
    if not asked.outcome or not asked.measures:
        raise Untestable("The study states no question, so there is no outcome to explain.")
    card = cards_of(study).get(asked.outcome, {})
    if card.get("dimension") not in PERFORMANCE or card.get("scale") != LOG:
        raise Untestable(
            f"The study's outcome, {str(card.get('name', asked.outcome)).lower()}, is not what a "
            "place or its workers earn, so it says nothing about performance."
        )
    if asked.measures[0] not in DENSITIES:
        raise Untestable(f"The study's measure, {asked.measures[0]}, is none of density.")
    require(study, more)
    further = (name for name in more if is_measure(name, study))
    return Setting(asked, _panel(study, (*asked.measures, *further)))


@lru_cache(maxsize=4)
def _panel(study: Study, measures: tuple[str, ...]) -> pd.DataFrame:
    """The panel of a study's question; claims on one study share it."""
    return panel(study, question=study.question.asked(measures=list(dict.fromkeys(measures))))


def require(study: Study, names: Sequence[str]) -> None:
    """Refuse a study that lacks some of the columns or measures.

    Raises
    ------
    Untestable
        With what is lacking.
    """
    known = available_columns(study)
    lacking = [name.replace("_", " ") for name in names if name not in known]
    if lacking:
        raise Untestable(f"The study has no {' and no '.join(lacking)}.")


def standardised(table: pd.DataFrame, column: str, *, logarithmic: bool = False) -> pd.Series:
    """A column in units of its standard deviation, around its mean; logarithms of positives."""
    values = table[column].astype("float64")
    if logarithmic:
        values = pd.Series(np.log(values.where(values > 0)), table.index)
    return (values - values.mean()) / values.std()


def with_columns(table: pd.DataFrame, **columns: pd.Series) -> pd.DataFrame:
    """The panel with further columns, and all that it says about itself."""
    joined = table.assign(**columns)
    joined.attrs = table.attrs
    return joined


def evidence_of(fit: Fit, term: str, words: str, *, caveats: Sequence[str] = ()) -> Evidence:
    """The coefficient of a term as evidence."""
    line = fit.term(term)
    low, high = float(line["low"]), float(line["high"])
    told = f"{words} {line['estimate']:+.4f} (95 % interval {low:+.4f} to {high:+.4f})."
    return Evidence(
        float(line["estimate"]),
        low,
        high,
        told,
        float(line["p_value"]),
        fit.n_used,
        caveats=(*caveats, *(f"Be wary of {text}." for text in fit.warnings)),
    )

"""Does the answer hang on cells that were withheld: the fit with whatever they could hold."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Question, Study, at_level
from workbench.errors import WorkbenchError
from workbench.measures._limits import Within
from workbench.measures._progress import shown
from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._projection import parts
from workbench.models.attacks._rebuilding import rebuilt
from workbench.models.attacks._refits import (
    AS_FITTED,
    Impossible,
    Line,
    answered,
    bare,
    check_above_zero,
    defined,
    line_of,
    lost,
    reason_of,
    refit,
    said,
    stands,
    tells_why,
)
from workbench.models.attacks._withheld import Withheld, fillings, withheld
from workbench.models.specification import Specification

CARD = Card(
    question="Could the cells that were withheld turn the answer?",
    method="The withheld cells are filled within their limits (size classes, disclosed parts, "
    "else 0 and the smallest disclosed) and to the totals that are known: all low, all high, "
    "high where the outcome is high or low, and random ends. Measures are computed anew and the "
    "model is fitted each time. The answer survives if every filling gives the same one: more, "
    "less, or not to be told from none (95 %).",
    source="Manski, C. F. (1995), Identification Problems in the Social Sciences; Duncan, O. D. "
    "and Davis, B. (1953), American Sociological Review 18",
    needs=("study", "flags"),
    caveats=(
        "The range is searched, not proved: it may be too narrow, never too wide.",
        "An outcome that was withheld itself stays out.",
    ),
)


@attack(CARD)
@tells_why
def suppression_bounds(
    panel: pd.DataFrame,
    specification: Specification,
    *,
    study: Study,
    question: Question | None = None,
    within: Within | None = None,
    draws: int = 10,
    seed: int = 0,
) -> Attack:
    """Fill the withheld cells with the least and the most they could hold, and fit again.

    Parameters
    ----------
    panel
        The panel of the study that the specification is fitted on.
    specification
        The model and its term.
    study
        Where the panel comes from; its activity flags cells as "suppressed" or "imputed".
    question
        Level, industry, year and sample rules; the study's own by default.
    within
        Limits of withheld cells: one pair for all, or a pair for each size class.
    draws, seed
        How many fillings with random ends.

    Returns
    -------
    An `Attack`. Its table has a row a filling. Facts: `cells` (unknown), `lowest`, `highest`.

    Raises
    ------
    ParameterError
        If draws are not above 0.

    Notes
    -----
    The counts are those that the term's measure counts. See the card for the rule of survival.

    Examples
    --------
    >>> from workbench.data import load
    >>> from workbench.models import panel
    >>> study = load("china_prefectures")
    >>> asked = Specification("log(gdp_per_head) ~ log(employment_density)", "employment_density")
    >>> suppression_bounds(panel(study), asked, study=study).undone
    'no cell of employment is flagged as withheld or imputed'
    """
    check_above_zero(draws=draws)
    asked = question or study.question
    if "activity" not in study.tables:
        raise Impossible("the study holds no activity, so nothing in it was withheld")
    value = _counted(panel, specification, study)
    finest = at_level(study, None)
    found = withheld(finest, value, within)
    lean = bare(panel)
    base = line_of(AS_FITTED, specification.fit(lean), specification.term)
    scores = _scores(lean, specification, found)
    plan = list(fillings(found, scores, draws, seed))
    lines = [
        _fitted(label, study.with_tables(activity=found.filled(share)), asked, specification)
        for label, share in shown(plan, len(plan), "fillings")
    ]
    kept = defined(lines)
    survived = stands(base, kept)
    estimates = [line["estimate"] for line in kept]
    facts = {
        "cells": float(found.rows.sum()),
        "lowest": min(estimates),
        "highest": max(estimates),
        "low": min(line["low"] for line in kept),
        "high": max(line["high"] for line in kept),
    }
    words = _words(base, kept, facts, found, survived)
    return Attack("suppression_bounds", survived, words, pd.DataFrame([base, *lines]), facts)


def _counted(panel: pd.DataFrame, specification: Specification, study: Study) -> str:
    """The column of activity that the term's measure counts, else its first number."""
    card = panel.attrs.get("columns", {}).get(specification.term, {})
    if card.get("of") in study.activity:
        return str(card["of"])
    raise Impossible(f"{specification.term} is no measure that counts a column of activity")


def _scores(panel: pd.DataFrame, specification: Specification, found: Withheld) -> np.ndarray:
    """How much higher the outcome is, net of all but the term, in each unknown cell.

    For cells without an outcome: the mean of their region and that of their industry.
    """
    model = parts(panel, specification)
    left = model.net_of_all(model.outcome.to_frame())[:, 0]
    keys = [key for key in ("region", "industry", "year") if key in panel]
    seen = panel.loc[model.outcome.index, keys].assign(left=left)
    cells = found.table.loc[found.rows]
    around = np.zeros(len(cells))
    for key in keys:
        around += cells[key].map(seen.groupby(key)["left"].mean()).fillna(0.0).to_numpy()
    own = pd.Series(left, pd.MultiIndex.from_frame(seen[keys]))
    own = own.groupby(level=keys).mean()
    wanted = pd.MultiIndex.from_frame(cells[keys])
    exact = own.reindex(wanted).to_numpy(dtype="float64")
    return np.where(np.isnan(exact), around, exact)


def _fitted(label: str, study: Study, question: Question, asked: Specification) -> Line:
    """The fit with the cells filled, or the reason why there is none."""
    try:
        table = rebuilt(study, asked, question)
    except WorkbenchError as error:
        return lost(label, reason_of(error))
    return refit(label, bare(table), asked)


def _words(
    base: Line, kept: list[Line], facts: dict[str, float], found: Withheld, survived: bool
) -> str:
    verdict = (
        "every filling gives the same answer"
        if survived
        else f"the answer ({answered(base)}) does not hold in every filling"
    )
    return (
        f"{facts['cells']:,.0f} cells of {found.value} are not known ({found.rule}). The estimate "
        f"is {said(base)}; over {len(kept)} ways to fill them it goes from {facts['lowest']:.3g} "
        f"to {facts['highest']:.3g}, with intervals from {facts['low']:.3g} to "
        f"{facts['high']:.3g}: {verdict}."
    )

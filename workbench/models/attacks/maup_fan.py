"""Does the answer hang on where the borders run: the fit over other zonings of the same map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from workbench.data import Question, Study, at_level
from workbench.errors import WorkbenchError
from workbench.measures._progress import shown
from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._merging import counts_of, merged
from workbench.models.attacks._rebuilding import rebuilt
from workbench.models.attacks._refits import (
    AS_FITTED,
    Impossible,
    Line,
    bare,
    check_above_zero,
    defined,
    direction,
    line_of,
    lost,
    reason_of,
    said,
    tells_why,
)
from workbench.models.attacks._zonings import links_of, random_zones
from workbench.models.formula import parse
from workbench.models.panels import panel_for
from workbench.models.specification import Specification

CARD = Card(
    question="Would the answer be the same if the map were cut into other zones?",
    method="The model is fitted at every level of regions the study holds, and over random zones "
    "made by merging neighbours; counts are added up and measures computed anew, never averaged. "
    "The answer survives if at least nine tenths of the zonings keep the sign of the estimate "
    "and their median is at least half of it; an estimate that is not to be told from none has "
    "nothing to lose.",
    source="Openshaw, S. (1984), The modifiable areal unit problem; Briant, A., Combes, P.-P. and "
    "Lafourcade, M. (2010), Dots to boxes, Journal of Urban Economics 67",
    needs=("study", "outlines", "coordinates"),
    caveats=(
        "Regions can be merged, never split, so the fan opens to one side only.",
        "Fewer zones mean wider intervals, so significance is not asked for.",
    ),
)
SHARES = (0.75, 0.5, 0.35, 0.25)
KEPT_SIGN, KEPT_SIZE = 0.9, 0.5
RANDOM = "random"
FEWEST = 3
SEVERAL = 2


@attack(CARD)
@tells_why
def maup_fan(
    panel: pd.DataFrame,
    specification: Specification,
    *,
    study: Study,
    question: Question | None = None,
    shares: Sequence[float] = SHARES,
    draws: int = 5,
    seed: int = 0,
    weights: Mapping[str, str] | None = None,
) -> Attack:
    """Fit the model over other zonings of the same map.

    Parameters
    ----------
    panel
        The panel of the study that the specification is fitted on.
    specification
        The model and its term.
    study
        Where the panel comes from, with counts of activity.
    question
        Level, industry, year and sample rules; the study's own by default.
    shares
        Numbers of zones, as shares of the number of regions.
    draws, seed
        How many random zonings of each number.
    weights
        By what an indicator is averaged over the regions of a zone, see `_merging.merged`.

    Returns
    -------
    An `Attack`. Its table has a row a zoning with `kind` ("as fitted", "level", "random") and
    `zones`, their number in the fit. Where a fixed effect or the clusters are an attribute of
    regions (a province), zones keep within it.

    Raises
    ------
    UnknownName
        If a weight is no column or indicator; with the nearest.
    ParameterError
        If an option is not above 0.

    Notes
    -----
    See the card for the rule of survival, and `_zonings.random_zones` for the zones.

    Examples
    --------
    >>> from workbench.data import load
    >>> from workbench.models import panel
    >>> study = load("european_regions")
    >>> asked = Specification("log(gdp_per_head) ~ log(location_quotient)", "location_quotient")
    >>> maup_fan(panel(study), asked, study=study).undone
    'activity holds no counts that could be added up over zones (employment_share)'
    """
    check_above_zero(draws=draws, shares=min(shares, default=1.0))
    asked = question or study.question
    _check_counts(study)
    fitted = specification.fit(bare(panel))
    used = sorted(set(panel.loc[fitted.residuals.index, "region"].astype(str)))
    base = line_of(AS_FITTED, fitted, specification.term)
    base |= {"kind": AS_FITTED, "zones": len(used)}
    cutter = _Cutter(study, asked, specification)
    lines = list(cutter.levels())
    near, rule = links_of(cutter.finest, used)
    within = cutter.within(used)
    numbers = [max(round(share * len(used)), FEWEST) for share in shares]
    random = np.random.default_rng(seed)
    plan = [number for number in numbers for _ in range(draws)]
    lines += [
        cutter.random(random_zones(near, number, random, within), weights)
        for number in shown(plan, len(plan), "zonings")
    ]
    kept = defined(lines)
    table = pd.DataFrame([base, *lines])
    facts = _facts(base, kept)
    survived = None
    if direction(base):
        survived = facts["same_sign"] >= KEPT_SIGN and facts["median_kept"] >= KEPT_SIZE
    return Attack("maup_fan", survived, _words(base, kept, facts, rule, survived), table, facts)


def _check_counts(study: Study) -> None:
    if "activity" not in study.tables:
        raise Impossible("the study holds no activity that could be added up over zones")
    if not counts_of(study):
        names = ", ".join(map(str, study.activity.select_dtypes("number").drop(columns="year")))
        raise Impossible(f"activity holds no counts that could be added up over zones ({names})")


@dataclass(frozen=True)
class _Cutter:
    """Cuts one study into zones and fits the specification over them."""

    study: Study
    question: Question
    specification: Specification

    @cached_property
    def finest(self) -> Study:
        """The study at the level of the question."""
        return at_level(self.study, self.question.level)

    def levels(self) -> Iterator[Line]:
        """The fits at the study's other levels, those of fewer regions last."""
        regions = self.study.regions
        counts = regions["level"].value_counts() if "level" in regions else pd.Series(dtype=int)
        own = self.question.level or next(iter(self.finest.regions.get("level", [])), None)
        for level in counts.index:
            if level != own and len(counts) >= SEVERAL:
                changed = replace(self.question, level=str(level))
                yield self._fitted(self.study, changed, f"level: {level}", "level")

    def random(self, zones: pd.Series, weights: Mapping[str, str] | None) -> Line:
        """The fit over random zones."""
        label = f"{zones.nunique()} random zones"
        plain = replace(self.question, level=None)
        return self._fitted(merged(self.finest, zones, weights), plain, label, RANDOM)

    def within(self, regions: Sequence[str]) -> pd.Series | None:
        """The attribute of regions that zones keep within: a fixed effect, or the clusters."""
        effects = parse(self.specification.formula).fixed_effects
        named = [*effects, self.specification.cluster]
        table = self.finest.regions.set_index("region")
        own = [name for name in named if name in table]
        return table.loc[list(regions), own[0]].astype("str") if own else None

    def _fitted(self, study: Study, question: Question, label: str, kind: str) -> Line:
        """One line, or the reason why there is none."""
        asked = self.specification
        also = [name for name in (asked.cluster, asked.weights) if name]
        try:
            if kind == RANDOM:
                table = rebuilt(study, asked, question)
            else:
                table = panel_for(study, asked.formula, also=also, question=question)
            fitted = asked.fit(bare(table))
        except WorkbenchError as error:
            return lost(label, reason_of(error)) | {"kind": kind, "zones": 0}
        zones = table.loc[fitted.residuals.index, "region"].nunique()
        return line_of(label, fitted, asked.term) | {"kind": kind, "zones": zones}


def _facts(base: Line, kept: list[Line]) -> dict[str, float]:
    estimates = np.array([line["estimate"] for line in kept])
    return {
        "zonings": float(len(kept)),
        "lowest": float(estimates.min()),
        "highest": float(estimates.max()),
        "median": float(np.median(estimates)),
        "same_sign": float((estimates * base["estimate"] > 0).mean()),
        "median_kept": float(np.median(estimates) / base["estimate"]),
    }


def _words(
    base: Line, kept: list[Line], facts: dict[str, float], rule: str, survived: bool | None
) -> str:
    verdict = {
        True: "the answer does not hang on the borders",
        False: "the answer hangs on the borders",
        None: "the estimate is not to be told from none in the first place",
    }[survived]
    return (
        f"The estimate is {said(base)} over {base['zones']} regions. Over {len(kept)} other "
        f"zonings ({rule}) it goes from {facts['lowest']:.3g} to {facts['highest']:.3g}, with the "
        f"median {facts['median']:.3g} and the same sign in {facts['same_sign']:.0%} of them: "
        f"{verdict}."
    )

"""Do denser clusters go with more productive places: claim H1, the question of the workbench."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._decision import REFUTED
from workbench.hypotheses._setting import PAIRS, Setting, performance, standardised, with_columns
from workbench.models import Specification, fit
from workbench.models.attacks import attacks
from workbench.models.choices import default_choices

SIGN_FLIPS = 0.25

HYPOTHESIS = Hypothesis(
    number="H1",
    claim="The denser the cluster, the more productive the place: it earns or pays more a head.",
    documents=("000: clusters, productivity and competitiveness", "001: benefits of clusters"),
    estimand=(
        "The change of the logarithm of the outcome with a standard deviation of the study's "
        "measure of density or specialisation, in the middle one of the models that differ in "
        "scale, controls and sample, all with the most cautious fixed effects the panel allows."
    ),
    needs="a measure of density or specialisation, and what a place or its workers earn",
    measure="the study's own: density, or the location quotient",
    recipe="S1 and S4, specification curve",
    kind="more",
    smallest_effect=0.01,
    unit="log points per standard deviation",
    refuter=(
        "the interval of the middle model lies below the smallest effect, or more than a quarter "
        "of the models have the other sign"
    ),
    caveats=(
        "An association between places is not a cause: firms also move to places that do well.",
    ),
)


@hypothesis(HYPOTHESIS)
def density_raises_productivity(study: Study) -> Evidence:
    """The middle model of a specification curve with the most cautious effects.

    Raises
    ------
    Untestable
        If the study's outcome is not performance, or its measure not density.
    """
    setting = performance(study)
    model = Specification(setting.formula([setting.term]), setting.measure, setting.cluster)
    choices = replace(default_choices(setting.panel, model), fixed_effects=[setting.effects])
    curve = attacks["specification_curve"](setting.panel, model, choices=choices, permutations=0)
    if curve.undone:
        raise Untestable(f"The models cannot be fitted: {curve.undone}.")
    middle = _middle(curve.table)
    estimate, low, high = (float(middle[name]) for name in ("estimate", "low", "high"))
    opposite = float(curve.facts["share_opposite"])
    words = (
        f"In the middle one of {curve.facts['n']:.0f} models, a standard deviation more "
        f"{setting.measure_words} goes with {estimate:+.4f} (95 % interval {low:+.4f} to "
        f"{high:+.4f}) in the logarithm of {setting.outcome_words}; {opposite:.0%} of the models "
        "have the other sign."
    )
    found = Evidence(
        estimate,
        low,
        high,
        words,
        float(middle["p_value"]),
        int(curve.table["rows"].max()),
        table=by_effects(setting),
    )
    if opposite > SIGN_FLIPS and estimate > 0:
        return replace(found, verdict=REFUTED, words=f"{words} The sign hangs on the model.")
    return found


def _middle(table: pd.DataFrame) -> pd.Series:
    """The middle one of the models that can be fitted, by its estimate."""
    done = table[table["undefined"].isna()].sort_values("estimate", kind="stable")
    return pd.Series(done.iloc[(len(done) - 1) // 2])


def by_effects(setting: Setting) -> pd.DataFrame:
    """The same model with fewer and with more fixed effects: where the answer comes from.

    Columns: effects (in words), estimate, low, high, std_error (per standard deviation of the
    measure), coefficient, its_std_error (of the measure in its own scale), rows.
    """
    is_log = setting.is_logarithmic
    density = standardised(setting.panel, setting.measure, logarithmic=is_log)
    table = with_columns(setting.panel, density=density)
    sets = dict.fromkeys([(), setting.question.fixed_effects, setting.effects])
    lines = []
    for effects in sets:
        found = fit(setting.formula(["density"], effects), table, cluster=setting.cluster)
        line = found.term("density")
        kept = {name: float(line[name]) for name in ("estimate", "low", "high", "std_error")}
        own = fit(setting.formula([setting.term], effects), table, cluster=setting.cluster)
        scale = {
            "coefficient": float(own.term(setting.term)["estimate"]),
            "its_std_error": float(own.term(setting.term)["std_error"]),
        }
        lines.append({"effects": _in_words(effects), **kept, **scale, "rows": found.n_used})
    return pd.DataFrame(lines)


def _in_words(effects: tuple[str, ...]) -> str:
    if effects == PAIRS:
        return "all pairs (cell, region by year, industry by year)"
    return " + ".join(effects) or "none"

"""S13: do firms last longer in clusters."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.errors import ParameterError, unknown
from workbench.models.estimate import Fit, fit
from workbench.models.estimators.hazard import CLOGLOG, COX, LOGIT
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, require
from workbench.models.survival import periods_at_risk

CARD = Card(
    number="S13",
    question="Do firms in a cluster close later than others of their age?",
    equation="h(t | x) = h0(t) exp(b in_cluster + c'X); by periods h = 1 - exp(-exp(a + g ln t + "
    "b in_cluster + c'X))",
    papers=(
        "Cox, D. (1972), Journal of the Royal Statistical Society B 34",
        "Prentice, R. and Gloeckler, L. (1978), Biometrics 34",
    ),
    coefficient="in_cluster",
    typical="no common sign: clusters help firms and harden competition",
    roles={
        "duration": "how long each firm was watched",
        "is_event": "1 where it closed then, 0 where it was still there",
        "in_cluster": "1 in a cluster, or a measure of density",
        "controls": "size, industry and the like, in logarithms where cards say so",
        "model": "cox, or by periods complementary_log_log or logit (whole numbers of periods)",
        "cluster": "groups whose errors depend on each other",
    },
    caveats=(
        "a firm that moves or is bought may look closed",
        "firms that were there before anyone watched are those that lasted: left truncation",
        "tests of proportional hazards stand beside the Cox model",
    ),
)


@recipe(CARD)
def survival_in_clusters(
    panel: pd.DataFrame,
    *,
    duration: str,
    is_event: str,
    in_cluster: str,
    controls: Sequence[str] = (),
    model: str = COX,
    cluster: str | None = None,
) -> Fit:
    """The hazard of closing, in clusters and elsewhere.

    Parameters
    ----------
    panel
        One row a firm.
    duration, is_event, in_cluster, controls, model, cluster
        Columns: see the card.

    Returns
    -------
    The fit by `hazard`; the table `hazard_ratios` has the exponents.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there, and durations or events that cannot be.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> firms = pd.DataFrame({"in_cluster": random.integers(0, 2, 500)})
    >>> firms["years"] = np.ceil(random.exponential(8 * np.exp(0.5 * firms["in_cluster"])))
    >>> firms["closed"] = (firms["years"] <= 15).astype(int)
    >>> firms["years"] = firms["years"].clip(upper=15)
    >>> found = survival_in_clusters(
    ...     firms, duration="years", is_event="closed", in_cluster="in_cluster")
    >>> float(found.tables["hazard_ratios"].loc["in_cluster", "ratio"].round(1))
    0.6
    """
    if model not in (COX, CLOGLOG, LOGIT):
        raise ParameterError(unknown("CLW-P07", "model called", model, [COX, CLOGLOG, LOGIT]))
    require(panel, [duration, is_event, in_cluster, *controls])
    if model == COX:
        text = formula(panel, duration, [in_cluster], controls)
        return fit(text, panel, estimator="hazard", cluster=cluster, is_event=is_event)
    table = periods_at_risk(panel, duration=duration, is_event=is_event)
    text = formula(panel, is_event, [in_cluster, "log(period)"], controls)
    return fit(text, table, estimator="hazard", cluster=cluster, model=model)

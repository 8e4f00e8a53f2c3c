"""Simulated surveys as studies, and a regression in bulk, written apart from that of the house."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from workbench.data import Study
from workbench.hypotheses._drawn import Drawn, items
from workbench.hypotheses._simulated import simulated
from workbench.hypotheses._truth import STAGES, Truth

FINE = Truth(points=201, reach=4.5)  # so many steps that rounding plays no part
OPTIONS = {"value_chain_completeness": {"stages": list(STAGES)}}


def as_study(tables: Mapping[str, pd.DataFrame], name: str = "simulated") -> Study:
    told = {
        "resources": [],
        "usage_warnings": [{"code": "synthetic"}],
        "workbench": {"question": {"options": OPTIONS}},
    }
    return Study(name, Path(), told, dict(tables))


def survey(seed: int, truth: Truth | None = None) -> Study:
    return as_study(simulated(seed, truth))


def turned(found: Drawn, truth: Truth) -> pd.DataFrame:
    """The answers with those to reversed questions turned round."""
    reverse = items(truth).set_index("item")["reverse"]
    wide = found.answers.copy()
    for item in reverse.index[reverse]:
        wide[item] = truth.points + 1 - wide[item]
    return wide


def bulk(
    design: np.ndarray, outcomes: np.ndarray, groups: np.ndarray | None = None, absorbed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The first coefficient for every column of outcomes: estimates, standard errors, spreads.

    By the QR decomposition and sums over residuals: HC3 without groups, else errors clustered
    with the factor G / (G - 1) x (N - 1) / (N - K).
    """
    n, k = design.shape
    q, r = np.linalg.qr(design)
    pseudo = np.linalg.solve(r, q.T)
    residuals = outcomes - design @ (pseudo @ outcomes)
    spread = np.sqrt((residuals**2).sum(axis=0) / (n - k - absorbed))
    weight = pseudo[0][:, None]
    if groups is None:
        leverage = (q**2).sum(axis=1)[:, None]
        variance = ((weight * residuals / (1 - leverage)) ** 2).sum(axis=0)
    else:
        labels = np.unique(groups)
        sums = (groups == labels[:, None]).astype(float) @ (weight * residuals)
        count = len(labels)
        variance = (sums**2).sum(axis=0) * count / (count - 1) * (n - 1) / (n - k)
    return pseudo[0] @ outcomes, np.sqrt(variance), spread


def rates(
    estimates: np.ndarray, errors: np.ndarray, truth: float, degrees: float
) -> tuple[float, float]:
    """How often the 95 % interval holds the truth, and how often p is below 5 % against it."""
    statistic = np.abs(estimates - truth) / errors
    covers = statistic <= stats.t.ppf(0.975, degrees)
    rejects = 2 * stats.t.sf(statistic, degrees) < 0.05
    return float(covers.mean()), float(rejects.mean())

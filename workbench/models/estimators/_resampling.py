"""How would estimates have come out in another sample: rows or clusters drawn with replacement."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.estimators._linear import Within
from workbench.workers import in_order

BATCH = 200  # draws at a time: the counts of rows are a matrix of draws x rows


def resampled(model: Within, names: tuple[str, str], *, draws: int, seed: int) -> np.ndarray:
    """The paths a, b and c of a mediation in each of `draws` samples.

    `names` are the mediator and the treatment, both columns of the model. All that is needed are
    sums of products within clusters, so a sample is a weighted sum of these.

    Returns
    -------
    draws x 3.
    """
    table = model.weighted
    between, treatment = names
    controls = [name for name in table if name not in names]
    ordered = table[[between, treatment, *controls]].to_numpy()
    both = np.column_stack([model.outcome * model.root, ordered])
    products = _products(both, model.arrays.clusters)
    random = np.random.default_rng(seed)
    n_groups, size = len(products), both.shape[1]
    sizes = [min(BATCH, draws - start) for start in range(0, draws, BATCH)]
    evenly = np.full(n_groups, 1 / n_groups)

    def paths(counts: np.ndarray) -> np.ndarray:
        return _paths((counts @ products).reshape(len(counts), size, size))

    drawn = (random.multinomial(n_groups, evenly, n) for n in sizes)
    return np.concatenate(list(in_order(paths, drawn)))


def _products(both: np.ndarray, clusters: pd.Series | None) -> np.ndarray:
    """The products of all pairs of columns, summed within clusters, in the order of their codes."""
    products = (both[:, :, None] * both[:, None, :]).reshape(len(both), -1)
    if clusters is None:
        return np.asarray(products)
    number = pd.factorize(clusters, sort=True)[0]
    return pd.DataFrame(products).groupby(number).sum().to_numpy()


def _paths(sums: np.ndarray) -> np.ndarray:
    """a, b and c from the products of outcome, mediator, treatment and controls."""
    outcome = _solve(sums[:, 1:, 1:], sums[:, 1:, 0])
    mediator = _solve(sums[:, 2:, 2:], sums[:, 2:, 1])
    return np.column_stack([mediator[:, 0], outcome[:, 0], outcome[:, 1]])


def _solve(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solutions of many small systems, each scaled to a diagonal of ones."""
    unit = 1 / np.sqrt(np.einsum("dii->di", left))
    scaled = left * unit[:, :, None] * unit[:, None, :]
    return np.asarray(np.linalg.solve(scaled, (right * unit)[:, :, None])[:, :, 0] * unit)

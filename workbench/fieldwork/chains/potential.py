"""How much can a chain produce at most, which stage holds it back, and which would come next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.fieldwork.chains.chain import MARKET, Chain

Numbers: TypeAlias = npt.NDArray[np.float64]
SMALL = 0.01  # how much less capacity a stage gets to see whether it holds the chain back
MORE = 0.1  # and how much more to see what that would bring
CLOSE = 1e-7  # of the potential: less is rounding of the solver
AT_ONCE = 2000  # chains in one programme


@dataclass(frozen=True, eq=False)
class Potential:
    """What a chain can produce under many sets of capacities, one row each.

    `product` is the final product; `used` and `worth` have a column for each stage: how much goes
    through it, and what one more unit of its capacity would add to the final product.
    """

    product: Numbers
    used: Numbers
    worth: Numbers


def potential(chain: Chain, capacities: Numbers) -> Potential:
    """The largest final product of a chain under each set of capacities.

    Parameters
    ----------
    chain
        Steps with inputs and conversions.
    capacities
        One row a set, one column a stage in the order of `chain.stages`, in units of the stage;
        infinity where nothing limits.

    Notes
    -----
    A linear programme: the amount that goes along each step is chosen so that the final product is
    largest; what leaves a stage stays within its capacity, and of each input a stage gets what it
    passes on. In a chain without branches this is the least capacity in units of the final
    product. All sets are solved in one programme of many blocks (Dantzig 1963; HiGHS).

    Examples
    --------
    >>> from workbench.fieldwork.chains.chain import chain_of
    >>> steps = pd.DataFrame({"stage": ["milk", "dairy"], "feeds": ["dairy", "market"],
    ...                       "conversion": [0.1, 1.0]})
    >>> potential(chain_of(steps), np.array([[900.0, 100.0], [1200.0, 100.0]])).product
    array([ 90., 100.])
    """
    parts = [
        _solved(chain, capacities[at : at + AT_ONCE]) for at in range(0, len(capacities), AT_ONCE)
    ]
    return Potential(*(np.concatenate(own) for own in zip(*parts, strict=True)))


def _solved(chain: Chain, capacities: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, identity, kron

    steps, n = chain.steps, len(capacities)
    leaves, balance = _matrices(chain)
    gains = np.where(steps["feeds"] == MARKET, steps["conversion"], 0.0)
    whole, limits = identity(n, format="csr"), capacities.ravel()
    is_limited = np.isfinite(limits)
    found = linprog(
        -np.tile(gains, n),
        A_ub=csr_array(kron(whole, leaves))[is_limited],
        b_ub=limits[is_limited],
        A_eq=csr_array(kron(whole, balance)) if len(balance) else None,
        b_eq=np.zeros(n * len(balance)) if len(balance) else None,
        method="highs",
    )
    worth = np.zeros(limits.size)
    if not found.success:  # producing nothing is always possible: it is unbounded
        nothing = np.full(capacities.shape, np.nan)
        return np.full(n, np.inf), nothing, worth.reshape(capacities.shape)
    worth[is_limited] = np.maximum(-found.ineqlin.marginals, 0.0)
    amounts = found.x.reshape(n, len(steps))
    return amounts @ gains, amounts @ leaves.T, worth.reshape(capacities.shape)


def _matrices(chain: Chain) -> tuple[Numbers, Numbers]:
    """What leaves each stage, and for each input of a stage what comes less what is passed on."""
    source = chain.steps["stage"].to_numpy()
    target, named = chain.steps["feeds"].to_numpy(), chain.steps["input"].to_numpy()
    leaves = np.array([source == stage for stage in chain.stages], dtype=np.float64)
    rows = []
    for stage in chain.stages:
        for one in dict.fromkeys(named[target == stage]):
            comes = (target == stage) & (named == one)
            rows.append(comes * chain.steps["conversion"].to_numpy() - (source == stage))
    return leaves, np.array(rows, dtype=np.float64).reshape(len(rows), len(source))


def in_final_units(chain: Chain) -> dict[str, float]:
    """How much of the final product one unit of each stage gives along its best way.

    Examples
    --------
    >>> from workbench.fieldwork.chains.chain import chain_of
    >>> steps = pd.DataFrame({"stage": ["milk", "dairy"], "feeds": ["dairy", "market"],
    ...                       "conversion": [0.1, 2.0]})
    >>> in_final_units(chain_of(steps))
    {'milk': 0.2, 'dairy': 2.0}
    """
    found: dict[str, float] = {MARKET: 1.0}
    for stage in reversed(chain.stages):
        own = chain.steps[chain.steps["stage"] == stage]
        ways = zip(own["feeds"], own["conversion"], strict=True)
        found[stage] = max(conversion * found[fed] for fed, conversion in ways)
    return {stage: found[stage] for stage in chain.stages}


def by_stage(chain: Chain, capacities: Mapping[str, float]) -> pd.DataFrame:
    """Each stage with its capacity, what of it is used at the potential, and whether it limits.

    Parameters
    ----------
    chain
        Its stages.
    capacities
        By stage, in units of the stage; a stage that is absent has no limit.

    Returns
    -------
    stage, capacity, in_final_units (the capacity along the best way to the market), used, slack
    (share of the capacity that is not used), is_bottleneck (with less of it there would be less of
    the final product), gain_of_tenth (final product that a tenth more of it alone would bring).
    The final product stands in `.attrs["potential"]`.

    Notes
    -----
    Where a stage has two outlets, other splits can give the same product; then `used` is one of
    them.
    """
    own = np.array([capacities.get(stage, np.inf) for stage in chain.stages], dtype=np.float64)
    change = np.eye(len(own))
    less, more = own * (1 - SMALL * change), own * (1 + MORE * change)
    found = potential(chain, np.vstack([own[None, :], less, more]))
    now, n = float(found.product[0]), len(own)
    lost, more_of_it = np.zeros(n), np.zeros(n)
    if np.isfinite(now):
        lost, more_of_it = now - found.product[1 : n + 1], found.product[n + 1 :] - now
    worth = np.array(list(in_final_units(chain).values()))
    table = pd.DataFrame(
        {
            "stage": chain.stages,
            "capacity": own,
            "in_final_units": own * worth,
            "used": found.used[0],
            "slack": _slack(own, found.used[0]),
            "is_bottleneck": (lost > CLOSE * now) | (own == 0),
            "gain_of_tenth": np.maximum(more_of_it, 0.0),
        }
    )
    table.attrs["potential"] = now
    return table


def _slack(capacity: Numbers, used: Numbers) -> Numbers:
    """The share of each capacity that is not used; undefined without a limit, 0 of nothing."""
    is_usual = np.isfinite(capacity) & (capacity > 0)
    share = 1 - used / np.where(is_usual, capacity, 1.0)
    return np.where(is_usual, np.maximum(share, 0.0), np.where(capacity == 0, 0.0, np.nan))


def ladder(
    chain: Chain, capacities: Mapping[str, float], *, steps: int | None = None
) -> pd.DataFrame:
    """Which stages to widen one after the other, by how much, and what each step brings.

    Parameters
    ----------
    chain, capacities
        As for `by_stage`.
    steps
        How many steps at most; all by default.

    Returns
    -------
    One row for each stage of each step: step (from 1), stage, potential (before the step),
    next_potential (when another stage holds the chain back; missing where none does), needed (the
    capacity of the stage that gives it) and missing_capacity (needed less the present one).
    """
    now, rows = dict(capacities), []
    for step in range(1, (steps or len(chain.stages)) + 1):
        present = by_stage(chain, now)
        limiting = list(present.loc[present["is_bottleneck"], "stage"])
        if not limiting:
            break
        wider = {stage: size for stage, size in now.items() if stage not in limiting}
        all_of = np.array([[wider.get(stage, np.inf) for stage in chain.stages]])
        after = potential(chain, all_of)
        reached = float(after.product[0]) if np.isfinite(after.product[0]) else np.nan
        for stage in limiting:
            needed = float(after.used[0, chain.stages.index(stage)])
            rows.append(
                (step, stage, present.attrs["potential"], reached, needed,
                 needed - capacities[stage])
            )  # fmt: skip
        now = wider
    columns = ["step", "stage", "potential", "next_potential", "needed", "missing_capacity"]
    return pd.DataFrame(rows, columns=columns)

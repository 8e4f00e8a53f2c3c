"""In what order do regions and industries stand, judged by which region has which industry."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workbench.measures._cells import Codes, Numbers, Rows, ratio

# Eigenvalues, and correlations, that differ by less differ by rounding only.
ROUNDING = 1e-9
PAIR = 2

EQUAL_PARTS = "the network falls into parts of which none is the largest"
TOO_FEW = "fewer than two regions or industries to compare"
NO_ORDER = "no order: what regions have differs in nothing they share"
NOT_SINGLE = "two orders explain equally much"
NO_SIGN = "the number of industries does not tell which end is the complex one"
REASONS = (EQUAL_PARTS, TOO_FEW, NO_ORDER, NOT_SINGLE, NO_SIGN)


@dataclass(frozen=True)
class Side:
    """The regions, or the industries: their place in the order, and which are in the network.

    Those in the network belong to its largest connected part; `places` is nan for all others.
    """

    places: Numbers
    is_inside: Rows

    def standardised(self, sign: float) -> Side:
        """In population standard deviations from the mean of those inside."""
        inside = self.places[self.is_inside]
        return Side(sign * (self.places - inside.mean()) / inside.std(), self.is_inside)


@dataclass(frozen=True)
class Order:
    """The order of a 0/1 matrix by its second eigenvector, or the reason why there is none."""

    rows: Side
    columns: Side
    n_parts: int
    eigenvalue: float = np.nan
    reason: str | None = None

    def turned(self) -> Order:
        """The order of the transposed matrix."""
        return replace(self, rows=self.columns, columns=self.rows)


def order(is_present: Rows) -> Order:
    """The order of the rows and columns of a matrix, standardised; rows with more come last."""
    if is_present.shape[0] < is_present.shape[1]:
        found = _order(is_present.T).turned()
    else:
        found = _order(is_present)
    if found.n_parts == 0 or found.reason:
        return found
    inside = found.rows.is_inside
    numbers, places = is_present[inside].sum(axis=1), found.rows.places[inside]
    numbers, places = numbers - numbers.mean(), places - places.mean()
    along = np.dot(numbers, places)
    if abs(along) <= ROUNDING * np.sqrt(np.dot(numbers, numbers) * np.dot(places, places)):
        return replace(found, reason=NO_SIGN)
    rows, columns = (side.standardised(np.sign(along)) for side in (found.rows, found.columns))
    return replace(found, rows=rows, columns=columns)


def _order(is_present: Rows) -> Order:
    """The order of a matrix with no more columns than rows; not standardised, of either sign."""
    in_row, in_column = is_present.sum(axis=1), is_present.sum(axis=0)
    # symmetric, with the same eigenvalues as the product of the shares by row and by column
    scaled = is_present * ratio(1.0, np.sqrt(in_row), 0)[:, None]
    product = scaled.T @ scaled * ratio(1.0, np.sqrt(np.multiply.outer(in_column, in_column)), 0)
    sizes, part = _parts(is_present, product > 0)
    is_largest = sizes == sizes.max(initial=1)
    inside = (in_column > 0) & is_largest[part]
    rows_inside = (is_present & inside).any(axis=1)
    rows = Side(np.full(len(in_row), np.nan), rows_inside)
    columns = Side(np.full(len(in_column), np.nan), inside)
    found = Order(rows, columns, int(np.count_nonzero(sizes)))
    if found.n_parts == 0:
        return found
    if np.count_nonzero(is_largest) > 1:
        return replace(found, reason=EQUAL_PARTS)
    if min(np.count_nonzero(rows_inside), np.count_nonzero(inside)) < PAIR:
        return replace(found, reason=TOO_FEW)
    eigenvalues, vectors = _largest(product[np.ix_(inside, inside)])
    *smaller, second, _ = eigenvalues
    if second <= ROUNDING or (smaller and second - smaller[-1] <= ROUNDING):
        return replace(found, reason=NO_ORDER if second <= ROUNDING else NOT_SINGLE)
    columns.places[inside] = vectors[:, -2] / np.sqrt(in_column[inside])
    means = is_present[:, inside] @ columns.places[inside]
    rows.places[rows_inside] = means[rows_inside] / in_row[rows_inside]
    return replace(found, eigenvalue=float(second))


def _largest(product: Numbers) -> tuple[Numbers, Numbers]:
    """The three largest eigenvalues (or two, of two), smallest first, and their vectors."""
    from scipy.linalg import eigh

    last = len(product) - 1
    values, vectors = eigh(product, subset_by_index=[max(last - 2, 0), last])
    return values, vectors


def _parts(is_present: Rows, is_linked: Rows) -> tuple[Codes, Codes]:
    """How many rows and columns each connected part has, and the part of each column.

    A part is numbered as its first column is.
    """
    while True:
        near = is_linked.astype(np.float32)
        wider = near @ near > 0
        if np.array_equal(wider, is_linked):
            break
        is_linked = wider
    n = len(is_linked)
    part = is_linked.argmax(axis=1) if n else np.zeros(0, dtype=np.intp)
    with_any = is_present.any(axis=1)
    first = is_present[with_any].argmax(axis=1) if n else part
    members = np.concatenate([part[is_present.any(axis=0)], part[first]])
    return np.bincount(members, minlength=n), part

"""How are pair distances smoothed: bandwidth, and a normal kernel mirrored at 0."""

from __future__ import annotations

import numpy as np

from workbench.measures._cells import Numbers
from workbench.measures._pairs import Bins

NORMAL_QUARTILES = 1.34  # the distance of the quartiles of a normal variate, as Silverman rounds it


def silverman(counts: Numbers, bins: Bins) -> float:
    """Silverman's (1986, eq. 3.31) bandwidth 0.9 min(sd, quartile distance / 1.34) m ^ -1/5.

    `counts` are the m distances by bin; each counts as the middle of its bin.
    """
    n = counts.sum()
    if n <= 1:
        return 0.0
    middles = bins.middles
    mean = np.dot(counts, middles) / n
    deviation = np.sqrt(np.dot(counts, (middles - mean) ** 2) / (n - 1))
    quartiles = (quantile(counts, bins, 0.75) - quantile(counts, bins, 0.25)) / NORMAL_QUARTILES
    spread = min(deviation, quartiles) if quartiles > 0 else deviation
    return float(0.9 * spread * n**-0.2) if spread > bins.width else 0.0


def quantile(counts: Numbers, bins: Bins, share: float) -> float:
    """The quantile of distances counted by bin, between order statistics as numpy and R do."""
    place = share * (counts.sum() - 1)
    whole = int(place)
    ends = np.searchsorted(np.cumsum(counts), [whole, whole + 1], side="right")
    low, high = bins.middles[np.minimum(ends, bins.count - 1)]
    return float(low + (place - whole) * (high - low))


def smoothed(counts: Numbers, bins: Bins, distances: Numbers, bandwidth: float) -> Numbers:
    """The sum of kernels at the distances, from many narrow bins.

    A cosine transform is even about 0, which is what mirroring is; as many empty bins behind the
    last keep its other end away.
    """
    from scipy.fft import dct, idct

    size = 2 * bins.count
    frequencies = np.pi * np.arange(size) / (size * bins.width)
    waves = dct(np.concatenate([counts, np.zeros(bins.count)]) / bins.width, type=2)
    density = idct(waves * np.exp(-((bandwidth * frequencies) ** 2) / 2), type=2)
    middles = (np.arange(size) + 0.5) * bins.width
    return np.asarray(np.interp(distances, middles, density))


def kernel(bins: Bins, distances: Numbers, bandwidth: float) -> Numbers:
    """The mean kernel over each bin at each distance: rows are bins, columns distances."""
    from scipy.special import ndtr

    ends = bins.edges[:, None]
    below = ndtr((ends - distances) / bandwidth) + ndtr((ends + distances) / bandwidth)
    return np.asarray(np.diff(below, axis=0) / bins.width)

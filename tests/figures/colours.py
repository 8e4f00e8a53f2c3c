"""How far apart are colours for people: in colour, in greyscale, and without green cones."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgb

# sRGB to XYZ (IEC 61966-2-1), white point D65
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(axis=1)
# deuteranopia, on linear sRGB (Machado, Oliveira and Fernandes 2009, severity 1)
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)  # fmt: skip


def seen(colour, sight: str = "colour") -> np.ndarray:
    """CIE L*a*b* of a colour as it is seen: in "colour", in "grey", or with "deuteranopia"."""
    linear = _linear(colour)
    if sight == "grey":
        linear = np.repeat(TO_XYZ[1] @ linear, 3)
    if sight == "deuteranopia":
        linear = np.clip(DEUTERANOPIA @ linear, 0, 1)
    ratio = TO_XYZ @ linear / WHITE
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(one, other, sight: str = "colour") -> float:
    """The distance of two colours (CIE 1976); about 2.3 is just noticeable."""
    return float(np.linalg.norm(seen(one, sight) - seen(other, sight)))


def contrast(one, other) -> float:
    """The contrast ratio of WCAG 2: from 1 to 21."""
    light = [float(TO_XYZ[1] @ _linear(colour)) for colour in (one, other)]
    return (max(light) + 0.05) / (min(light) + 0.05)


def _linear(colour) -> np.ndarray:
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)

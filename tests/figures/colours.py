"""How far apart are colours for people: in colour, in print, and without red or green cones."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgb

# sRGB to XYZ (IEC 61966-2-1), white point D65
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(axis=1)
# on linear sRGB, severity 1 (Machado, Oliveira and Fernandes 2009, table 1)
BLIND = {
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}
SIGHTS = ("colour", "grey", *BLIND)
LEGIBLE, GRAPHIC = 4.5, 3.0  # contrasts that WCAG 2.1 asks of text (1.4.3) and graphics (1.4.11)


def seen(colour, sight: str = "colour") -> np.ndarray:
    """CIE L*a*b* of a colour as it is seen: in "colour", in "grey", or by the colour-blind."""
    linear = _linear(colour)
    if sight == "grey":
        linear = np.repeat(TO_XYZ[1] @ linear, 3)
    if sight in BLIND:
        linear = np.clip(BLIND[sight] @ linear, 0, 1)
    ratio = TO_XYZ @ linear / WHITE
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def lightness(colour, sight: str = "grey") -> float:
    """L* of a colour, 0 to 100."""
    return float(seen(colour, sight)[0])


def apart(one, other, sight: str = "colour") -> float:
    """The difference of two colours (CIEDE2000); about 1 is just noticeable."""
    return ciede2000(seen(one, sight), seen(other, sight))


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000 of two colours in L*a*b* (Sharma, Wu and Dalal 2005, equations 2 to 22)."""
    light = np.array([one[0], other[0]])
    red, blue = np.array([one[1], other[1]]), np.array([one[2], other[2]])
    seventh = np.hypot(red, blue).mean() ** 7
    red = red * (1.5 - 0.5 * np.sqrt(seventh / (seventh + 25.0**7)))
    strength = np.hypot(red, blue)
    hue = np.degrees(np.arctan2(blue, red)) % 360
    is_coloured = strength.prod() > 0
    turn = (hue[1] - hue[0] + 180) % 360 - 180 if is_coloured else 0.0
    hue_apart = 2 * np.sqrt(strength.prod()) * np.sin(np.radians(turn / 2))
    mean_hue = (hue[0] + turn / 2) % 360 if is_coloured else hue.sum()
    mean = strength.mean()
    parts = [(1, -30, 0.17), (2, 0, -0.24), (3, 6, -0.32), (4, -63, 0.20)]
    weight = 1 - sum(
        size * np.cos(np.radians(times * mean_hue + shift)) for times, shift, size in parts
    )
    middle = (light.mean() - 50) ** 2
    by_light = np.diff(light)[0] / (1 + 0.015 * middle / np.sqrt(20 + middle))
    by_strength = np.diff(strength)[0] / (1 + 0.045 * mean)
    by_hue = hue_apart / (1 + 0.015 * mean * weight)
    bend = 30 * np.exp(-(((mean_hue - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(mean**7 / (mean**7 + 25.0**7)) * np.sin(np.radians(2 * bend))
    squares = by_light**2 + by_strength**2 + by_hue**2 + rotation * by_strength * by_hue
    return float(np.sqrt(squares))


def contrast(one, other="white") -> float:
    """The contrast ratio of WCAG 2: from 1 to 21."""
    light = [float(TO_XYZ[1] @ _linear(colour)) for colour in (one, other)]
    return (max(light) + 0.05) / (min(light) + 0.05)


def _linear(colour) -> np.ndarray:
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)

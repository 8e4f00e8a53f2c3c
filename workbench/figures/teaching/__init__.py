"""What happens when one number is turned: small drawings with sliders, for exercises.

Each is a pure function from numbers to a drawing and words, in a thin shell of sliders. Without a
kernel the last drawing stays.
"""

from __future__ import annotations

from workbench.figures.teaching.noisy_quotient import noisy_quotient, quotients_under_noise
from workbench.figures.teaching.plant_sizes import concentration_of, plant_sizes
from workbench.figures.teaching.sliders import Knob, Seen, Sliders
from workbench.figures.teaching.threshold_map import threshold_map

__all__ = [
    "Knob",
    "Seen",
    "Sliders",
    "concentration_of",
    "noisy_quotient",
    "plant_sizes",
    "quotients_under_noise",
    "threshold_map",
]

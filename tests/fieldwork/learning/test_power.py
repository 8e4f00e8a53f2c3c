"""How small a difference a survey finds: against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.power import FTestAnovaPower

from workbench.fieldwork.learning.power import explained, smallest_effect


@pytest.mark.parametrize(("firms", "types"), [(300, 5), (40, 5), (120, 2)])
def test_statsmodels_finds_the_same(firms, types):
    power = FTestAnovaPower().power(smallest_effect(firms, types), firms, 0.05, types)
    assert power == pytest.approx(0.8, abs=1e-4)


def test_three_hundred_firms_in_five_types():
    f = smallest_effect(300, 5)
    assert round(f, 2) == 0.20
    assert round(explained(f), 3) == 0.039


def test_too_few_firms_for_a_test():
    assert np.isnan(smallest_effect(5, 5))

"""Table 3 of Autor, Dorn and Hanson (2013), through `fit` itself."""

from __future__ import annotations

import pytest

from workbench.models.replications import replicate
from workbench.models.replications.import_competition import column_fit


def test_every_printed_number_is_met() -> None:
    lines = {line.name: line for line in replicate("import_competition")}
    assert [name for name, line in lines.items() if not line.is_met] == []
    assert lines["column 1, coefficient"].published == -0.746
    assert lines["column 6, coefficient"].published == -0.596
    assert lines["column 6, standard error"].published == 0.099


def test_first_stage_of_column_six() -> None:
    """0.6310409 (0.0900049): Stata's ivregress, as in the tests of the package ShiftShareSE."""
    found = column_fit(6)
    first = found.tables["first_stage"].loc[0]
    assert first["estimate"] == pytest.approx(0.6310409, abs=5e-8)
    assert first["std_error"] == pytest.approx(0.0900049, rel=2e-2)  # Stata's is enlarged
    assert found.coefficients.loc["import_exposure_change", "low"] == pytest.approx(
        -0.7899533, abs=5e-8
    )

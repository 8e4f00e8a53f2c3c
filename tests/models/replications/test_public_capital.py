"""Munnell's panel: pooled, within and random effects to the printed digits."""

from __future__ import annotations

from workbench.models.replications import replicate


def test_every_printed_number_is_met() -> None:
    lines = replicate("public_capital")
    assert [line.name for line in lines if not line.is_met] == []
    printed = [line.published for line in lines]
    assert printed[:4] == [0.155, 0.309, 0.594, -0.007]
    assert printed[4:8] == [-0.026, 0.292, 0.768, -0.005]
    assert printed[8:] == [0.004, 0.311, 0.730, -0.006]
    assert {line.replication for line in lines} == {"public_capital"}

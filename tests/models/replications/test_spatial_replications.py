"""Columbus, Mexico and the strong clusters: met to the printed digits, and offline."""

from __future__ import annotations

import socket

import numpy as np
import pandas as pd
import pytest

from workbench.errors import StudyError
from workbench.models.replications import replicate
from workbench.models.replications._bundled import bundled
from workbench.models.replications.us_strong_clusters import marks


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """Refuse every connection."""

    def refuse(*_, **__):
        raise AssertionError("a replication went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("columbus_crime", [0.419294, 0.187585]),
        ("mexican_states", [0.20894344, 0.10660832, 0.0345889, 0.03635872]),
        ("us_strong_clusters", [31_749, 5_887]),
    ],
)
def test_every_line_is_met(name, published):
    lines = replicate(name)
    assert [line.published for line in lines] == published
    for line in lines:
        assert line.is_met, line
        assert line.replication == name


def test_theil_from_its_definition():
    table = pd.read_csv(bundled("mexico", "mexico.csv"))
    for line in replicate("mexican_states"):
        year = line.name[-4:]
        income = table[f"pcgdp{year}"]
        shares = income / income.sum()
        if "between" in line.name:
            group = shares.groupby(table["hanson98"]).sum()
            sizes = table["hanson98"].value_counts(normalize=True)
            ours = (group * np.log(group / sizes)).sum()
        else:
            ours = (shares * np.log(shares * len(table))).sum()
        assert line.ours == pytest.approx(ours, rel=1e-12)


def test_the_count_of_cells_is_of_cells_that_agree():
    published, ours = marks()
    assert (published == ours).all()
    assert published.index.is_unique
    [cells, strong] = replicate("us_strong_clusters")
    assert "31,749 of 31,749" in cells.name
    assert "5,887 of 5,887" in strong.name


def test_a_file_that_is_not_there():
    with pytest.raises(StudyError, match=r"CLW-F45 .*moon\.csv"):
        bundled("mexico", "moon.csv")

"""Where things are: the checkout, another home, or inside an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import home

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _no_home(monkeypatch):
    monkeypatch.delenv("WORKBENCH_HOME", raising=False)


def test_in_a_checkout_everything_lies_beside_the_package():
    assert home.root() == ROOT
    assert home.studies() == ROOT / "data"
    assert home.notebooks() == ROOT / "notebooks"
    assert home.reports() == ROOT / "reports"


def test_another_home_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    assert home.studies() == tmp_path / "data"
    assert home.notebooks() == tmp_path / "notebooks"
    assert home.reports() == tmp_path / "reports"


def test_an_installed_package_brings_its_own_and_writes_where_one_stands(monkeypatch, tmp_path):
    installed = tmp_path / "site-packages" / "workbench"
    installed.mkdir(parents=True)
    monkeypatch.setattr(home, "PACKAGE", installed)
    monkeypatch.chdir(tmp_path)
    assert home.studies() == installed / "shipped" / "data"
    assert home.notebooks() == installed / "shipped" / "notebooks"
    assert home.reports() == tmp_path / "reports"


def test_an_empty_name_is_no_home(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_HOME", "")
    assert home.root() == ROOT
    monkeypatch.setattr(home, "PACKAGE", tmp_path / "workbench")
    monkeypatch.chdir(tmp_path)
    assert home.reports() == tmp_path / "reports"

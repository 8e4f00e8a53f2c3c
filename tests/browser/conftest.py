"""Tests in a browser are collected only where WORKBENCH_BROWSER is set, as `make test-browser` does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.browser import driving
from workbench import home

collect_ignore_glob = [] if os.environ.get("WORKBENCH_BROWSER") else ["test_*.py"]

CELL = 'from workbench.figures.explorer import explore\n\nexplore("us_metro_clusters")'


@pytest.fixture(scope="session")
def chromium():
    with driving.browser() as found:
        yield found


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1500, "height": 1100})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(1000 * driving.SECONDS)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def explorer(tmp_path_factory):
    """The address of the explorer as a page."""
    folder = tmp_path_factory.mktemp("explorer")
    with driving.served(folder, "explore", "us_metro_clusters") as address:
        yield address


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """The address of JupyterLab on a folder with one notebook, `try.ipynb`."""
    root = tmp_path_factory.mktemp("lab")
    (root / "data").symlink_to(home.studies())
    (root / "notebooks").mkdir()
    write_notebook(root / "notebooks" / "try.ipynb")
    # JupyterLab refuses root unless it is told otherwise; a container may have no other user
    settings = root / "config" / "jupyter_server_config.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"ServerApp": {"allow_root": True}}), encoding="utf-8")
    own = {"WORKBENCH_HOME": str(root), "JUPYTER_CONFIG_DIR": str(settings.parent)}
    with driving.served(root, "lab", **own) as address:
        yield address.replace("/lab?", "/lab/tree/try.ipynb?"), root / "notebooks" / "try.ipynb"


def write_notebook(path: Path) -> None:
    cell = {"cell_type": "code", "id": "explorer", "metadata": {}, "outputs": []}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {
        "cells": [cell | {"execution_count": None, "source": CELL}],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(notebook), encoding="utf-8")

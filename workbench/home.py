"""Where the shipped studies and notebooks are, and where reports go."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def root() -> Path:
    """The folder that holds `data/` and `notebooks/`.

    `WORKBENCH_HOME` where it is set; else the checkout the package lies in; else the copies
    that travel inside an installed package.
    """
    if named := os.environ.get("WORKBENCH_HOME"):
        return Path(named)
    checkout = PACKAGE.parent
    return checkout if (checkout / "notebooks").is_dir() else PACKAGE / "shipped"


def studies() -> Path:
    """The folder with one folder a study."""
    return root() / "data"


def notebooks() -> Path:
    """The folder with the numbered notebooks."""
    return root() / "notebooks"


def reports() -> Path:
    """The folder that runs write to: beside the notebooks in a checkout, else where one stands."""
    is_shipped = root() == PACKAGE / "shipped"
    return (Path.cwd() if is_shipped else root()) / "reports"

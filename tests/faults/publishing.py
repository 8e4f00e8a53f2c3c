"""A publisher on loopback with one indicator, and what asks it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.data.sources.conftest import QUICK, Publisher
from workbench.data.sources import fetch

GDP = {"indicators": "NY.GDP.PCAP.KD", "years": "2020:2021"}
DATA = "/v2/country/all/indicator/NY.GDP.PCAP.KD"
PROXIES = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


def warmed() -> None:
    """Fetch once, so that whoever is forked from this process has loaded what it takes."""
    with TemporaryDirectory() as folder, publishing() as bank:
        asked(bank, Path(folder), "first")


@contextmanager
def publishing() -> Iterator[Publisher]:
    """The publisher, with recorded replies."""

    def page(query: dict[str, list[str]]) -> str:
        return f"world_bank_gdp_{query['page'][0]}.json"

    for name in PROXIES:
        os.environ.pop(name, None)
    bank = Publisher()
    bank.serves("/v2/country", "world_bank_country.json")
    bank.serves("/v2/indicator/NY.GDP.PCAP.KD", "world_bank_indicator.json")
    bank.serves(DATA, page)
    try:
        yield bank
    finally:
        bank.close()


def asked(bank: Publisher, folder: Path, name: str, *, is_online: bool = True) -> Any:
    """Fetch into a new folder, with a cache beside it."""
    return fetch(
        "world_bank",
        folder / name,
        options=GDP,
        is_online=is_online,
        base_url=bank.url,
        cache=folder / "cache",
        limits=QUICK,
    )

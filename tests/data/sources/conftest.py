"""A publisher on loopback that serves recorded replies and faults."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from workbench.data.sources import Limits, fetch

REPLIES = Path(__file__).parent / "replies"
QUICK = Limits(
    connect_seconds=2, read_seconds=0.5, whole_seconds=3, megabytes=1, retries=3,
    backoff_seconds=0.01, longest_wait_seconds=0.1,
)  # fmt: skip


@dataclass
class Answer:
    """One reply: its bytes, status and headers; `cut` bytes are announced and not sent.

    It waits before the first byte, and stalls after the last.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    wait: float = 0
    stall: float = 0


class Publisher:
    """Answers by path; several answers to one path are given in turn, the last for ever."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Any]] = {}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.handle_error = lambda *_: None  # who gives up on a reply breaks the pipe
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def serves(self, path: str, *answers: Answer | bytes | str | Callable[[dict[str, Any]], Any]):
        """Let a path answer with bytes, the name of a recorded reply, or a function of the query."""
        self.answers[path] = [self._answer(answer) for answer in answers]
        return self

    @staticmethod
    def _answer(answer: Any) -> Any:
        if isinstance(answer, str):
            return Answer((REPLIES / answer).read_bytes())
        return Answer(answer) if isinstance(answer, bytes) else answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                parts = urlsplit(self.path)
                queue = publisher.answers.get(parts.path, [Answer(b"no such path", 404)])
                answer = queue.pop(0) if len(queue) > 1 else queue[0]
                if not isinstance(answer, Answer):
                    answer = publisher._answer(answer(parse_qs(parts.query)))
                stop.wait(answer.wait)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body) + answer.cut))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(answer.body)
                self.wfile.flush()
                stop.wait(answer.stall)
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        stop = self.stop = threading.Event()
        return Handler

    def close(self) -> None:
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "CENSUS_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    made = Publisher()
    yield made
    made.close()


@pytest.fixture
def answer() -> type[Answer]:
    return Answer


@pytest.fixture
def recorded() -> Callable[[str], bytes]:
    return lambda name: (REPLIES / name).read_bytes()


@pytest.fixture
def ask(publisher: Publisher, tmp_path: Path) -> Callable[..., Any]:
    """Fetch from the publisher on loopback into a new folder, with a cache of its own."""

    def fetched(name: str, folder: str = "study", *, is_online: bool = True, **options: Any) -> Any:
        return fetch(
            name, tmp_path / folder, options=options, is_online=is_online,
            base_url=publisher.url, cache=tmp_path / "cache", limits=QUICK,
        )  # fmt: skip

    return fetched


def in_zip(content: bytes, name: str = "cbp21co.txt") -> bytes:
    """A zip archive of one file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


@pytest.fixture
def zipped() -> Callable[..., bytes]:
    return in_zip


BULK = "/programs-surveys/cbp"
REFERENCE = f"{BULK}/technical-documentation/reference"


@pytest.fixture
def census(publisher: Publisher, recorded: Callable[[str], bytes]) -> Publisher:
    """The US Census Bureau: one year of counties."""
    return (
        publisher.serves(f"{BULK}/datasets/2021/cbp21co.zip", in_zip(recorded("cbp21co.txt")))
        .serves(f"{REFERENCE}/naics-descriptions/naics2017.txt", "naics2017.txt")
        .serves(f"{REFERENCE}/state-county-geography-reference/georef22.txt", "georef22.txt")
        .serves("/data/2021/cbp", "cbp_api_01.json")
    )


@pytest.fixture
def bank(publisher: Publisher) -> Publisher:
    """The World Bank: one indicator on two pages."""

    def page(query: dict[str, list[str]]) -> str:
        return f"world_bank_gdp_{query['page'][0]}.json"

    return (
        publisher.serves("/v2/country", "world_bank_country.json")
        .serves("/v2/indicator/NY.GDP.PCAP.KD", "world_bank_indicator.json")
        .serves("/v2/country/all/indicator/NY.GDP.PCAP.KD", page)
    )


@pytest.fixture
def europe(publisher: Publisher) -> Publisher:
    """Eurostat: two regions in 2022."""
    data = "/eurostat/api/dissemination/statistics/1.0/data"

    def product(query: dict[str, list[str]]) -> str:
        is_whole = query["unit"] == ["MIO_EUR"]
        return "eurostat_gdp.json" if is_whole else "eurostat_gdp_per_head.json"

    outlines = "/distribution/v2/nuts/geojson/NUTS_RG_20M_2021_4326_LEVL_2.geojson"
    return (
        publisher.serves(f"{data}/sbs_r_nuts2021", "eurostat_business.json")
        .serves(f"{data}/demo_r_d2jan", "eurostat_population.json")
        .serves(f"{data}/nama_10r_2gdp", product)
        .serves(outlines, "gisco_nuts2.geojson")
    )


@pytest.fixture
def italy(publisher: Publisher) -> Publisher:
    """ISTAT: two regions in 2021."""
    flow = "183_1163_DF_DICA_ASIAULP_TERRIFDATA_7"
    data = f"/SDMXWS/rest/data/{flow}/A.ITC1+ITC4.LU+LUEMPDAA..TOTAL"
    return (
        publisher.serves(data, "istat_data.xml")
        .serves("/SDMXWS/rest/codelist/IT1/CL_ITTER107/latest", "istat_areas.xml")
        .serves("/SDMXWS/rest/codelist/IT1/CL_ATECO_2007/latest", "istat_industries.xml")
    )

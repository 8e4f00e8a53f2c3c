"""How is a reply fetched: patiently, within limits, from the publisher's hosts, and whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from workbench.data.sources._address import refuse_unless_allowed, without_query
from workbench.data.sources._recognise import said
from workbench.errors import Problem, StudyError, quoted

if TYPE_CHECKING:
    from requests import Response, Session
    from urllib3.util import Retry

AGAIN = (429, 500, 502, 503, 504)
MOVED = (301, 302, 303, 307, 308)
WRONG = 400  # and everything above it
NO_ENTRY = (401, 403, 407)
NOT_THERE = (404, 410)
MEGABYTE = 1_000_000
CHUNK = 65_536
MOST_MOVES = 5
MOST_HANGS = 1  # a server that hangs is asked once more, one that says it is busy oftener

Told = Callable[[int], None]


@dataclass(frozen=True)
class Limits:
    """How long to wait, how often to ask again, and how much to take, for one reply."""

    connect_seconds: float = 10
    read_seconds: float = 60
    whole_seconds: float = 1800
    megabytes: float = 500
    retries: int = 4
    backoff_seconds: float = 1
    longest_wait_seconds: float = 60


@dataclass(frozen=True)
class Line:
    """A line to a publisher: the hosts that may be asked, and within which limits."""

    hosts: Collection[str]
    base_url: str | None = None
    limits: Limits = Limits()

    def download(self, url: str, told: Told = lambda _: None) -> tuple[bytes, str]:
        """The body and the content type of a reply.

        Raises
        ------
        StudyError
            If the host cannot be reached, refuses, moves elsewhere, or the reply is cut off,
            too large or too slow. Texts name the address without its query, which may hold a key.
        """
        with self._session() as session, _told_in_words(url):
            response = self._final(session, url)
            try:
                _refuse_status(response)
                return self._body(response, told), response.headers.get("content-type", "")
            finally:
                response.close()

    def _session(self) -> Session:
        from requests import Session
        from requests.adapters import HTTPAdapter

        session = Session()
        session.headers["User-Agent"] = "cluster-workbench"
        session.mount("https://", HTTPAdapter(max_retries=_patience(self.limits)))
        session.mount("http://", HTTPAdapter(max_retries=_patience(self.limits)))
        return session

    def _final(self, session: Session, url: str) -> Response:
        """The reply after following moves, each to an allowed place."""
        times = (self.limits.connect_seconds, self.limits.read_seconds)
        for _ in range(MOST_MOVES):
            refuse_unless_allowed(url, self.hosts, self.base_url)
            response = session.get(url, timeout=times, stream=True, allow_redirects=False)
            if response.status_code not in MOVED:
                return response
            url = urljoin(url, response.headers.get("location", ""))
            response.close()
        problem = Problem(
            "CLW-W07",
            "the server moves the request in circles",
            value=without_query(url),
            expected="a reply",
            remedy="try again later, or ask for less at a time",
        )
        raise StudyError(problem)

    def _body(self, response: Response, told: Told) -> bytes:
        parts: list[bytes] = []
        size, most, end = 0, self.limits.megabytes * MEGABYTE, self._end()
        for chunk in response.iter_content(CHUNK):
            parts.append(chunk)
            size += len(chunk)
            told(size)
            if size > most:
                _cut(response, "is larger than is taken", f"at most {most / MEGABYTE:g} MB")
            if time.monotonic() > end:
                _cut(response, "takes too long", f"at most {self.limits.whole_seconds:g} seconds")
        announced = response.headers.get("content-length", "")
        is_plain = "content-encoding" not in response.headers
        if is_plain and announced.isdigit() and int(announced) != size:
            _cut(response, f"is cut off after {size:,} bytes", f"{int(announced):,} bytes")
        return b"".join(parts)

    def _end(self) -> float:
        return time.monotonic() + self.limits.whole_seconds


def _patience(limits: Limits) -> Retry:
    """Ask again after a busy or broken server, wait as it says, but never longer than a limit."""
    from urllib3.util import Retry

    class Patience(Retry):
        DEFAULT_BACKOFF_MAX = int(limits.longest_wait_seconds)

        def get_retry_after(self, response: object) -> float | None:
            asked = super().get_retry_after(response)  # type: ignore[arg-type]
            return None if asked is None else min(asked, limits.longest_wait_seconds)

    return Patience(
        total=limits.retries,
        read=min(limits.retries, MOST_HANGS),
        redirect=False,
        status_forcelist=AGAIN,
        allowed_methods=("GET",),
        backoff_factor=limits.backoff_seconds,
        raise_on_status=False,
    )


@contextmanager
def _told_in_words(url: str) -> Iterator[None]:
    """Turn what the network library raises into a problem; its own text may hold a key."""
    from requests import exceptions

    try:
        yield
    except exceptions.Timeout:
        why = "did not answer in time"
    except (exceptions.ChunkedEncodingError, exceptions.ContentDecodingError):
        raise StudyError(
            Problem(
                "CLW-W09",
                "the reply is cut off or broken on its way",
                value=without_query(url),
                expected="a whole reply",
                remedy="ask again later",
            )
        ) from None
    except exceptions.SSLError:
        why = "has a certificate that is not trusted"
    except exceptions.RequestException as error:
        why = "did not answer in time" if _is_late(error) else "cannot be reached"
    else:
        return
    raise StudyError(
        Problem(
            "CLW-W06",
            f"the server {why}",
            value=without_query(url),
            expected="an answer within the time allowed",
            remedy="look at the connection, or ask again later",
        )
    ) from None


def _is_late(error: Exception) -> bool:
    """Whether the last of several attempts ended because nothing came in time."""
    from urllib3.exceptions import TimeoutError as Late

    cause = error.args[0] if error.args else None
    return isinstance(cause, Late) or isinstance(getattr(cause, "reason", None), Late)


def _refuse_status(response: Response) -> None:
    status = response.status_code
    if status < WRONG:
        return
    text = said(_beginning(response))
    if status in NO_ENTRY:
        message = "the server refuses the request"
    elif status in NOT_THERE:
        message = "the server has nothing at this address"
    elif status in AGAIN:
        message = "the server is busy or broken, also after asking again"
    else:
        message = "the server takes the request for wrong"
    raise StudyError(
        Problem(
            "CLW-W07",
            f"{message} (status {status})" + (f"; it says: {quoted(text)}" if text else ""),
            value=without_query(response.url),
            expected="status 200 with data",
            remedy="try again later, or ask for less at a time",
        )
    )


def _beginning(response: Response) -> bytes:
    """The first words of a reply, or none where they do not come."""
    from requests.exceptions import RequestException

    try:
        return next(response.iter_content(CHUNK), b"")
    except RequestException:
        return b""


def _cut(response: Response, what: str, expected: str) -> None:
    problem = Problem(
        "CLW-W09",
        f"the reply {what}",
        value=without_query(response.url),
        expected=expected,
        remedy="try again later; what was kept before is still there",
    )
    raise StudyError(problem)

"""What does a publisher say: from the kept replies, or from the network where that is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from workbench.data.sources._address import rebased
from workbench.data.sources._cache import Cache, Reply
from workbench.data.sources._http import Line
from workbench.data.sources._recognise import JSON, parsed, what_is_wrong
from workbench.errors import Problem, StudyError

Complaint = Callable[[bytes], str | None]
Progress = Callable[[str, int], None]
TOLD = ("url", "retrieved", "sha256", "bytes", "content_type")


@dataclass(frozen=True)
class Wanted:
    """One thing to ask for.

    `secrets` go to the publisher and nowhere else. `complaint` says in words what the publisher
    complains of in a reply that looks well. `remedy` is what to do about a refusal.
    """

    url: str
    parameters: tuple[tuple[str, str], ...] = ()
    kind: str = JSON
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    complaint: Complaint = lambda _: None
    remedy: str | None = None

    @property
    def address(self) -> str:
        """The address without secrets."""
        query = urlencode(self.parameters, safe=":*,/")
        return self.url + (f"?{query}" if query else "")


@dataclass
class Ask:
    """Questions to one publisher; remembers every reply that was used.

    Without `is_online` nothing but the cache is looked at.
    """

    cache: Cache
    line: Line
    is_online: bool = False
    progress: Progress = lambda *_: None
    replies: list[Mapping[str, Any]] = field(default_factory=list)

    def __call__(self, wanted: Wanted) -> bytes:
        """The body of a reply that is of its kind and no complaint.

        Raises
        ------
        StudyError
            If it is not kept and may not be fetched, or cannot be had, or is not data.
        """
        address = rebased(wanted.address, self.line.base_url)
        reply = self._fetched(wanted, address) if self.is_online else self._kept(wanted, address)
        told = {key: reply.record[key] for key in TOLD}
        if told not in self.replies:
            self.replies.append(told)
        return reply.body

    def json(self, wanted: Wanted) -> Any:
        """The plain values of a JSON reply."""
        return parsed(self(wanted))

    def _kept(self, wanted: Wanted, address: str) -> Reply:
        reply = self.cache.get(address)
        if reply is None:
            host = urlsplit(address).hostname
            raise StudyError(
                Problem(
                    "CLW-W01",
                    f"nothing is kept of this yet, and the network was not allowed: {host} would "
                    "be asked",
                    value=address,
                    expected=f"a reply kept in {self.cache.folder}",
                    remedy="the same command with --online",
                )
            )
        self._refuse(wanted, reply.body, address)
        return reply

    def _fetched(self, wanted: Wanted, address: str) -> Reply:
        if known := self.cache.new(address):
            return known
        secret = urlencode(wanted.secrets)
        url = address + (("&" if "?" in address else "?") + secret if secret else "")
        try:
            body, content_type = self.line.download(url, lambda n: self.progress(address, n))
            self._refuse(wanted, body, address)
        except StudyError as error:
            raise StudyError(
                [self._with_last_good(p, wanted, address) for p in error.problems]
            ) from None
        return self.cache.keep(address, body, content_type)

    def _refuse(self, wanted: Wanted, body: bytes, address: str) -> None:
        wrong = what_is_wrong(body, wanted.kind)
        complaint = None if wrong else wanted.complaint(body)
        if complaint:
            wrong = "CLW-W11", f"the publisher answers with a complaint: {complaint}"
        if wrong:
            expected = f"data as {wanted.kind}"
            raise StudyError(
                Problem(
                    *wrong,
                    value=address,
                    expected=expected,
                    remedy="try again later, or with other options: workbench show SOURCE",
                )
            )

    def _with_last_good(self, problem: Problem, wanted: Wanted, address: str) -> Problem:
        """The problem without secrets, and what can be done: the last good copy is still there."""
        remedies = [wanted.remedy or problem.remedy]
        if day := self.cache.date(address):
            remedies.append(
                f"leave out --online to use the last good copy, retrieved on {day}, which was kept"
            )
        remedy = "; or ".join(part for part in remedies if part) or "ask again later"
        message, value = problem.message, problem.value or ""
        for secret in filter(None, wanted.secrets.values()):
            message, value = message.replace(secret, "…"), value.replace(secret, "…")
        return replace(problem, message=message, value=value, remedy=remedy)

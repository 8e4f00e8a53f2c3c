"""Whom may we ask: the publisher's own hosts over https, nothing on a private network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import urlsplit, urlunsplit

from workbench.errors import Problem, StudyError, listed

SCHEMES = ("http", "https")
HTTPS_PORT = 443


def rebased(url: str, base_url: str | None) -> str:
    """The address at another server that keeps the publisher's paths, where one was named.

    Examples
    --------
    >>> rebased("https://api.worldbank.org/v2/country?page=1", "http://127.0.0.1:80/mirror/")
    'http://127.0.0.1:80/mirror/v2/country?page=1'
    """
    if base_url is None:
        return url
    parts = urlsplit(url)
    path = base_url.rstrip("/") + parts.path
    return path + (f"?{parts.query}" if parts.query else "")


def refuse_unless_allowed(url: str, hosts: Collection[str], base_url: str | None = None) -> None:
    """Stop where an address is none of the publisher's.

    Parameters
    ----------
    url
        The address that would be asked next, also after a redirect.
    hosts
        The hosts of the source's card.
    base_url
        A server the user named; it may be anywhere, also on this machine.

    Raises
    ------
    StudyError
        If the scheme is not http or https, the host is another one, or it lies in a private
        network.
    """
    parts = urlsplit(url)
    if base_url is not None and _server(url) == _server(base_url) and parts.scheme in SCHEMES:
        return
    reason = ""
    if parts.scheme != "https":
        reason = f"it is {parts.scheme or 'no'} and not https"
    elif parts.hostname not in hosts or parts.username or _port(url) != HTTPS_PORT:
        reason = "it is not a host of this source"
    elif any(not ipaddress.ip_address(place).is_global for place in _places(parts.hostname or "")):
        reason = "it lies in a private network"
    if reason:
        raise StudyError(
            Problem(
                "CLW-W05",
                f"an address is not asked: {reason}",
                value=without_query(url),
                expected=f"https and one of: {listed(hosts)}",
                remedy="take the address of the publisher, or --server with your own",
            )
        )


def without_query(url: str) -> str:
    """An address without its query and without names and passwords."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, (parts.netloc or "").rpartition("@")[2], parts.path, "", ""))


def _server(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", _port(url)


def _port(url: str) -> int:
    parts = urlsplit(url)
    try:
        return parts.port or (HTTPS_PORT if parts.scheme == "https" else 80)
    except ValueError:
        return 0


def _places(host: str) -> list[str]:
    """The network addresses of a host; none where it is not known, which the request will tell."""
    try:
        found = socket.getaddrinfo(host, HTTPS_PORT, proto=socket.IPPROTO_TCP)
    except OSError:
        return []
    return [str(place[4][0]).partition("%")[0] for place in found]

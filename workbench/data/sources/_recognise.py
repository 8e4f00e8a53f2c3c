"""Is a reply what was asked for: web pages, empty and broken bodies, complaints in JSON."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from workbench.errors import quoted

JSON, CSV, ZIP, XML = "JSON", "CSV", "ZIP", "XML"
ZIP_MARK = b"PK\x03\x04"
HEAD = 4096
SHOWN = 160


def what_is_wrong(body: bytes, kind: str) -> tuple[str, str] | None:
    """The code and the words for a body that is not of its kind, or None.

    Parameters
    ----------
    body
        The reply, decompressed.
    kind
        "JSON", "CSV", "ZIP" or "XML".

    Examples
    --------
    >>> what_is_wrong(b"<html><title>Sign in</title>", "JSON")
    ('CLW-W08', 'a sign-in page came in place of data: "Sign in"')
    >>> what_is_wrong(b"[1]", "JSON")
    """
    if not body.strip():
        return "CLW-W09", "the reply is empty"
    if is_page(body):
        page = "a sign-in page" if _asks_to_sign_in(body) else "a web page"
        return "CLW-W08", f"{page} came in place of data: {quoted(page_text(body))}"
    looks_like_xml = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if kind == ZIP:
        is_right = body.startswith(ZIP_MARK)
    elif kind == XML:
        is_right = looks_like_xml
    elif kind == JSON:
        is_right = not looks_like_xml and _is_json(body)
    else:
        is_right = not looks_like_xml and b"\0" not in body
    if is_right:
        return None
    return "CLW-W10", f"the reply is not {kind}: it begins {quoted(_text(body)[:SHOWN])}"


def is_page(body: bytes) -> bool:
    """Whether a body is a web page."""
    head = _text(body[:HEAD]).lstrip("\ufeff").lstrip()
    head = re.sub(r"^(<\?xml[^>]*>|<!--.*?-->|\s)+", "", head, flags=re.S)
    return bool(re.match(r"<(!doctype\s+html|html|head|body|div)\b", head, re.I))


def page_text(body: bytes) -> str:
    """What a web page says of itself: its title or first heading, without markup."""
    text = _text(body)
    found = [m.group(1) for m in re.finditer(r"<(?:title|h1)\b[^>]*>(.*?)</", text, re.I | re.S)]
    said = found[0] if found else text
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", said)).split())[:SHOWN]


def said(body: bytes) -> str:
    """What an error reply says, in a few words: a page's title, or the beginning of the text."""
    if is_page(body):
        return page_text(body)
    text = _text(body[:HEAD])
    in_json = re.findall(r'"(?:label|message|value)"\s*:\s*"([^"]+)"', text)
    return " ".join(re.sub(r"<[^>]*>", " ", " ".join(in_json) or text).split())[:SHOWN]


def parsed(body: bytes) -> Any:
    """A JSON body as plain values."""
    return json.loads(body.decode("utf-8-sig"))


def _is_json(body: bytes) -> bool:
    try:
        return isinstance(parsed(body), dict | list)
    except (ValueError, RecursionError):
        return False


def _asks_to_sign_in(body: bytes) -> bool:
    text = _text(body)
    has_password = re.search(r"<input[^>]*type\s*=\s*[\"']?password", text, re.I)
    return bool(has_password or re.search(r"\b(sign|log)[ -]?(in|on)\b", page_text(body), re.I))


def _text(body: bytes) -> str:
    return body.decode("utf-8", errors="replace")

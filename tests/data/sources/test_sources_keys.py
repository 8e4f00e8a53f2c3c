"""A key goes to the publisher and nowhere else."""

from __future__ import annotations

import json
import traceback

import pytest

from workbench.data.sources import _address, fetch
from workbench.errors import StudyError

KEY = "s3cr3t-k3y-0123456789"
API = {"layout": "api", "states": "01"}


def test_a_key_is_sent_and_written_nowhere(census, ask, monkeypatch, tmp_path):
    monkeypatch.setenv("CENSUS_API_KEY", KEY)
    found = ask("county_business_patterns", **API)
    assert f"&key={KEY}" in census.asked[0]
    for path in tmp_path.rglob("*"):
        assert KEY not in str(path)
        assert not path.is_file() or KEY.encode() not in path.read_bytes()
    assert KEY not in json.dumps(found.as_record()) + repr(found)


def test_what_was_fetched_with_a_key_is_found_without(census, ask, monkeypatch):
    monkeypatch.setenv("CENSUS_API_KEY", KEY)
    ask("county_business_patterns", **API)
    monkeypatch.delenv("CENSUS_API_KEY")
    again = ask("county_business_patterns", "again", is_online=False, **API)
    assert again.rows["activity"] == 3
    assert len(census.asked) == 1


@pytest.mark.parametrize("fault", ["page", "status", "move", "slow", "gone"])
def test_no_complaint_tells_a_key(census, ask, answer, monkeypatch, fault):
    monkeypatch.setenv("CENSUS_API_KEY", KEY)
    echo = f"no such key: {KEY}".encode()
    faults = {
        "page": answer(b"<html><title>" + echo + b"</title></html>"),
        "status": answer(echo, 400),
        "move": answer(b"", 302, {"Location": f"https://example.org/?key={KEY}"}),
        "slow": answer(b"[]", wait=20),
        "gone": answer(b"[]", cut=9),
    }
    census.serves("/data/2021/cbp", faults[fault])
    with pytest.raises(StudyError) as error:
        ask("county_business_patterns", **API)
    told = "".join(traceback.format_exception(error.value))
    assert KEY not in told and KEY not in json.dumps([p.as_record() for p in error.value.problems])


def test_the_page_about_a_missing_key_is_recognised(census, ask, answer, recorded):
    census.serves("/data/2021/cbp", answer(b"", 302, {"Location": "/data/missing_key.html"}))
    census.serves("/data/missing_key.html", answer(recorded("cbp_missing_key.html")))
    with pytest.raises(StudyError) as error:
        ask("county_business_patterns", **API)
    told = error.value.problems[0]
    assert told.code == "CLW-W08" and "Missing Key" in told.message
    assert "CENSUS_API_KEY" in told.remedy and "layout=bulk" in told.remedy


def test_without_a_key_the_publisher_is_not_bothered(tmp_path, monkeypatch):
    monkeypatch.delenv("CENSUS_API_KEY", raising=False)
    with pytest.raises(StudyError, match="CLW-W17") as error:
        fetch("county_business_patterns", tmp_path / "x", options=API, is_online=True,
              cache=tmp_path / "cache")  # fmt: skip
    assert "layout=bulk" in error.value.problems[0].remedy


@pytest.mark.parametrize(
    "url",
    [
        "http://api.census.gov/x",
        "https://api.census.gov:8443/x",
        "https://user@api.census.gov/x",
        "https://api.census.gov.example.org/x",
        "https://127.0.0.1/x",
        "ftp://api.census.gov/x",
        "https:///x",
    ],
)
def test_addresses_that_are_not_asked(url):
    with pytest.raises(StudyError, match="CLW-W05"):
        _address.refuse_unless_allowed(url, ["api.census.gov"])


@pytest.mark.parametrize("place", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"])
def test_a_host_that_leads_into_a_private_network_is_not_asked(monkeypatch, place):
    known = [(2, 1, 6, "", (place, 443))]
    monkeypatch.setattr(_address.socket, "getaddrinfo", lambda *_a, **_k: known)
    with pytest.raises(StudyError, match="private network"):
        _address.refuse_unless_allowed("https://api.census.gov/x", ["api.census.gov"])


def test_a_public_host_is_asked(monkeypatch):
    known = [(2, 1, 6, "", ("148.129.75.1", 443))]
    monkeypatch.setattr(_address.socket, "getaddrinfo", lambda *_a, **_k: known)
    _address.refuse_unless_allowed("https://api.census.gov/x", ["api.census.gov"])

"""What goes wrong on the way is recognised and told, and the last good copy stays."""

from __future__ import annotations

import json
import socket
import time

import pytest

from workbench.data.sources import Limits, fetch, sources
from workbench.errors import ParameterError, StudyError

GDP = {"indicators": "NY.GDP.PCAP.KD", "years": "2020:2021"}
DATA = "/v2/country/all/indicator/NY.GDP.PCAP.KD"
PAGE = b"<!doctype html>\n<html><head><title>Scheduled maintenance</title></head></html>"
SIGN_IN = b"<html><body><h1>Welcome</h1><form><input type='password'></form></body></html>"


def problem(error):
    assert len(error.value.problems) == 1
    return error.value.problems[0]


@pytest.fixture
def failing(bank, ask, answer):
    """Ask the bank once in vain; the reply for the figures is what the test says."""

    def told(*answers, path=DATA, **options):
        bank.serves(path, *[a if isinstance(a, answer) else answer(a) for a in answers])
        with pytest.raises(StudyError) as error:
            ask("world_bank", "failed", **(GDP | options))
        return problem(error)

    return told


@pytest.mark.parametrize("name", sources.names())
def test_without_the_network_nothing_is_connected(name, ask, bank, monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("a connection was tried")

    with monkeypatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        with pytest.raises(StudyError) as error:
            ask(name, is_online=False)
    told = problem(error)
    assert told.code == "CLW-W01" and "127.0.0.1 would be asked" in told.message
    assert told.value.startswith("http://127.0.0.1") and "--online" in told.remedy
    assert bank.asked == []


def test_the_publishers_own_host_is_named(tmp_path):
    with pytest.raises(StudyError, match=r"api\.worldbank\.org would be asked"):
        fetch("world_bank", tmp_path / "x", cache=tmp_path / "cache")
    assert not (tmp_path / "x").exists()


def test_kept_replies_serve_without_the_network(bank, ask, monkeypatch):
    ask("world_bank", **GDP)
    bank.asked.clear()
    monkeypatch.setattr(socket, "socket", None)
    again = ask("world_bank", "again", is_online=False, **GDP)
    assert again.rows["indicators"] == 3 and bank.asked == []


def test_a_wrong_indicator_is_answered_with_200_and_recognised(failing, recorded):
    told = failing(recorded("world_bank_error.json"))
    assert told.code == "CLW-W11"
    assert "Invalid value: The provided parameter value is not valid" in told.message
    assert "NY.GDP.PCAP.KD" in told.value and "-p indicators" in told.remedy


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (PAGE, "CLW-W08", "a web page came in place of data: \"Scheduled maintenance\""),
        (SIGN_IN, "CLW-W08", "a sign-in page"),
        (b"", "CLW-W09", "the reply is empty"),
        (b"  \n", "CLW-W09", "the reply is empty"),
        (b"<?xml version='1.0'?><wb:error/>", "CLW-W10", "is not JSON"),
        (b"[{\"page\": 1}, [", "CLW-W10", "is not JSON"),
        (b"\x89PNG\r\n\x1a\n", "CLW-W10", "is not JSON"),
        (b"7", "CLW-W10", "is not JSON"),
        (b"[]", "CLW-W10", "documented shape"),
        (b"{}", "CLW-W10", "documented shape"),
        (b"[null, [1]]", "CLW-W10", "documented shape"),
        (b'[{"page": 2, "pages": 2, "total": 1}, []]', "CLW-W10", "page 2 of 2 came"),
        (b'[{"page": 1, "pages": 1, "total": 5}, []]', "CLW-W10", "5 were announced"),
        (b'[{"page": 1, "pages": "x", "total": 0}, []]', "CLW-W10", "documented shape"),
        (b'[{"page": 1, "pages": 1, "total": 1}, [{"date": "2020"}]]', "CLW-W10", "countryiso3code"),
        (b'[{"page": 1, "pages": 1, "total": 1}, [7]]', "CLW-W10", "documented shape"),
        (b'[{"page": 1, "pages": 1, "total": 0}, null]', "CLW-W14", "no figure"),
        (b"[" * 100_000, "CLW-W10", "is not JSON"),
    ],
)  # fmt: skip
def test_bodies_that_are_no_data(failing, body, code, words):
    told = failing(body)
    assert told.code == code and words in told.message


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "nothing at this address"), (403, "refuses the request"), (400, "for wrong")],
)
def test_error_statuses_quote_the_publisher(failing, answer, status, words):
    told = failing(answer(b'{"error":[{"label":"No such thing"}]}', status))
    assert told.code == "CLW-W07" and words in told.message and "No such thing" in told.message


def test_more_pages_than_can_be_are_not_asked_for(failing, bank):
    assert failing(b'[{"page": 1, "pages": 5000, "total": 1}, []]').code == "CLW-W10"
    assert sum(DATA in path for path in bank.asked) == 1


def test_a_busy_server_is_asked_again(bank, ask, answer, recorded):
    busy = answer(b"busy", 503)
    bank.serves("/v2/country", busy, busy, answer(recorded("world_bank_country.json")))
    assert ask("world_bank", **GDP).rows["regions"] == 2
    assert sum(path.startswith("/v2/country?") for path in bank.asked) == 3


def test_the_wait_a_server_asks_for_is_kept_within_a_limit(bank, ask, answer, recorded):
    busy = answer(b"busy", 429, {"Retry-After": "3600"})
    bank.serves("/v2/country", busy, answer(recorded("world_bank_country.json")))
    began = time.monotonic()
    ask("world_bank", **GDP)
    assert 0.1 <= time.monotonic() - began < 5


def test_a_server_that_stays_busy_is_given_up(failing, answer, bank):
    told = failing(answer(b"later", 503))
    assert told.code == "CLW-W07" and "also after asking again" in told.message
    assert sum(DATA in path for path in bank.asked) == 4


def test_a_cut_reply_is_not_used(failing, answer, recorded):
    told = failing(answer(recorded("world_bank_gdp_1.json"), cut=400))
    assert told.code == "CLW-W09" and "cut off" in told.message


def test_a_slow_reply_is_given_up(failing, answer):
    told = failing(answer(b"[]", wait=20))
    assert told.code == "CLW-W06" and "did not answer in time" in told.message


def test_a_reply_that_stops_in_the_middle_is_given_up(failing, answer):
    told = failing(answer(b'[{"page": 1', cut=500, stall=20))
    assert told.code == "CLW-W06" and "did not answer in time" in told.message


def test_a_reply_that_drips_is_given_up(bank, ask, monkeypatch):
    monkeypatch.setattr("workbench.data.sources._http.Line._end", lambda _: time.monotonic() - 1)
    with pytest.raises(StudyError, match=r"CLW-W09  the reply takes too long"):
        ask("world_bank", **GDP)
    assert bank.asked


@pytest.mark.parametrize("status", [404, 503])
def test_an_error_status_with_a_broken_body_is_told(failing, answer, status):
    told = failing(answer(b"", status, cut=500))
    assert told.code == "CLW-W07" and str(status) in told.message


def test_a_huge_reply_is_not_taken(failing):
    told = failing(b" " * 1_500_000)
    assert told.code == "CLW-W09" and "larger than is taken" in told.message


def test_a_refused_connection_is_told(tmp_path, publisher):
    server = publisher.url
    publisher.server.server_close()
    with pytest.raises(StudyError) as error:
        fetch(
            "world_bank", tmp_path / "x", options=GDP, is_online=True, base_url=server,
            cache=tmp_path / "cache", limits=Limits(1, 1, retries=0),
        )  # fmt: skip
    assert problem(error).code == "CLW-W06"


@pytest.mark.parametrize(
    "place",
    [
        "https://example.org/x",
        "http://127.0.0.1:1/x",
        "file:///etc/passwd",
        "http://169.254.169.254/",
    ],
)
def test_a_move_to_another_host_is_not_followed(failing, answer, place):
    told = failing(answer(b"", 302, {"Location": place}))
    assert told.code == "CLW-W05" and told.value.startswith(place[:10])


def test_a_move_on_the_same_server_is_followed(bank, ask, answer):
    bank.serves("/v2/country", answer(b"", 301, {"Location": "/v2/moved"}))
    bank.serves("/v2/moved", "world_bank_country.json")
    assert ask("world_bank", **GDP).rows["regions"] == 2


def test_moves_in_circles_are_given_up(failing, answer):
    told = failing(answer(b"", 302, {"Location": DATA}))
    assert told.code == "CLW-W07" and "circles" in told.message


@pytest.mark.parametrize(
    "server",
    ["file:///etc", "ftp://127.0.0.1", "127.0.0.1:80", "", "http://", "http://me:pw@127.0.0.1"],
)
def test_a_server_is_named_by_http(tmp_path, server):
    with pytest.raises(ParameterError, match="CLW-W05") as error:
        fetch("world_bank", tmp_path / "x", base_url=server, cache=tmp_path / "cache")
    assert "pw" not in str(error.value.problems[0].value)


def test_what_is_fetched_is_shown_where_somebody_watches(bank, ask, monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert ask("world_bank", **GDP).rows["regions"] == 2
    assert "fetch world_bank" in capsys.readouterr().err and bank.asked


def test_a_failed_fetch_keeps_the_last_good_copy_and_says_its_day(bank, ask, answer, tmp_path):
    good = ask("world_bank", **GDP)
    before = {
        p: p.read_bytes() for p in [*(tmp_path / "cache").rglob("*.*"), *good.folder.iterdir()]
    }
    bank.serves(DATA, answer(PAGE))
    with pytest.raises(StudyError) as error:
        ask("world_bank", **GDP)
    told = problem(error)
    assert f"retrieved on {good.retrieved}" in told.remedy and "leave out --online" in told.remedy
    assert {p: p.read_bytes() for p in before} == before
    after = {p for p in (tmp_path / "cache").rglob("*.*") if p.is_file()}
    assert after <= set(before)
    assert ask("world_bank", "again", is_online=False, **GDP).rows == good.rows


def test_a_fetch_that_fails_halfway_replaces_no_reply(bank, ask, answer, recorded):
    """All replies of a study are of one fetch: new first pages do not join old last ones."""
    ask("world_bank", **GDP)
    changed = recorded("world_bank_country.json").replace(b"Italy", b"Italia")
    bank.serves("/v2/country", answer(changed))
    bank.serves(DATA, answer(PAGE))
    with pytest.raises(StudyError):
        ask("world_bank", **GDP)
    study = ask("world_bank", "again", is_online=False, **GDP).study
    assert "Italy" in set(study.regions["name"])


def test_a_study_with_errors_is_not_written(bank, ask, answer, recorded, tmp_path):
    good = ask("world_bank", **GDP)
    before = {p.name: p.read_bytes() for p in good.folder.iterdir()}
    twice = json.loads(recorded("world_bank_gdp_2.json"))
    twice[1][0]["date"] = "2021"  # Italy has that year on the first page

    def page(query):
        first = query["page"] == ["1"]
        return answer(recorded("world_bank_gdp_1.json") if first else json.dumps(twice).encode())

    bank.serves(DATA, page)
    with pytest.raises(StudyError, match="CLW-T26") as error:
        ask("world_bank", **GDP)
    assert problem(error).file == "indicators.csv"
    assert {p.name: p.read_bytes() for p in good.folder.iterdir()} == before
    assert [p.name for p in tmp_path.iterdir() if "partial" in p.name] == []
    assert ask("world_bank", "again", is_online=False, **GDP).rows == good.rows


def test_a_folder_with_other_files_is_left_alone(bank, ask, tmp_path):
    other = tmp_path / "study"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    with pytest.raises(StudyError, match="CLW-W15"):
        ask("world_bank", **GDP)
    assert [p.name for p in other.iterdir()] == ["mine.txt"] and bank.asked == []


def test_a_study_of_another_source_is_left_alone(tiny_study, ask, publisher):
    with pytest.raises(StudyError, match="CLW-W15"):
        ask("world_bank", str(tiny_study), **GDP)
    assert publisher.asked == []

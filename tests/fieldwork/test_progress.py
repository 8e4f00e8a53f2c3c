"""The bar of an instrument: after a while, on a terminal, with what goes on; silent elsewhere."""

from __future__ import annotations

import io
import time

import pytest

from workbench.fieldwork import _progress, instruments
from workbench.fieldwork._forms import read_form
from workbench.fieldwork._templates import write_template


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def watched(monkeypatch: pytest.MonkeyPatch, patience: float) -> Terminal:
    """Standard error as a terminal; of the test itself, for a fixture's would be replaced."""
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(_progress, "PATIENCE", patience)
    return stream


def test_long_work_shows_what_goes_on(monkeypatch):
    terminal = watched(monkeypatch, 0.01)
    with _progress.steps_shown("appraise", 4) as tell:
        tell("opening")
        time.sleep(0.2)
        tell("reading responses")
        time.sleep(0.2)
    assert "appraise: opening" in terminal.getvalue()
    assert "appraise: reading responses" in terminal.getvalue()
    assert "25%" in terminal.getvalue()


def test_short_work_and_errors_leave_no_bar(monkeypatch):
    terminal = watched(monkeypatch, 60.0)
    with pytest.raises(KeyError), _progress.steps_shown("appraise", 4) as tell:
        tell("opening")
        raise KeyError
    assert not terminal.getvalue()


def test_nothing_is_shown_where_nobody_watches(monkeypatch, capsys):
    monkeypatch.setattr(_progress, "PATIENCE", 0.0)
    with _progress.steps_shown("appraise", 4) as tell:
        tell("opening")
        time.sleep(0.05)
    assert capsys.readouterr() == ("", "")


def test_a_form_tells_each_sheet_that_it_reads(tmp_path):
    own, told = instruments["monitoring"], []
    read_form(write_template(own, tmp_path / "form.xlsx"), own.card, tell=told.append)
    sheets = [f"reading {name}" for name in own.card.sheets]
    assert told == ["opening", *[t for t in sheets if t in told], "checking"]
    assert "reading observations" in told

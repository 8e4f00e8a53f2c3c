from __future__ import annotations

import time
from typing import Any

import pytest
from nbformat import from_dict

from tests.reports.notebooks import code, content
from workbench.reports._tidy import harmless, shortened, tidy, without_escapes


def stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def shown(text: str) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {"text/plain": text}}


def tidied(*outputs: dict[str, Any]) -> list[Any]:
    whole = content(code("x", outputs=outputs))
    executed = from_dict(whole)
    tidy(executed, whole)
    return list(executed.cells[0].outputs)


def test_streams_are_whole_however_they_arrived() -> None:
    one = tidied(stream("stdout", "ab"), stream("stderr", "x"), stream("stdout", "c"), shown("f"))
    other = tidied(stream("stderr", "x"), stream("stdout", "abc"), shown("f"))
    assert one == other == [stream("stdout", "abc"), stream("stderr", "x"), shown("f")]


def test_what_was_said_before_and_after_an_output_stays_there() -> None:
    outputs = [stream("stdout", "before"), shown("f"), stream("stdout", "after")]
    assert tidied(*outputs) == outputs


def test_only_what_a_terminal_would_still_show_is_kept() -> None:
    assert tidied(stream("stdout", "1 %\r50 %\rdone\r\nnext\n"))[0]["text"] == "done\nnext\n"


def test_one_endless_line_is_cut_in_no_time() -> None:
    began = time.monotonic()
    (found,) = tidied(stream("stdout", "x" * 20_000_000))
    assert time.monotonic() - began < 5
    assert len(found["text"]) < 1_000_100
    assert found["text"].endswith("… 19,000,000 more characters are not shown")


def test_addresses_and_widgets_go() -> None:
    out = shown("<function f at 0x7f3a>")
    out["data"]["application/vnd.jupyter.widget-view+json"] = {"model_id": "random"}
    assert tidied(out)[0]["data"] == {"text/plain": "<function f at 0x…>"}


def test_cells_without_a_name_of_their_own_are_named_by_place() -> None:
    whole = content(code("a"), code("b"))
    executed = from_dict(whole)
    executed.cells[1]["id"] = "f3a9-random"
    executed.cells[1].metadata["execution"] = {"iopub.status.busy": "2031"}
    executed.metadata["papermill"] = {"start_time": "2031"}
    tidy(executed, whole)
    assert [cell["id"] for cell in executed.cells] == ["own-0", "cell-1"]
    assert "2031" not in str(executed)


@pytest.mark.parametrize(
    "command",
    [
        "\x1b[2J",
        "\x1b[?25l",
        "\x1b[38:2::255:0:0m",  # a colour as some programs write it
        "\x1b(B",  # as `tput sgr0` ends colours
        "\x1b7",
        "\x1b]0;a title\x07",
        "\x1b]8;;http://example.org\x1b\\",
        "\x1bPa device's answer\x1b\\",
        "\x9b31m",  # the same commands in one character
        "\x9d0;a title\x9c",
        "\x00\x08\x7f\x85\ud800",
    ],
)
def test_a_command_to_a_terminal_leaves_nothing_behind(command: str) -> None:
    assert without_escapes(f"温{command}州") == "温州"


def test_a_page_is_told_apart_quickly_and_otherwise_left_alone() -> None:
    plain = "温州\r\n\t[31m é "
    assert harmless(plain) == plain.encode()
    assert harmless("a\x1b[31mb") == harmless("a\x9b31mb") == harmless("a\x7fb") == b"ab"


def test_what_is_no_command_stays() -> None:
    assert without_escapes("[31m a\tb\n(B") == "[31m a\tb\n(B"
    assert without_escapes("\x1b]never ended") == "never ended"


def test_endless_commands_are_taken_out_in_no_time() -> None:
    began = time.monotonic()
    for start in ("\x1b[", "\x1b]", "\x1b "):
        without_escapes(start + "1" * 200_000 + start * 50_000)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("kind", ["text/html", "text/markdown", "image/svg+xml"])
def test_markup_that_no_page_can_hold_goes_with_a_note(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.reports._tidy.LONGEST_MARKUP", 3)
    out = shown("told") | {"data": {"text/plain": "told", kind: "abcd"}}
    note = "… 4 more characters are not shown"
    assert tidied(out)[0]["data"] == {"text/plain": f"told\n{note}"}
    fits = shown("told") | {"data": {"text/plain": "told", kind: "abc"}}
    assert tidied(fits)[0]["data"] == {"text/plain": "told", kind: "abc"}


def test_values_and_errors_are_capped_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.reports._tidy.LONGEST_STREAM", 3)
    cut = "abc\n… 2 more characters are not shown"
    assert tidied(shown("abcde"))[0]["data"]["text/plain"] == cut
    error = {"output_type": "error", "ename": "E", "evalue": "abcde", "traceback": ["a", "cde"]}
    (found,) = tidied(error)
    assert found["evalue"] == cut
    assert found["traceback"] == ["a", "c", "… 2 more characters are not shown"]


def test_short_text_is_not_cut_and_control_characters_are_not_shown() -> None:
    assert shortened("abc", 3) == "abc"
    assert without_escapes("\x1b[1;31mred\x1b[0m\x1b]8;;http://x\x07link\x00\x08\n\t温") == (
        "redlink\n\t温"
    )

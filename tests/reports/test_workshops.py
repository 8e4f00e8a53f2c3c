"""The papers of the workshops: every name is on its sheet, and every column they name is there."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from tests.fieldwork.forms import form_of
from tests.test_cli import run
from workbench.errors import StudyError
from workbench.fieldwork import instruments, roadmap
from workbench.fieldwork.stages import gates
from workbench.fieldwork.stages.workshops import Papers
from workbench.reports.workshops import (
    COMMANDS,
    ENTRIES,
    FREE_LINES,
    PAIRS_A_PAGE,
    cards,
    workshop_kits,
    write_workshops,
)

OPEN = {"meta", "br", "col", "link", "img"}


class Tags(HTMLParser):
    """Which tags a page holds, and whether each that opens is closed in order."""

    def __init__(self, text: str):
        super().__init__()
        self.stack: list[str] = []
        self.seen: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, _):
        self.seen.append(tag)
        if tag not in OPEN:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


@pytest.fixture(scope="module")
def page() -> str:
    return workshop_kits().decode()


def sheets(page: str) -> list[str]:
    return page.split('<section class="paper">')[1:]


def test_each_workshop_has_a_sheet_to_lead_it_and_papers_to_fill_in(page):
    heads = [re.findall(r"<span>(.*?)</span>", sheet)[:2] for sheet in sheets(page)]
    kinds = [(head[0].split(":")[0], head[1]) for head in heads]
    assert kinds == [
        ("Workshop 1 of 3", "For the person who leads it"),
        ("Workshop 1 of 3", "One for each person"),
        ("Workshop 2 of 3", "For the person who leads it"),
        ("Workshop 2 of 3", "One for each person"),
        ("Workshop 2 of 3", "One for each person"),
        ("Workshop 3 of 3", "For the person who leads it"),
        ("Workshop 3 of 3", "One for each firm"),
        ("After the workshops", "For the person who enters the papers"),
    ]


def test_the_page_is_well_formed_and_asks_the_network_for_nothing(page):
    tags = Tags(page)
    assert tags.stack == []
    assert not {"script", "link", "img", "iframe"} & set(tags.seen)
    assert "http://" not in page
    assert "https://" not in page
    assert "@page { size: A4" in page


def test_every_factor_is_ranked_once_and_every_pair_judged_once():
    factors = tuple(f"factor {number}" for number in range(8))
    found = sheets(workshop_kits(Papers(factors=factors)).decode())
    (ballot,) = [sheet for sheet in found if "Ballot: " in sheet]
    assert ballot.count('<td class="rank">') == len(factors) + FREE_LINES
    cards = [sheet for sheet in found if "Card of pairs: " in sheet]
    rows = re.findall(r'<th scope="row">(.*?)</th>.*?class="right">(.*?)</td>', "".join(cards))
    assert len(rows) == len({frozenset(row) for row in rows}) == 28
    assert len(cards) == -(-28 // PAIRS_A_PAGE)
    marks = re.findall(r"<i>(\d)</i>", cards[0].split("<tbody>")[1].split("</tr>")[0])
    assert marks == [*"987654321", *"23456789"]


def test_names_are_escaped_and_chinese_ones_bring_their_font(page):
    told = workshop_kits(
        Papers(factors=("<script>alert(1)</script>", "牛奶质量"), skills=("市场 & <b>营销</b>",))
    ).decode()
    assert "script" not in Tags(told).seen
    assert "&lt;script&gt;alert(1)" in told
    assert "市场 &amp; &lt;b&gt;营销" in told
    assert told.count("@font-face") == 1
    assert "@font-face" not in page


def test_what_is_made_up_is_said_where_it_stands(page):
    assert page.count('class="made-up"') == 3
    assert 'class="made-up"' not in workshop_kits(Papers(examples=())).decode()


def test_every_sheet_and_column_that_takes_a_paper_is_on_its_card():
    cards = {own.card.template: own.card for own in map(instruments.__getitem__, instruments)}
    for paper, kind, sheet, columns, _ in ENTRIES:
        assert kind in COMMANDS, paper
        assert set(columns) <= set(cards[kind].sheets[sheet].columns), paper
    (how,) = [how for *_, sheet, _, how in ENTRIES if sheet == "gates"]
    assert set(re.findall(r"\w+_\w+", how)) <= set(gates()["question"])


def test_every_ratio_as_it_is_printed_is_taken(page):
    printed = re.findall(r'<td class="number">(0\.\d+)</td>', page)
    assert len(printed) == 8
    ratios = [float(ratio) for ratio in printed]
    pairs = pd.DataFrame({"voter": map(str, ratios), "first": "a", "second": "b", "ratio": ratios})
    found = roadmap(form_of(roadmap.example(0) | {"comparisons": pairs}).study)
    assert found.facts["consistency_ratio"] == 0
    assert found.tables["weights"]["factor"].iloc[0] == "b"


def test_a_page_or_a_folder_is_written_and_nothing_is_overwritten(tmp_path):
    assert write_workshops(tmp_path / "kit.html").read_bytes() == workshop_kits()
    assert write_workshops(tmp_path / "new" / "kit") == tmp_path / "new" / "kit" / "workshops.html"
    with pytest.raises(StudyError, match="CLW-E02"):
        write_workshops(tmp_path / "kit.html")


def test_papers_are_a_page_or_a_folder_and_nothing_else(tmp_path):
    with pytest.raises(StudyError, match=r"CLW-E80.*\.pdf"):
        write_workshops(tmp_path / "kit.pdf")
    assert not list(tmp_path.iterdir())


def test_the_command_writes_the_words_of_a_form_and_says_which_are_made_up(tmp_path):
    pd.DataFrame({"factor": ["brand", "cold chain"]}).to_csv(tmp_path / "votes.csv", index=False)
    page = tmp_path / "papers.html"
    told = run("new", "workshops", page, "--from", tmp_path, "--json")
    assert json.loads(told.stdout)["factors"] == ["brand", "cold chain"]
    assert json.loads(told.stdout)["examples"] == ["skills"]
    assert "cold chain" in page.read_text(encoding="utf-8")
    again = run("new", "workshops", page)
    assert again.returncode == 1
    assert "CLW-E02" in again.stderr


def test_long_factors_take_more_cards_each_with_the_number_of_its_voter():
    short = Papers(factors=tuple(f"factor {number}" for number in range(9)))
    long = Papers(
        factors=tuple(f"{n} finance that small farms can bear, in time" for n in range(9))
    )
    sizes = [[len(card) for card in cards(papers.pairs)] for papers in (short, long)]
    assert [sum(own) for own in sizes] == [36, 36]
    assert sizes[0] == [16, 16, 4]
    assert max(sizes[1]) < 9
    assert [pair for card in cards(long.pairs) for pair in card] == long.pairs
    page = workshop_kits(long).decode()
    told = "Number of the voter (no name)"
    assert page.count(told) == len(sizes[1]) + 1  # and on the ballot


def test_a_factor_in_chinese_is_twice_as_wide():
    assert [len(card) for card in cards([("质量" * 12, "brand")] * 10)] == [6, 4]
    assert cards([]) == []

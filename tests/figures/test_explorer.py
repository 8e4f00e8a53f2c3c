"""What the explorer shows is what the verbs say; what it offers is the study's; text stays text."""

from __future__ import annotations

import ast
import html
import json
import os
import re
import shlex
import socket
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import workbench as wb
from workbench.cli import exploring
from workbench.data import load
from workbench.errors import ParameterError, UnknownName
from workbench.figures.explorer import (
    CARD,
    answers,
    as_code,
    as_command,
    check,
    choices,
    explore,
    map_of,
    moved,
    pages,
    panel_of,
    regression_of,
    scatter_of,
    starting_state,
)
from workbench.figures.explorer import state as states
from workbench.figures.explorer.pictures import HEIGHT, WIDTH
from workbench.models import available_columns, fit_by_rule, panel

CHINA = "china_prefectures"
SCRIPT = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def china():
    return starting_state(CHINA)


def svg(text):
    return ElementTree.fromstring(text)  # noqa: S314 our own drawing


def parts(text, kind):
    return [node for node in svg(text).iter() if node.tag.endswith(kind)]


def ends(call, name):
    return isinstance(call.func, ast.Attribute) and call.func.attr == name


def executed(code):
    """What the last line of a cell gives."""
    *lines, last = code.split("\n")
    found: dict[str, object] = {}
    exec("\n".join(lines), found)  # noqa: S102 the cell that a user would paste
    return eval(last, found)  # noqa: S307


# The state and its choices


def test_a_study_is_asked_its_own_question(china):
    question = load(CHINA).question
    assert china["outcome"] == question.outcome
    assert (china["measure"],) == question.measures
    assert tuple(china["controls"]) == question.controls
    assert set(china) == set(CARD)
    check(china)


def test_every_choice_is_a_name_that_models_know():
    can, known = choices(CHINA), available_columns(load(CHINA))
    offered = {*can["outcome"], *can["measure"], *can["controls"], *can["fixed_effects"]}
    assert offered <= set(known)
    assert list(can["year"]) == load(CHINA).years
    assert {"longitude", "name", "region"} & set(can["outcome"]) == set()
    assert CHINA in can["study"]


def test_everything_wrong_with_a_state_is_told_at_once(china):
    state = china | {"outcome": "gpd", "year": 1804, "controls": ["schoolin"]}
    with pytest.raises(ParameterError) as told:
        check(state)
    assert [p.column for p in told.value.problems] == ["outcome", "year", "controls"]
    assert all(p.remedy for p in told.value.problems)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"regoin": "x"}, "CLW-P01"),
        ({"controls": "schooling"}, "CLW-P02"),
        ({"smallest_effect": float("nan")}, "CLW-P02"),
        ({"year": "2010"}, "CLW-P02"),
        ({"rule": SCRIPT}, "CLW-P07"),
    ],
)
def test_a_state_is_checked_by_its_card(china, change, code):
    with pytest.raises(ParameterError) as told:
        check(china | change)
    assert [p.code for p in told.value.problems] == [code]


def test_a_state_without_a_part_is_refused(china):
    with pytest.raises(ParameterError, match="the state has no year"):
        check({name: value for name, value in china.items() if name != "year"})


def test_another_study_keeps_what_it_has_and_tells_what_it_has_not(china):
    state, notes = moved(china | {"region": "110000"}, "zhejiang_guangdong")
    check(state)
    assert state["measure"] == china["measure"]
    assert state["region"] == ""
    assert "region" in {note.split(":")[0] for note in notes}
    assert all("zhejiang_guangdong" in note for note in notes)


def test_an_unknown_study_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match="china_prefectures"):
        starting_state("china_prefecture")


# The numbers


def test_the_panel_is_the_one_that_the_verb_makes(china):
    expected = panel(CHINA, question=answers.question_of(china))
    assert panel_of(china)[list(expected)].equals(expected)


def test_the_regression_is_the_one_that_fit_makes(china):
    table = wb.panel(CHINA)
    formula = "log(gdp_per_head) ~ log(employment_density) + log(population_density)"
    expected = wb.fit(f"{formula} + mean_years_schooling | province", table, cluster="province")
    found = regression_of(china).fit
    assert found.formula == expected.formula
    assert found.coefficients.equals(expected.coefficients)


@pytest.mark.parametrize(
    "change",
    [{}, {"controls": [], "fixed_effects": []}, {"rule": "size_only"}],
    ids=["as asked", "bare", "by a rule"],
)
def test_the_cell_to_copy_gives_the_numbers_that_are_shown(china, change):
    state = china | change
    shown = regression_of(state)
    again = executed(as_code(state))
    if not state["rule"]:
        assert again.coefficients.equals(shown.fit.coefficients)
        return
    line = again.table.set_index("rule").loc["size_only"]
    own = shown.fit.term(shown.term)
    assert line["estimate"] == pytest.approx(own["estimate"], rel=1e-12)
    assert line["low"] == pytest.approx(own["low"], rel=1e-12)


def test_a_rule_is_fitted_as_by_rule(china):
    found = regression_of(china | {"rule": "location_quotient_threshold"})
    table = fit_by_rule(CHINA, ["location_quotient_threshold"]).table
    assert found.fit.term(found.term)["estimate"] == pytest.approx(table["estimate"].iloc[1])


def test_the_command_says_what_differs_from_the_study(china):
    assert as_command(china) == f"workbench run density_and_competitiveness -p study={CHINA}"
    two = as_command(china | {"controls": ["area_km2", "mean_years_schooling"]})
    assert two.endswith("-p controls=area_km2,mean_years_schooling")
    assert as_command(china | {"smallest_effect": 2.0}).endswith("-p smallest_effect=2.0")


def test_what_the_notebook_cannot_leave_out_is_asked_of_fit(china, capsys, monkeypatch):
    from workbench.cli import main

    state = china | {"fixed_effects": []}
    words = shlex.split(as_command(state))
    assert words[:2] == ["workbench", "fit"]
    monkeypatch.setattr("sys.argv", [*words, "--json"])
    with pytest.raises(SystemExit) as done:
        main()
    assert not done.value.code
    printed = json.loads(capsys.readouterr().out)["coefficients"]
    shown = regression_of(state).fit.coefficients
    assert [line["estimate"] for line in printed] == pytest.approx(list(shown["estimate"]))


def test_a_rule_with_another_question_has_no_command(china):
    assert as_command(china | {"rule": "size_only"}).endswith("-p rules=size_only")
    assert as_command(china | {"rule": "size_only", "controls": []}).startswith("# no command")


def test_names_in_what_is_copied_stay_names(tiny, tmp_path):
    folder = tiny.write().rename(tmp_path / "it's; $(x)")
    state = starting_state(str(folder))
    assert shlex.split(as_command(state))[4] == f"study={folder}"
    calls = [node for node in ast.walk(ast.parse(as_code(state))) if isinstance(node, ast.Call)]
    assert str(folder) in [ast.literal_eval(call.args[0]) for call in calls if ends(call, "load")]


# The pictures


def test_every_region_can_be_clicked_where_it_lies(china):
    picture = map_of(china)
    shapes = {s.get("data-region"): s for s in parts(picture.shapes(), "path")}
    assert set(shapes) == set(load(CHINA).boundaries["region"])
    assert picture.spots["x"].between(0, WIDTH).all()
    assert picture.spots["y"].between(0, HEIGHT).all()
    spots, outlines = picture.spots.set_index("region"), load(CHINA).boundaries.set_index("region")
    inside = outlines.representative_point()
    assert np.corrcoef(spots["y"], inside.y[spots.index])[0, 1] < -0.95
    assert np.corrcoef(spots["x"], inside.x[spots.index])[0, 1] > 0.95


def test_a_point_of_the_scatter_lies_where_its_numbers_say(china):
    spots = scatter_of(china).spots
    used = panel_of(china).loc[answers.line_of(china).residuals.index]
    assert list(spots["region"]) == list(used["region"])
    across = np.corrcoef(spots["x"], np.log(used["employment_density"]))[0, 1]
    up = np.corrcoef(spots["y"], np.log(used["gdp_per_head"]))[0, 1]
    assert (across, up) == (pytest.approx(1), pytest.approx(-1))


def test_the_region_that_is_chosen_is_ringed_and_named_in_both(china):
    for picture in (map_of(china), scatter_of(china)):
        drawn = picture.marks("330300")
        own = picture.spots.set_index("region").loc["330300"]
        (ring,) = parts(drawn, "circle")
        assert float(ring.get("cx")) == pytest.approx(own["x"], abs=0.1)
        assert "330300" in parts(drawn, "text")[0].text
        assert picture.marks("") == ""


def test_other_data_are_another_picture(china):
    assert map_of(china).image == map_of(china | {"controls": []}).image
    assert map_of(china).image != map_of(china | {"measure": "location_quotient"}).image
    assert scatter_of(china).image != scatter_of(china | {"rule": "size_only"}).image


def test_a_picture_says_what_it_shows(china):
    for picture in (map_of(china), scatter_of(china)):
        assert svg(picture.base()).get("aria-label") == picture.words
        assert len(picture.words) > 60


def test_a_script_as_a_name_stays_a_name(tiny):
    folder = tiny.edit("regions", "0102,Wenzhou", f"0102,{SCRIPT}").write()
    state = starting_state(str(folder)) | {"region": "0102"}
    page = explore(str(folder), region="0102").still_page()
    both = map_of(state)
    for text in (page, both.base(), both.shapes(), both.marks("0102")):
        assert "<script" not in text
    assert html.escape(SCRIPT) in both.shapes()


# The widgets


@pytest.fixture
def page():
    return explore(CHINA)


def test_the_boxes_offer_what_the_study_has(page):
    for name in ("outcome", "measure", "rule", "year", "controls"):
        assert {own for _, own in page.boxes[name].options} == set(choices(CHINA)[name])


def test_a_click_in_the_map_marks_the_scatter_and_draws_nothing_else(page):
    before = {name: layer.value for name, layer in page.layers.items()}
    label = choices(CHINA)["region"]["330300"]
    assert label in page.boxes["region"].options
    page.boxes["region"].value = label
    after = {name: layer.value for name, layer in page.layers.items()}
    assert page.state["region"] == "330300"
    assert {n for n in after if after[n] != before[n]} == {"map_marks", "scatter_marks"}
    page.boxes["region"].value = ""
    assert page.layers["scatter_marks"].value == ""


def test_a_control_changes_the_regression_and_no_picture(page):
    before = {name: layer.value for name, layer in page.layers.items()}
    page.boxes["controls"].value = ("area_km2",)
    assert page.state["controls"] == ["area_km2"]
    changed = {n for n, layer in page.layers.items() if layer.value != before[n]}
    assert changed == {"regression", "copies"}
    assert "area_km2" in page.layers["regression"].value


def test_another_study_is_drawn_and_what_was_reset_is_told(page, tiny_study):
    page.turn(study=str(tiny_study))
    assert page.boxes["outcome"].value == page.state["outcome"] == "gdp"
    assert "outcome: gdp per head is not in" in page.layers["notes"].value
    # two places are too few to fit, and the page says so
    assert "CLW-" in page.layers["regression"].value
    page.turn(study=CHINA)
    assert 'data-verdict="' in page.layers["regression"].value


def test_what_is_no_choice_changes_nothing(page):
    before = dict(page.state)
    with pytest.raises(ParameterError):
        page.turn(measure="__import__('os')")
    assert page.state == before


def test_the_saved_notebook_keeps_a_picture(page):
    still = page.still_page()
    assert still.count("data:image/png") == 2
    assert 'class="workbench-still"' in still
    assert "onclick" not in re.sub(r"<button.*?>", "", still)


def test_live_widgets_hide_the_still_picture(page):
    assert ".workbench-still { display: none; }" in page.page.children[0].value
    assert "<style" not in page.still_page()


def test_a_part_that_fails_says_so_without_a_traceback(page, monkeypatch):
    def fails(_state):
        raise ZeroDivisionError("no")

    monkeypatch.setattr(pages, "regression", fails)
    page.turn(smallest_effect=3.0)
    assert "CLW-R99" in page.layers["regression"].value


def test_the_card_has_words_for_every_kind():
    assert {knob.kind for knob in CARD.values()} <= set(states.KIND_IN_WORDS)


# The servers


def test_a_port_that_is_taken_is_told_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ParameterError) as told:
            exploring.free_port(port, 8866, "explore")
    (problem,) = told.value.problems
    assert (problem.code, problem.value) == ("CLW-P40", str(port))
    assert problem.remedy.startswith("workbench explore --port 0")
    assert exploring.free_port(0, 8866, "explore") > 0


def test_a_port_that_cannot_be_is_told():
    with pytest.raises(ParameterError, match="CLW-P41"):
        exploring.free_port(70000, 8888, "lab")


def test_the_page_is_served_to_this_machine_with_a_token_and_without_source():
    settings = exploring.voila_settings(8866, is_opened=False)
    assert settings.Voila.ip == "127.0.0.1"
    assert settings.Voila.auto_token
    assert settings.Voila.port_retries == 0
    assert settings.VoilaConfiguration.strip_sources
    assert not settings.VoilaConfiguration.show_tracebacks
    assert not settings.VoilaConfiguration.file_allowlist
    assert settings.MappingKernelManager.cull_idle_timeout > 0


def test_jupyterlab_keeps_its_token_and_asks_no_other_machine(tmp_path):
    words = exploring.lab_arguments(tmp_path, 8888, is_opened=False)
    assert "--ServerApp.ip=127.0.0.1" in words
    assert not any("token" in word or "password" in word for word in words)
    assert "--LabApp.news_url=None" in words


def test_the_template_and_the_cell_of_the_page_are_there_and_ask_no_network(tiny_study):
    found = exploring.page_environment(str(tiny_study))
    assert found["WORKBENCH_EXPLORE"] == str(tiny_study.resolve())
    folder = Path(found["JUPYTER_PATH"].split(os.pathsep)[0])
    (template,) = folder.glob(f"voila/templates/{exploring.TEMPLATE}/index.html.j2")
    assert "http" not in template.read_text(encoding="utf-8")
    cell = json.loads(exploring.explorer_notebook().read_text(encoding="utf-8"))["cells"]
    assert len(cell) == 1
    assert not cell[0]["outputs"]

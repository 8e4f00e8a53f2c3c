"""A hypothesis of one's own is fixed in a file, and whoever changes it is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.hypotheses.made import cells, location_quotients, standard, study_of_cells
from workbench.errors import FormulaError, ParameterError
from workbench.hypotheses import OwnHypothesis, read_own, verdict, write_own

OWN = OwnHypothesis(
    "Denser prefectures are richer.",
    'less than 2 % for a "doubling"',
    "log(gdp_per_head) ~ log(employment_density) + mean_years_schooling | province",
    "employment_density",
    2.0,
    cluster="province",
)


def test_what_is_written_is_read_back(tmp_path):
    path = write_own(OWN, tmp_path / "deep" / "mine.toml")
    assert read_own(path) == (OWN, "as registered")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("smallest_effect = 2.0", "smallest_effect = 1.0"),
        ("log(employment_density) +", "employment_density +"),
        ('kind = "more"', 'kind = "less"'),
        ("are richer", "are poorer"),
    ],
)
def test_a_change_is_seen(tmp_path, old, new):
    path = write_own(OWN, tmp_path / "mine.toml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert read_own(path)[1] == "changed after it was registered"
    assert "changed" in verdict(str(path), "china_prefectures").registered


def test_what_is_registered_is_not_written_over(tmp_path):
    path = write_own(OWN, tmp_path / "mine.toml")
    before = path.read_bytes()
    with pytest.raises(ParameterError, match="registered there already"):
        write_own(replace(OWN, smallest_effect=0.1), path)
    assert path.read_bytes() == before


def test_the_verdict_is_on_the_effect_that_was_registered(tmp_path):
    activity = cells()
    special = standard(location_quotients(activity).map("{:.12f}".format).astype(float).pipe(_log))
    study = study_of_cells(activity, 0.1 * special)
    own = OwnHypothesis(
        "Specialised cells pay more.",
        "less than 5 percent for a doubling",
        "log(wage) ~ log(location_quotient) | region",
        "location_quotient",
        5.0,
        cluster="region",
    )
    doubled = verdict(str(write_own(own, tmp_path / "a.toml")), study)
    spread = verdict(
        str(write_own(replace(own, change="standard deviation"), tmp_path / "b.toml")), study
    )
    plain = verdict(str(write_own(replace(own, change="coefficient"), tmp_path / "c.toml")), study)
    elasticity = 0.1 / _log(location_quotients(activity)).std()
    assert doubled.estimate == pytest.approx(100 * (2**elasticity - 1), rel=1e-6)
    assert spread.estimate == pytest.approx(100 * (2.718281828459045**0.1 - 1), rel=1e-3)
    assert plain.estimate == pytest.approx(elasticity, rel=1e-6)
    assert (doubled.unit, plain.unit) == ("percent", "per unit")
    assert doubled.verdict == "supported"
    assert plain.verdict == "refuted"  # 5 per unit is far more than there is


def _log(values):
    import numpy as np

    return np.log(values)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"smallest_effect": -1.0}, "zero or more"),
        ({"smallest_effect": float("nan")}, "zero or more"),
        ({"kind": "mor"}, 'no kind of a claim called "mor"; nearest: more'),
        ({"change": "double"}, "no change of a claim called"),
        ({"claim": " "}, "the claim of a hypothesis must be said in words"),
        ({"term": "density"}, 'no term of the formula called "density"'),
    ],
)
def test_what_is_wrong_is_told(tmp_path, changes, said):
    with pytest.raises(ParameterError) as caught:
        write_own(replace(OWN, **changes), tmp_path / "mine.toml")
    assert said in str(caught.value)
    assert all(problem.remedy for problem in caught.value.problems)
    assert not (tmp_path / "mine.toml").exists()


def test_a_formula_is_never_run(tmp_path):
    hostile = replace(OWN, formula="log(gdp_per_head) ~ __import__('os').system('true')")
    with pytest.raises(FormulaError, match="CLW-F01"):
        write_own(hostile, tmp_path / "mine.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("claim = ", "the file holds no hypothesis"),
        ('claim = "x"', "the hypothesis has no refuter"),
        ('claim = "x"\nclam = 3', 'no part of a hypothesis called "clam"; nearest: claim'),
        ("\x00", "the file holds no hypothesis"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path, text, said):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        read_own(path)
    assert said in str(caught.value)
    assert caught.value.problems[0].file == str(path)


def test_a_term_without_an_effect_of_its_own_cannot_be_tested(tmp_path):
    crossed = replace(
        OWN, formula="log(gdp_per_head) ~ log(employment_density)*mean_years_schooling | province"
    )
    found = verdict(str(write_own(crossed, tmp_path / "mine.toml")), "china_prefectures")
    assert found.verdict == "untestable"
    assert "several terms" in found.reason

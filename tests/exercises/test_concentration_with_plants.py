"""Students of concentration: one who takes the plants into account, and some who forget a part."""

from __future__ import annotations

from tests.exercises.played import data_sets, play_right, play_wrong
from workbench.exercises import concentration_with_plants, judge
from workbench.measures import ellison_glaeser

Z = "(plants.workers / plants.workers.sum())"
X = "(regions.jobs / regions.jobs.sum())"
S = (
    "np.array([plants.workers[plants.region == r].sum() for r in regions.region])"
    " / plants.workers.sum()"
)
G = f"((({S}) - {X}) ** 2).sum()"
H = f"({Z} ** 2).sum()"
ROOM = f"(1 - ({X} ** 2).sum())"
GAMMA = f"({G} / {ROOM} - {H}) / (1 - {H})"
SPLIT = f"({H} - {Z}[0] ** 2 / 2)"
RIGHT = {
    "herfindahl": H,
    "raw_concentration": G,
    "gamma": GAMMA,
    "is_beyond_chance": f"{GAMMA} > 0",
    "gamma_after_split": f"({G} / {ROOM} - {SPLIT}) / (1 - {SPLIT})",
}
WRONG = [
    ("herfindahl", "1 / len(plants)", "of one size"),
    ("herfindahl", f"(({S}) ** 2).sum()", "plants of a region first"),
    (
        "raw_concentration",
        f"((({S}) - {X}) ** 2)[regions.region.isin(plants.region)].sum()",
        "without a plant",
    ),
    ("raw_concentration", f"(({S}) - {X}).abs().sum()", "Square them"),
    ("gamma", f"({G} - {H}) / (1 - {H})", "G as it stands"),
    ("gamma", f"{G} / {ROOM}", "left out H"),
    ("gamma_after_split", GAMMA, "as before"),
]


def test_a_student_who_knows():
    play_right(concentration_with_plants, RIGHT)


def test_students_who_do_not():
    play_wrong(concentration_with_plants, WRONG)


def test_the_package_gives_the_same_with_its_own_words():
    for tables in data_sets(concentration_with_plants):
        plants = tables["plants"].rename(columns={"workers": "employment"})
        regions = tables["regions"].rename(columns={"jobs": "population"})
        found = ellison_glaeser(
            plants.assign(industry="one"), regions=regions, background="population"
        ).iloc[0]
        answers = concentration_with_plants(tables)
        assert judge(answers["gamma"], found["value"]).is_right
        assert judge(answers["raw_concentration"], found["raw_concentration"]).is_right
        assert judge(answers["herfindahl"], found["herfindahl"]).is_right

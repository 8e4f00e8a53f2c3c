"""Students of densities: one who knows what to divide by, and some who divide by something else."""

from __future__ import annotations

from tests.exercises.played import play_right, play_wrong
from workbench.exercises import density_and_denominators

OWN = "regions[regions.level == 'prefecture']"
MADE = f"{OWN}.manufacturing_workers"
PER_KM2 = f"({MADE} / {OWN}.area_km2)"
# The package's own measure is another route to the same number.
BY_THE_PACKAGE = (
    f"measures.experienced_density({OWN}.assign(industry='made')"
    f"[['region', 'industry', 'manufacturing_workers']], {OWN}[['region', 'area_km2']], "
    "value='manufacturing_workers')['value'].item()"
)
RIGHT = {
    "area": "regions.groupby('level').area_km2.sum()['prefecture']",
    "workers_per_km2": f"{MADE}.sum() / {OWN}.area_km2.sum()",
    "workers_per_1000_people": f"round({MADE}.sum() / ({OWN}.population.sum() / 1000), 2)",
    "first_by_people": (
        f"{OWN}.assign(x=lambda t: t.manufacturing_workers / t.population)"
        ".sort_values('x').region.iloc[-1]"
    ),
    "experienced_density": f"({MADE} / {MADE}.sum() * {PER_KM2}).sum()",
}
WRONG = [
    ("area", "regions.area_km2.sum()", "provinces as well"),
    ("area", f"100 * {OWN}.area_km2.sum()", "Those are hectares"),
    ("workers_per_km2", f"{PER_KM2}.mean()", "averaged the densities"),
    ("workers_per_km2", f"{MADE}.sum() / (100 * {OWN}.area_km2.sum())", "hectare"),
    ("workers_per_km2", f"{MADE}.sum() / regions.area_km2.sum()", "areas twice"),
    (
        "workers_per_1000_people",
        f"1000 * {MADE}.sum() / {OWN}.all_workers.sum()",
        "workers of all industries",
    ),
    ("workers_per_1000_people", f"{MADE}.sum() / {OWN}.population.sum()", "or a thousand"),
    ("first_by_people", f"{OWN}.region[{PER_KM2}.idxmax()]", "most per km²"),
    ("experienced_density", f"{MADE}.sum() / {OWN}.area_km2.sum()", "plain density"),
    ("experienced_density", f"np.average({PER_KM2}, weights={OWN}.population)", "weights are peo"),
]


def test_a_student_who_knows():
    play_right(density_and_denominators, RIGHT)
    by_the_package = {"experienced_density": BY_THE_PACKAGE}
    play_right(density_and_denominators, RIGHT | by_the_package)


def test_students_who_do_not():
    play_wrong(density_and_denominators, WRONG)

"""Relatedness, complexity and clustering once more, from their formulas and from other packages.

Written from the cited formulas with sets and loops, for tests to compare with; shares no code with
the workbench. A matrix has regions in rows and industries in columns. What other packages give
stands at the end. To make those values again: a virtual environment with ecomplexity 0.5.3 and
economic-complexity 0.3.0, R with the files of EconGeo 2.1 (github.com/cran/EconGeo) in a folder,
and `python tests/reference/relatedness.py FOLDER_OF_ECONGEO`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

nan = np.nan


def presence(matrix, threshold=1.0):
    """Balassa (1965): where the location quotient is at least the threshold."""
    out = np.zeros(matrix.shape, dtype=bool)
    for r, i in np.ndindex(*matrix.shape):
        if matrix[r, i] > 0:
            share = matrix[r, i] / matrix[r].sum()
            whole = matrix[:, i].sum() / matrix.sum()
            out[r, i] = share / whole >= threshold - 1e-12
    return out


def proximity(present, variant="minimum_conditional_probability"):
    """Hidalgo et al. (2007), van Eck and Waltman (2009): by pair of industries, from sets."""
    having = [set(np.flatnonzero(column)) for column in present.T]
    n = len(set().union(*having))
    out = np.full((len(having), len(having)), nan)
    for i, one in enumerate(having):
        for j, other in enumerate(having):
            both = len(one & other)
            if not one or not other:
                continue
            if variant == "minimum_conditional_probability":
                out[i, j] = min(both / len(one), both / len(other))
            elif variant == "association_strength":
                out[i, j] = (both / n) / ((len(one) / n) * (len(other) / n))
            elif variant == "cosine":
                out[i, j] = both / np.sqrt(len(one)) / np.sqrt(len(other))
            elif variant == "jaccard":
                out[i, j] = both / len(one | other)
            elif 0 < len(one) < n and 0 < len(other) < n:
                out[i, j] = np.corrcoef(present[list(set().union(*having))].T)[i, j]
    return out


def relatedness_density(present, phi, include_own=False):
    """The share of an industry's related ones that a region has, by region and industry."""
    out = np.full(present.shape, nan)
    for r, i in np.ndindex(*present.shape):
        others = [j for j in range(len(phi)) if include_own or j != i]
        weights = {j: 1.0 if j == i else phi[i, j] for j in others}
        weights = {j: weight for j, weight in weights.items() if not np.isnan(weight)}
        if sum(weights.values()) > 0:
            had = sum(weight for j, weight in weights.items() if present[r, j])
            out[r, i] = had / sum(weights.values())
    return out


def complexity(present):
    """Hausmann and Hidalgo: the second eigenvector of the unsymmetric product, in two ways.

    Eigenvalues in falling order, and the standardised indices of regions and of industries, each
    from its own eigenproblem. Every row and column must have an entry.
    """
    numbers = present.astype(float)
    by_region = numbers / numbers.sum(axis=1, keepdims=True)
    by_industry = (numbers / numbers.sum(axis=0)).T
    indices = []
    for product in (by_region @ by_industry, by_industry @ by_region):
        eigenvalues, vectors = np.linalg.eig(product)
        falling = np.argsort(-eigenvalues.real)
        second = vectors[:, falling[1]].real
        indices.append((second - second.mean()) / second.std())
        if product.shape[0] == len(numbers):
            of_regions = eigenvalues.real[falling]
    regions, industries = indices
    regions = regions * np.sign(np.corrcoef(regions, numbers.sum(axis=1))[0, 1])
    # an industry's index goes along with the mean index of its regions
    means = by_industry @ regions
    return of_regions, regions, industries * np.sign(np.corrcoef(industries, means)[0, 1])


def proximity_based_clustering(matrix, phi):
    """Long and Zhang (2011): by region, with the shares of industries."""
    out = []
    for row in matrix:
        s = row / row.sum()
        there = np.flatnonzero(s)
        if len(there) == 1:
            out.append(nan)
            continue
        out.append(
            sum(s[i] * sum(s[j] / (1 - s[i]) * phi[i, j] for j in there if j != i) for i in there)
        )
    return np.array(out)


def clustered(firms, areas, top):
    """Guo et al. (2020) as the workbench reads it: in the top p by number and by density."""
    out = np.zeros(firms.shape, dtype=bool)
    for r, i in np.ndindex(*firms.shape):
        as_many = sum(other >= firms[r, i] for other in np.delete(firms[:, i], r))
        own = firms[r, i] / areas[r]
        as_dense = sum(
            n / area >= own * (1 - 1e-12)
            for n, area in zip(np.delete(firms[:, i], r), np.delete(areas, r), strict=True)
        )
        limit = top * len(firms) - 1e-9
        out[r, i] = firms[r, i] > 0 and as_many < limit and as_dense < limit
    return out


def litzenberger_sternberg(jobs, firms, areas, people):
    """Litzenberger and Sternberg (2006), as the one fraction that the three parts make."""
    here = jobs * firms / (areas * people)[:, None]
    return here / (jobs.sum(axis=0) * firms.sum(axis=0) / (areas.sum() * people.sum()))


def rounded_complexity(present):
    """What EconGeo 2.1 does: the product is rounded to 4 digits before its eigenvector is taken."""
    numbers = present.astype(float)
    product = (numbers / numbers.sum(axis=1, keepdims=True)) @ (numbers / numbers.sum(axis=0)).T
    vector = np.linalg.eig(np.round(product, 4))
    second = vector.eigenvectors[:, np.argsort(-vector.eigenvalues.real)[1]].real
    return second * np.sign(np.corrcoef(second, numbers.sum(axis=1))[0, 1])


# The 5 x 5 presences, worked by hand: co-occurrences over the larger ubiquity.
FIVE = np.array([[int(c) for c in row] for row in ("11110", "11100", "10000", "01001", "11000")])
FIVE_PROXIMITY = {(0, 1): 0.75, (0, 2): 0.5, (0, 4): 0.0, (1, 4): 0.25, (2, 3): 0.5}
FIVE_DENSITY = [1, 6 / 7, 1, 1, 1]  # of the first region, without the diagonal
FIVE_LAST = {"excluding_own": 1.0, "including_own": 0.2}  # first region, last industry
FIVE_EIGENVALUES = [1, 0.5642, 0.25, 0.0961, 0.048]  # half a last digit
FIVE_ECI = [0.52, 0.399, 0.829, -1.959, 0.211]

# Farhauer and Kröll (2014), as the example of `litzenberger` in the manual of REAT 3.0.3.
LITZENBERGER = {"e_ir": 1743, "e_i": 5740, "a_r": 50, "a": 576, "p_r": 488, "p": 4621}
LITZENBERGER_FIRMS = {"b_ir": 35, "b_i": 53}
LITZENBERGER_PUBLISHED = (21.87491, 5e-6)
LITZENBERGER_PARTS = ([3.4981, 2.8754, 0.4598], 5e-5)

# Shares .5, .3, .2 with proximities .6, .2, .1: .22 + .137143 + .0325.
CLUSTERING_SHARES = [50, 30, 20]
CLUSTERING_PROXIMITY = np.array([[nan, 0.6, 0.2], [0.6, nan, 0.1], [0.2, 0.1, nan]])
CLUSTERING_WORKED = 0.22 + 0.3 * (0.5 * 0.6 + 0.2 * 0.1) / 0.7 + 0.0325

# Made-up jobs of ten regions in eight industries, connected by quotients of 1 or more.
JOBS = np.array(
    [
        [78, 61, 314, 0, 54, 146, 0, 18],
        [33, 162, 243, 168, 156, 24, 36, 55],
        [36, 45, 31, 16, 343, 56, 78, 34],
        [84, 75, 0, 22, 0, 0, 17, 0],
        [36, 18, 91, 0, 44, 33, 0, 59],
        [34, 30, 29, 40, 0, 12, 0, 36],
        [45, 49, 17, 46, 0, 0, 0, 9],
        [123, 0, 0, 0, 0, 0, 0, 57],
        [0, 67, 0, 27, 0, 0, 49, 0],
        [0, 0, 19, 49, 24, 0, 0, 21],
    ],
    dtype=float,
)


# What ecomplexity 0.5.3 (numpy 2.4.6, pandas 3.1.1) prints for JOBS. It scores industries with the
# mean and the spread of regions, so its pci is to be standardised before comparing.
ECOMPLEXITY_ECI = [
    -2.0054456752263663, 0.047907857269879756, -0.8571503527341969, 0.8753217942543741,
    -1.3384682920353366, 0.7882483535349342, 1.0525023132643379, 0.6195296627814004,
    0.7525714419338061, 0.06498289695716711,
]  # fmt: skip
ECOMPLEXITY_PCI = [
    1.2435728512160782, 1.0399214103105199, -1.7702105167672966, 0.8740126782664159,
    -0.6745504617416374, -2.240680833685436, 0.3437802372244825, -0.004513525653277291,
]  # fmt: skip
ECOMPLEXITY_DENSITY_OF_FIRST_REGION = [
    0.0, 0.06185567010309278, 0.7299270072992701, 0.05,
    0.16, 0.6451612903225807, 0.12578616352201258, 0.17964071856287425,
]  # fmt: skip
ECOMPLEXITY_LARGEST_DENSITY_OF_3_NEAREST = 3
ECOMPLEXITY_UNDEFINED_AT_2_5 = (10, 8)  # eci of regions, pci of industries: all of them
# economic-complexity 0.3.0: 20 reflections in place of an eigenvector, and the sample deviation.
ECONOMIC_COMPLEXITY_ECI = [
    -1.905236305743093, 0.043728135397432144, -0.8009543852294094, 0.83362522579018,
    -1.2752366943387603, 0.7438878756660798, 0.9969296580648502, 0.5784442686848199,
    0.7207916314203735, 0.06402059028800285,
]  # fmt: skip
# EconGeo 2.1 (R 4) on the presences of JOBS: rounded, and adding up to 1 or -1.
ECONGEO_KCI = [
    -2.070914915143876, -0.05305852106708096, -0.9424311764134929, 0.7603187922649245,
    -1.4155645950718345, 0.6748164847598292, 0.9344674719031212, 0.50890604958927,
    0.6394045832230044, -0.03594417404386508,
]  # fmt: skip
# Its correlation with the exact vector on weak(), whose sign it also turns.
ECONGEO_WEAK_CORRELATION = -0.9967152399602942


def tidy(matrix):
    """A matrix as the long table that ecomplexity takes."""
    import pandas as pd

    return pd.DataFrame(
        [
            {"year": 2020, "loc": f"r{r:02d}", "prod": f"i{i}", "val": matrix[r, i]}
            for r, i in np.ndindex(*matrix.shape)
        ]
    )


def of_ecomplexity(matrix, **options):
    """The answer of ecomplexity 0.5.3: eci by region, pci by industry, density by cell."""
    from ecomplexity import ecomplexity

    names = {"time": "year", "loc": "loc", "prod": "prod", "val": "val"}
    answer = ecomplexity(tidy(matrix), names, verbose=False, **options)
    density = answer.pivot_table("density", "loc", "prod")
    first = answer.groupby
    return first("loc")["eci"].first(), first("prod")["pci"].first(), density


def of_economic_complexity(matrix):
    """The answer of economic-complexity 0.3.0: eci and pci.

    Its proximity and relatedness stop under pandas 3 (the array they fill is read-only).
    """
    import economic_complexity
    import pandas as pd

    wide = pd.DataFrame(matrix)
    quotients = (wide.T / wide.sum(axis=1)).T / (wide.sum() / wide.sum().sum())
    return economic_complexity.complexity(quotients)


def of_econgeo(folder, present):
    """The answer of EconGeo 2.1: kci of a 0/1 matrix."""
    names = ("kci", "morc", "diversity", "ubiquity", "rca", "location_quotient")
    sources = "".join(f"source('{folder}/R/{name}.r');" for name in names)
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        np.savetxt(file, present.astype(int), fmt="%d", delimiter=",")
        file.flush()
        program = f"{sources} m <- as.matrix(read.csv('{file.name}', header=FALSE));"
        program += "cat(format(kci(m), digits=17), sep='\\n')"
        found = subprocess.run(["Rscript", "-e", program], capture_output=True, check=True)  # noqa: S607
    return np.array([float(line) for line in found.stdout.split()])


def weak(seed=0, shape=(600, 100)):
    """Presences with hardly any structure: a region has an industry by chance."""
    random = np.random.default_rng(seed)
    return random.random(shape) < random.uniform(0.2, 0.6, shape[0])[:, None]


def answers(econgeo):
    """What the packages give, by what it is."""
    eci, pci, density = of_ecomplexity(JOBS)
    yield "ecomplexity, eci", eci.tolist()
    yield "ecomplexity, pci", pci.tolist()
    yield "ecomplexity, density of the first region", density.iloc[0].tolist()
    yield "ecomplexity, largest density, 3 nearest", of_ecomplexity(JOBS, knn=3)[2].to_numpy().max()
    *indices, _ = of_ecomplexity(JOBS, rca_mcp_threshold=2.5)
    yield "ecomplexity, undefined at 2.5", [index.isna().sum() for index in indices]
    yield "economic-complexity, eci", of_economic_complexity(JOBS)[0].tolist()
    yield "EconGeo, kci", of_econgeo(econgeo, presence(JOBS)).tolist()
    kci, exact = of_econgeo(econgeo, weak()), complexity(weak())[1]
    yield "EconGeo, kci without structure, with the exact", np.corrcoef(kci, exact)[0, 1]
    yield "and with the rounded", np.corrcoef(kci, rounded_complexity(weak()))[0, 1]


if __name__ == "__main__":
    for what, answer in answers(Path(sys.argv[1])):
        print(what, answer)  # noqa: T201

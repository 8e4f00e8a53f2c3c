"""How were the values of `geographically_weighted.json` made: mgwr 2.2.1 on the Georgia data.

Run where mgwr is installed, which is not here: it brings numba.

    python tests/reference/geographically_weighted.py

The 159 counties of Georgia come with libpysal (Fotheringham, Brunsdon and Charlton 2002).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

TERMS = ["PctFB", "PctBlack", "PctRural"]
HERE = Path(__file__).with_suffix(".json")


def main() -> None:
    """Fit, and write what the tests compare with."""
    import libpysal
    from mgwr.gwr import GWR, MGWR
    from mgwr.sel_bw import Sel_BW

    table = pd.read_csv(Path(libpysal.__file__).parent / "examples" / "georgia" / "GData_utm.csv")
    places = table[["Longitud", "Latitude"]].to_numpy()
    y, x = table[["PctBach"]].to_numpy(), table[TERMS].to_numpy()
    chosen = Sel_BW(places, y, x, spherical=True).search()
    fits = {
        "adaptive": GWR(places, y, x, chosen, spherical=True).fit(),
        "adaptive 90": GWR(places, y, x, 90, spherical=True).fit(),
        "gaussian 80 km": GWR(
            places, y, x, 80.0, fixed=True, kernel="gaussian", spherical=True
        ).fit(),
    }
    found = {name: record(fit) for name, fit in fits.items()}
    scaled_y, scaled_x = ((v - v.mean(axis=0)) / v.std(axis=0) for v in (y, x))
    selector = Sel_BW(places, scaled_y, scaled_x, multi=True, spherical=True)
    selector.search()
    multiscale = MGWR(places, scaled_y, scaled_x, selector, spherical=True).fit()
    found["multiscale"] = record(multiscale) | {
        "bandwidths": np.asarray(selector.bw[0]).tolist(),
        "effective": multiscale.ENP_j.tolist(),
    }
    HERE.write_text(json.dumps(found, indent=1), encoding="utf-8")


def record(fit: object) -> dict[str, object]:
    """Criterion, effective parameters, error variance, and the estimates of some counties."""
    return {
        "bandwidth": float(np.ravel(fit.model.bw)[0]),
        "aicc": float(fit.aicc),
        "trace": float(fit.tr_S),
        "variance": float(fit.sigma2),
        "estimates": fit.params[::20].tolist(),
        "std_errors": fit.bse[::20].tolist(),
    }


if __name__ == "__main__":
    main()

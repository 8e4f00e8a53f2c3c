"""Correlations of nine tests of 301 pupils (Holzinger and Swineford 1939), and who fits them how.

Makes holzinger_swineford.csv. Run in an environment of its own with semopy 2.3, which is not among
those of the project: `pip install semopy`, `python tests/reference/holzinger_swineford.py`. It
prints what semopy makes of them; Rosseel (2012), Journal of Statistical Software 48(2), prints
the same fit from lavaan.
"""

from __future__ import annotations

from pathlib import Path

if __name__ == "__main__":
    import semopy
    from semopy.examples import holzinger39

    data = holzinger39.get_data()
    tests = data[[f"x{number}" for number in range(1, 10)]]
    path = Path(__file__).with_suffix(".csv")
    tests.corr().rename_axis("item").to_csv(path, float_format="%.15g", lineterminator="\n")
    model = semopy.Model(holzinger39.get_model())
    model.fit(data)
    print(semopy.calc_stats(model).T, model.inspect(std_est=True))  # noqa: T201 - a script

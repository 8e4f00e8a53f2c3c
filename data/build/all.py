"""Build the shipped studies anew from the extracts: `python data/build/all.py [--only NAME]`.

The same extracts give the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import casebook
import china_prefectures
import european_regions
import strasbourg_establishments
import synthetic_dairy_cluster
import synthetic_firm_survey
import us_commuting_zones
import us_metro_clusters
import us_states_manufacturing
import zhejiang_guangdong
from _package import HERE, words, write_study

STUDIES = {
    module.__name__: module
    for module in (
        casebook,
        china_prefectures,
        european_regions,
        strasbourg_establishments,
        synthetic_dairy_cluster,
        synthetic_firm_survey,
        us_commuting_zones,
        us_metro_clusters,
        us_states_manufacturing,
        zhejiang_guangdong,
    )
}


def main() -> None:
    """Build every study, or the one named."""
    parser = argparse.ArgumentParser(description="Build the shipped studies from the extracts.")
    parser.add_argument("--only", choices=sorted(STUDIES), help="build this study alone")
    parser.add_argument("--to", type=Path, default=HERE.parent, help="the folder to write into")
    options = parser.parse_args()
    for name in [options.only] if options.only else sorted(STUDIES):
        study = STUDIES[name]
        text = words(name)
        # where the words stand with what makes the tables, they are not written a second time
        text["tables"] += list(getattr(study, "described", list)())
        write_study(text, study.tables(text), study.outlines(), options.to / name)
        print(f"built {options.to / name}")


if __name__ == "__main__":
    main()

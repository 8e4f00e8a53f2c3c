"""What do statistical offices call the columns that the schema names."""

from __future__ import annotations

import re
import unicodedata

# Compared in small letters, without spaces, signs and accents, and without a unit in brackets.
SYNONYMS = {
    "region": "region regioncode code geo geoid fips cbsa nuts nutscode nutsid citycode countycode "
    "areacode ags lau iris codgeo czone commutingzone adcode gbcode districtcode "
    "行政区划代码 地区代码 区划代码 代码 城市代码 县代码",
    "industry": "industry industrycode sector naics nace nacer2 naf isic sic sic4 ateco "
    "clustercode branch activity 行业代码 行业 产业代码",
    "industry_name": "industryname sectorname branchname clustername 行业名称",
    "year": "year time period date timeperiod anno annee jahr ano yil 年份 年 年度",
    "name": "name regionname city county areaname placename geoname nutsname commune gemeinde "
    "comune municipio 名称 地区名称 城市 县 地区 市县",
    "level": "level geolevel 级别 层级",
    "parent": "parent parentcode 上级代码",
    "employment": "employment employees emp jobs persons workers employed empl effectif effectifs "
    "addetti beschaftigte empleo calisan 从业人员 就业人数 从业人数 就业人员",
    "establishments": "establishments firms enterprises plants localunits estab est "
    "etablissements unitalocali betriebe 企业数 单位数 法人单位数 企业单位数",
    "size_class": "sizeclass sizeclassemp trancheeffectifs 规模",
    "area_km2": "areakm2 area areasqkm km2 面积",
    "population": "population pop inhabitants 人口 常住人口 总人口",
    "longitude": "longitude lon lng long 经度",
    "latitude": "latitude lat 纬度",
    "respondent": "respondent respondentid interview interviewid questionnaire firmid 问卷编号",
}
UNIT = re.compile(r"\s*[(\[（【]\s*([^()\[\]（）【】]*)\s*[)\]）】]\s*$")


def role_of(column: str) -> str | None:
    """The role a column's name stands for, if any.

    Examples
    --------
    >>> role_of("Employees (persons)")
    'employment'
    """
    plain = bare(UNIT.sub("", column))
    return next((role for role, names in SYNONYMS.items() if plain in names.split()), None)


def bare(name: str) -> str:
    """A name in small letters, without spaces, signs and accents."""
    text = unicodedata.normalize("NFKD", name.lower())
    return re.sub(r"[\W_]|[\u0300-\u036f]", "", text)


def unit_in(column: str) -> str | None:
    """The unit a column's name states in brackets, if any."""
    found = UNIT.search(column)
    return found[1].strip() or None if found else None


def plain_name(column: str) -> str:
    """A column's name as formulas can hold it: without its unit, one word.

    Examples
    --------
    >>> plain_name("GDP per head (yuan)")
    'GDP_per_head'
    """
    name = re.sub(r"\W+", "_", UNIT.sub("", column)).strip("_")
    return name if re.match(r"[^\W\d]", name) else column

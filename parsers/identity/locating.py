"""Locating: which region a body is of, from its name and from what the places of the page say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

from parsers.folding import fold_each
from parsers.identity.agencies import Body
from parsers.identity.evidence import Evidence
from parsers.identity.regions import Mention, Region, codes_by_prefix, find_regions, gazetteer, region_of

_SITE_CODE = re.compile(r"标识码?\D{0,4}(\d{6})\d{4}(?!\d)|公网安备\D{0,3}(\d{6})\d{8}(?!\d)")
_CREDIT_CODE = re.compile(r"(?<!\d)1[1-3](\d{6})[0-9A-Z]{8,}")
_ICP = re.compile(r"([\u4e00-\u9fff])(?:ICP|公网安备)")
_DOCUMENT_NO = re.compile(r"[〔\[(【]20\d\d[〕\])】]\s?\d+\s?号")
_ISSUER = re.compile(r"[\u4e00-\u9fff]{2,10}$")
_PHONE = re.compile(r"(?<!\d)(0(?:10|2\d|[3-9]\d\d))[-—)]\s?\d{7,8}(?!\d)")
_POST = re.compile(r"邮政?编码?\D{0,3}(\d{4})\d\d(?!\d)")
_OWN_PLACE = re.compile(r"[我全]([省市县区州旗盟])|[省市县区州旗盟](?=委、?[省市县区州旗盟]政府)")
_BRANCH = re.compile(r"[局厅委](.{2,8})$")
_OWN_CODE, _OWN_CHAR, _OWN_NAME, _OWN_PHONE = 5.0, 2.0, 0.7, 1.5
_MARGIN, _OTHER_TIME = 1.25, 0.6
_TRUST = {
    "title": 4.0,
    "source": 3.0,
    "publisher": 4.0,
    "lead": 1.0,
    "tail": 1.0,
    "page": 2.0,
    "trail": 2.0,
    "around": 1.0,
}
_ENDS = {
    **{"自治" + char: ("自治" + char,) for char in "区州县旗"},
    "省": ("省", "自治区"),
    "市": ("市",),
    "县": ("县",),
    "区": ("区",),
    "州": ("州",),
    "旗": ("旗",),
    "盟": ("盟",),
}


def _chains(text: str) -> list[tuple[Mention, ...]]:
    """Runs of region names that stand right behind one another: 河南省洛阳市瀍河回族区."""
    runs: list[list[Mention]] = []
    for mention in find_regions(text):
        if runs and runs[-1][-1].end == mention.start:
            runs[-1].append(mention)
        else:
            runs.append([mention])
    return [tuple(run) for run in runs]


def weigh(evidence: Evidence) -> dict[str, float]:
    """How much the page speaks for each region, by code; a name of several regions is shared among them."""
    weights: dict[str, float] = defaultdict(float)
    for place, text, _ in evidence.places():
        trust = _TRUST.get(place)
        if not trust:
            continue
        for chain in _chains(text):
            codes = {region.code for region in region_of(chain)}
            for code in codes:
                weights[code] += trust / len(codes)
    _weigh_shorts(evidence, weights)
    _weigh_codes(evidence, weights)
    _weigh_documents(evidence, weights)
    return weights


@cache
def _short_names() -> re.Pattern[str]:
    """Short names of provinces and prefectures (宁夏, 嘉峪关), not where they begin another name."""
    held = (region for regions in gazetteer().by_code.values() for region in regions)
    shorts = set(fold_each(region.short for region in held if region.level != "county"))
    names = sorted((short for short in shorts if len(short) > 1), key=lambda short: (-len(short), short))
    return re.compile(f"(?:{'|'.join(names)})(?![省市区县州盟旗路街镇乡地自])")


def _weigh_shorts(evidence: Evidence, weights: dict[str, float]) -> None:
    """Add the short names in the places that name a body or a site."""
    known = gazetteer()
    for text in (evidence.title, evidence.source, evidence.publisher, evidence.page, evidence.footer):
        for hit in _short_names().finditer(text):
            for region in known.shorts.get(hit.group(), ()):
                weights[region.code] += _OWN_NAME if region.level != "county" else 0


def _weigh_codes(evidence: Evidence, weights: dict[str, float]) -> None:
    """Add what codes say: of the site, of the index number, of the registration, of telephone and post."""
    known, around = gazetteer(), evidence.around
    for hit in _SITE_CODE.finditer(around):
        weights[hit.group(1) or hit.group(2)] += _OWN_CODE
    for hit in _CREDIT_CODE.finditer(f"{evidence.index} {evidence.lead[:200]} {around}"):
        weights[hit.group(1)] += _OWN_CODE
    for hit in _ICP.finditer(around):
        for code in known.chars.get(hit.group(1), ()):
            weights[code] += code.endswith("0000")
    for kind, pattern in (("phone", _PHONE), ("post", _POST)):
        for prefix in {hit.group(1) for hit in pattern.finditer(evidence.lead + around)}:
            for code in codes_by_prefix().get((kind, prefix), ()):
                weights[code] += _OWN_PHONE


def _weigh_documents(evidence: Evidence, weights: dict[str, float]) -> None:
    """Add what the numbers of the documents named say: 辽文办发 is of 辽宁, 嘉政办 may be of 嘉峪关."""
    known = gazetteer()
    for prefix in _issuers(evidence.text):
        for code in known.chars.get(prefix[0], ()):
            weights[code] += _OWN_CHAR
        for code in _initials().get(prefix[0], ()):
            weights[code] += _OWN_NAME if weights.get(code) else 0


def _issuers(text: str) -> list[str]:
    """The words before the number of each document named (辽文办发), each once, in order."""
    starts = (hit.start() for hit in _DOCUMENT_NO.finditer(text))
    found = (_ISSUER.search(text, max(0, start - 10), start) for start in starts)
    return list(dict.fromkeys(hit.group() for hit in found if hit))


@cache
def _initials() -> dict[str, tuple[str, ...]]:
    """Codes by the first character of the region's name."""
    grouped: dict[str, set[str]] = {}
    for code, held in gazetteer().by_code.items():
        for region in held:
            grouped.setdefault(region.name[0], set()).add(code)
    return {char: tuple(sorted(codes)) for char, codes in grouped.items()}


def _support(code: str, weights: dict[str, float]) -> float:
    """What speaks for a region: its own weight, part of its parents' and of its parts'."""
    total = weights.get(code, 0.0)
    above = {code[:2] + "0000", code[:4] + "00"} - {code}
    total += 0.5 * sum(weights.get(parent, 0.0) for parent in above)
    if code.endswith("00"):
        stem = code[:2] if code.endswith("0000") else code[:4]
        total += 0.3 * sum(weight for other, weight in weights.items() if other != code and other.startswith(stem))
    return total


def _options(body: Body, weights: dict[str, float], evidence: Evidence) -> set[str]:
    """The codes that the body's own words allow: its named region's, else those of the kind it says."""
    if body.regions:
        return {region.code for region in _branch(body) or region_of(body.regions)}
    known = gazetteer()
    held = [region for code in weights for region in known.by_code.get(code, ())]
    if body.kind == "township":
        return {region.code for region in held if region.level == "county" or region.code in _undivided()} or {
            region.code for region in held if region.level == "prefecture"
        }
    if body.generic in _ENDS:
        return {
            region.code for region in held if region.name.endswith(_ENDS[body.generic]) and _kind_fits(body, region)
        }
    if body.ending.text == "厅":
        return {region.code for region in held if region.level == "province"}
    said = _own_place(evidence.text)
    return {region.code for region in held if not said or region.name.endswith(_ENDS[said])}


@cache
def _undivided() -> frozenset[str]:
    """Prefectures without counties, whose towns are right below them: 东莞, 中山, 儋州, 嘉峪关."""
    codes = gazetteer().by_code
    divided = {code[:4] for code in codes if not code.endswith("00")}
    return frozenset(code for code in codes if code.endswith("00") and code[:4] not in divided and code[2:4] != "00")


def _branch(body: Body) -> list[Region]:
    """The district of a branch that its name tells: 衡水市公安局桃城分局 is of 桃城区."""
    place = _BRANCH.search(body.core) if body.ending.text == "分局" else None
    if place is None:
        return []
    known, stems = gazetteer(), tuple(region.code[:4] for region in region_of(body.regions))
    named = known.shorts.get(place.group(1), []) + known.names.get(place.group(1), [])
    return [region for region in named if region.code.startswith(stems) and region.level == "county"]


def _own_place(text: str) -> str:
    """The kind of place that the text calls its own most often (我市, 全县, 市委市政府); empty if none."""
    said = Counter(hit.group(1) or hit.group() for hit in _OWN_PLACE.finditer(text))
    said.pop("", None)
    return min(said, key=lambda kind: (-said[kind], kind)) if said else ""


def _kind_fits(body: Body, region: Region) -> bool:
    """Whether 区 means a district or an autonomous region: the latter has 厅, the former 局."""
    if body.generic in ("省",):
        return region.level == "province"
    if body.generic == "区" and body.ending.text != "厅":
        return region.level == "county"
    return True


def rank_regions(body: Body, evidence: Evidence, year: int | None) -> list[tuple[str, float]]:
    """The codes that a body may be of as of `year`, with what speaks for each, the likeliest first."""
    weights = weigh(evidence)
    support = {code: _support(code, weights) for code in _options(body, weights, evidence)}
    for code in support:
        # A region of another time may be meant (last year's name on this year's page), but less likely.
        if not any(region.holds(year) for region in gazetteer().by_code.get(code, ())):
            support[code] *= _OTHER_TIME
    return sorted(support.items(), key=lambda item: (-item[1], item[0]))


def locate(body: Body, evidence: Evidence, year: int | None) -> Region | None:
    """The region of a body as of `year`; None if nothing tells, or two are as likely."""
    ranked = rank_regions(body, evidence, year)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < _MARGIN * ranked[1][1]):
        return None
    code = ranked[0][0]
    named = [region for mention in body.regions[-1:] for region in mention.regions if region.code == code]
    fitting = [region for region in named if region.holds(year)]
    return fitting[0] if fitting else named[0] if named else gazetteer().as_of(code, year)

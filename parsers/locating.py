"""Locating: which region a body is of, from its name and from what the places of the page say."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from parsers.agencies import Body, region_of
from parsers.evidence import Evidence
from parsers.regions import Mention, Region, find_regions, gazetteer

_SITE_CODE = re.compile(r"标识码?\D{0,4}(\d{6})\d{4}(?!\d)|公网安备\D{0,3}(\d{6})\d{8}(?!\d)")
_CREDIT_CODE = re.compile(r"(?<!\d)1[1-3](\d{6})[0-9A-Z]{8,}")
_ICP = re.compile(r"([\u4e00-\u9fff])(?:ICP|公网安备)")
_DOCUMENT_NO = re.compile(r"[〔\[(【]20\d\d[〕\])】]\s?\d+\s?号")
_ISSUER = re.compile(r"[\u4e00-\u9fff]{2,10}$")
_OWN_CODE, _OWN_CHAR, _OWN_NAME = 5.0, 2.0, 0.7
_MARGIN = 1.25
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
    _weigh_codes(evidence, weights)
    return weights


def _weigh_codes(evidence: Evidence, weights: dict[str, float]) -> None:
    """Add what codes say: of the site, of the index number, of the registration, of document numbers."""
    known = gazetteer()
    for hit in _SITE_CODE.finditer(evidence.around):
        weights[hit.group(1) or hit.group(2)] += _OWN_CODE
    for hit in _CREDIT_CODE.finditer(evidence.index + " " + evidence.lead[:200] + " " + evidence.around):
        weights[hit.group(1)] += _OWN_CODE
    for hit in _ICP.finditer(evidence.around):
        for code in known.chars.get(hit.group(1), ()):
            if code.endswith("0000"):
                weights[code] += 1
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


def _options(body: Body, weights: dict[str, float]) -> set[str]:
    """The codes that the body's own words allow: its named region's, else those of the kind it says."""
    if body.regions:
        return {region.code for region in region_of(body.regions)}
    known = gazetteer()
    held = [region for code in weights for region in known.by_code.get(code, ())]
    if body.kind == "township":
        return {region.code for region in held if region.level == "county" or region.code[2:4] == "90"} or {
            region.code for region in held if region.level == "prefecture"
        }
    if body.generic in _ENDS:
        return {
            region.code for region in held if region.name.endswith(_ENDS[body.generic]) and _kind_fits(body, region)
        }
    if body.ending.text == "厅":
        return {region.code for region in held if region.level == "province"}
    return {region.code for region in held}


def _kind_fits(body: Body, region: Region) -> bool:
    """Whether 区 means a district or an autonomous region: the latter has 厅, the former 局."""
    if body.generic in ("省",):
        return region.level == "province"
    if body.generic == "区" and body.ending.text != "厅":
        return region.level == "county"
    return True


def locate(body: Body, evidence: Evidence, year: int | None) -> Region | None:
    """The region of a body as of `year`; None if nothing tells, or two are as likely."""
    weights = weigh(evidence)
    options = _options(body, weights)
    current = {code for code in options if any(r.holds(year) for r in gazetteer().by_code.get(code, ()))}
    options = current or options
    if not options:
        return None
    ranked = sorted(options, key=lambda code: (-_support(code, weights), code))
    if len(ranked) > 1 and _support(ranked[0], weights) < _MARGIN * _support(ranked[1], weights):
        return None
    named = [r for m in body.regions[-1:] for r in m.regions if r.code == ranked[0]]
    fitting = [region for region in named if region.holds(year)]
    return fitting[0] if fitting else (named[0] if named else gazetteer().as_of(ranked[0], year))

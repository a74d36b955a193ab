"""Naming: which body's report it is, from what the places of the page say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from parsers.identity.agencies import Body, expands, find_bodies, find_towns, parse_body
from parsers.identity.evidence import Evidence
from parsers.identity.regions import region_of
from parsers.identity.statements import find_stated, is_cited
from parsers.identity.vocabulary import GENERIC, endings, naming_words, spells_out

_YEAR = re.compile(r"(?:20\d\d|二[〇零○O一二三四五六七八九]{3})(?:[-—~至]20\d\d)?年?(?:度)?|年度")
_BRACKETED = re.compile(r"[(【\[]([^)】\]]{3,30})[)】\]]")
_LABEL = re.compile(r"^[【\[][^】\]]{2,20}[】\]](?=.{8})")
_SECOND_NAME = re.compile(r"[(【\[][^)】\]]{0,30}[)】\]]\s*$")
_SEGMENTS = re.compile(r"[\s>/|_\-—:;,。、]+")
_PAGE_SPLIT = re.compile(r"[-_|\s]")
_SHARE_OF_GOVERNMENT = 0.4
_OFFICES = (("委", "委员会"), ("办", "办公室"))  # what 我委 and 我办 are in full
_SHORTEST_NAME, _LONGEST_NAME = 4, 40
# A government whose place spam had replaced: nothing is left of its name but the kind.
_NAMELESS = re.compile(r"(?:^|[,。\n《])人民政府(?!办公|关于|令)")


def title_heads(title: str) -> Iterator[str]:
    """What a title says of the body: the words before its subject, those in brackets, those behind it."""
    title = _LABEL.sub("", title)
    frame = naming_words()["frame"].search(title)
    before, after = (title[: frame.start()], title[frame.end() :]) if frame else (title, "")
    cleaned = _clean(before)
    if cleaned.endswith("人民"):
        cleaned += "政府"
    yield cleaned
    for hit in _BRACKETED.finditer(after):
        yield _clean(hit.group(1))
    if "-" in after or "—" in after:
        yield _clean(re.split(r"[-—]+", after)[-1])


def _clean(head: str) -> str:
    """A head without years, leading verbs, trailing particles and a second name in brackets."""
    return _trailing().sub("", _SECOND_NAME.sub("", _leading().sub("", _YEAR.sub("", head))))


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"^(?:{naming_words()['leading'].pattern}|[《“]|原|附件?\d*[::]?|[\d.、:\-\s]+)+")


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(rf"(?:{naming_words()['trailing'].pattern}|[\s:,、\-—》”])+$")


def read_title(title: str) -> Body | None:
    """The body that a title names, None if it names none."""
    heads = [head for head in title_heads(title) if head]
    for head in heads:
        if body := parse_body(head):
            return body
    for head in heads:
        bodies = list(find_bodies(head))
        if bodies:
            return bodies[0]
    return None


def find_named(evidence: Evidence) -> list[tuple[Body, str, float]]:
    """Every body that a place names, with the place and the trust in it."""
    named = []
    for place, text, trust in evidence.places():
        if place == "around":
            named += [(body, place, trust) for line in text.split("\n") if (body := _alone(line))]
            continue
        if place in ("source", "publisher", "trail", "page", "footer"):
            for segment in _SEGMENTS.split(text):
                if 3 < len(segment) < 40 and not any(find_bodies(segment)) and (body := parse_body(segment)):
                    named.append((body, place, trust))
        named += [(body, place, trust) for body in find_bodies(text) if not _is_obeyed(body, place, text)]
        named += [(body, place, trust) for body in find_towns(text)]
    named += [(body, "statement", trust) for body, _, trust in find_stated(evidence.lead)]
    return named


def _is_obeyed(body: Body, place: str, text: str) -> bool:
    """Whether running text names a body only as one above the reporting one, or as another's second name in brackets."""
    return place in ("lead", "tail") and (is_cited(text, body.end) or text[body.start - 1 : body.start] == "(")


def _alone(line: str) -> Body | None:
    """The body whose name with its place a line outside the text is, and nothing else; a site's header."""
    name = line.strip()
    if not _SHORTEST_NAME < len(name) < _LONGEST_NAME or not name.endswith(tuple(endings())):
        return None
    body = parse_body(name)
    return body if body and body.regions and body.end > len(body.front) else None


def choose(evidence: Evidence, named: list[tuple[Body, str, float]]) -> Body | None:
    """The reporting body: the title's, else the one the places speak for most; None without any."""
    own = read_title(evidence.title) or _first_line(evidence)
    if own is None:
        own = _by_votes(evidence, named)
    if own is None and _NAMELESS.search(evidence.lead):
        return parse_body("人民政府")
    return _best_form(own, named) if own else None


def _first_line(evidence: Evidence) -> Body | None:
    """The body that stands alone on the line over the title, or in the title tag."""
    lines = [evidence.lead.split("\n", 1)[0], *evidence.around.split("\n")[-1:]]
    for line in lines:
        if 4 < len(line.strip()) < 30 and (body := parse_body(line.strip())) and body.regions and body.core:
            return body
    page = _PAGE_SPLIT.split(evidence.page, maxsplit=1)[0]
    is_site = naming_words()["site"].search(page)
    return read_title(page) if naming_words()["frame"].search(page) and not is_site else None


def _by_votes(evidence: Evidence, named: list[tuple[Body, str, float]]) -> Body | None:
    """The body with most votes over the places."""
    votes = vote(evidence, named)
    return max(votes, key=lambda body: votes[body], default=None)


def vote(evidence: Evidence, named: list[tuple[Body, str, float]]) -> dict[Body, float]:
    """The votes of each name over the places, most first; bodies of the document's own kind (我局) count double."""
    kinds = {hit.group()[1:] for hit in naming_words()["own"].finditer(evidence.text)}
    votes: dict[str, float] = defaultdict(float)
    first: dict[str, Body] = {}
    named = named + [(b, "text", 0.3) for b in find_bodies(evidence.text[len(evidence.lead) :])]
    for body, place, trust in named:
        if place == "around":
            continue
        if body.kind == "government" and place in ("lead", "text", "footer", "page"):
            trust *= _SHARE_OF_GOVERNMENT
        elif _is_own_kind(body, kinds):
            trust *= 2
        votes[body.tail] += trust
        first.setdefault(body.tail, body)
    return {first[tail]: votes[tail] for tail in sorted(votes, key=lambda tail: (-votes[tail], tail))}


def _is_own_kind(body: Body, kinds: set[str]) -> bool:
    """Whether a body is of a kind that the text calls its own: 我局, 我委, 我镇."""
    if body.kind == "township":
        return bool(kinds & {"镇", "乡", "街道"})
    return body.ending.text[-1:] in kinds or any(
        kind in kinds and body.ending.formal.endswith(full) for kind, full in _OFFICES
    )


def _fits(body: Body, other: Body) -> bool:
    """Whether the place of `other` can be that of `body`: the same region, or of the kind it says."""
    if not body.regions:
        if not body.generic or body.generic[-1] not in GENERIC or not other.regions:
            return True
        return any(region.name.endswith(body.generic) for region in other.regions[-1].regions)
    mine = {region.code for region in region_of(body.regions)}
    return not other.regions or bool(mine & {region.code for region in region_of(other.regions)})


def _best_form(own: Body, named: list[tuple[Body, str, float]]) -> Body:
    """The fullest form in which a place names the body `own`: its words spelled out, its region in front."""
    if own.kind == "central":
        return own
    votes: dict[Body, float] = defaultdict(float)
    for body, place, trust in named:
        governed = own.kind == "zone" and body.kind == "zone" and body.core == own.tail  # 某开发区 → its committee
        same = governed or spells_out(own.tail, body.tail)
        if place == "title" or not _fits(own, body) or not (same or body.ending.formal == own.ending.formal):
            continue
        spelled = same or ((not own.full or own.kind == "zone") and expands(own.core, body.core))
        if spelled or (body.core == own.core and body.regions and len(body.front) > len(own.front)):
            votes[body] += trust + 10 * spelled
    if not votes:
        return _of_named_zone(own, named) if own.kind == "zone" and not own.regions else own
    best = min(votes, key=lambda body: (-votes[body], -len(body.name), body.name))
    if own.regions and not best.regions:
        return _merged(own, best)
    return _fullest(best, [body for body in votes if body.tail == best.tail])


def _of_named_zone(own: Body, named: list[tuple[Body, str, float]]) -> Body:
    """A committee that is called its zone's (开发区管委会) with the zone's full name and place from elsewhere."""
    zones = [body for body, _, _ in named if body.kind == "zone" and body.regions and body.ending.text == own.core]
    if len({zone.tail for zone in zones}) != 1:
        return own
    zone = zones[0]
    return replace(own, regions=zone.regions, core=zone.tail, full=zone.full, front=zone.front)


def _fullest(best: Body, forms: list[Body]) -> Body:
    """The form with the longest front (北京市崇文区人民政府天坛街道办事处) among those of one name and place."""
    mine = {region.code for region in region_of(best.regions)}
    fitting = [body for body in forms if mine & {region.code for region in region_of(body.regions)}]
    return max(fitting, key=lambda body: (len(body.front), body.front), default=best)


def _merged(own: Body, spelled: Body) -> Body:
    """The words of `spelled` behind the place of `own`."""
    return Body(own.start, own.end, own.regions, own.generic, spelled.core, spelled.ending, spelled.full, own.front)

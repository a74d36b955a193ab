"""Dates and years: publication dates in every printed form, the year a report is about.

All functions take folded text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice

from parsers.rules import read_rows

FIRST, LAST = 2000, 2099
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_HAN_DIGIT = "[〇零○O0一二三四五六七八九]"
_DAY = r"(?<!\d)(20\d\d)\s?(?:[-/.]|年\s?)(\d{1,2})\s?(?:[-/.]|月\s?)(\d{1,2})(?!\d)"
_DATE = re.compile(_DAY)
_PLAIN = re.compile(r"^\s*(20\d\d)(\d\d)(\d\d)(?:\d{6})?\s*$")
_SHORT_YEAR = re.compile(r"^\s*([012]\d)[-/.](\d\d)[-/.](\d\d)(?:\s|$)")
_HAN_DATE = re.compile(rf"(二{_HAN_DIGIT}{{3}})年([一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})日")
_YEAR = re.compile(rf"(?<!\d)(20[0-3]\d)(?=\s?年|年度)|(二{_HAN_DIGIT}{{3}})(?=年)")
_BARE_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
_LONGEST_LINE, _NEAR, _OPENING, _PLACE_OF_PERIOD, _MOST_DATES = 400, 60, 600, 3000, 4


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The sentences and labels that tell what a date is, by kind: the rows of `rules/date_patterns.csv`."""
    rows = {row["kind"]: row["pattern"].replace("{day}", _DAY) for row in read_rows("date_patterns.csv")}
    for part in ("reported", "about_page"):
        rows = {kind: pattern.replace(f"{{{part}}}", rows[part]) for kind, pattern in rows.items()}
    return {kind: re.compile(pattern) for kind, pattern in rows.items()}


def _date(year: str, month: str, day: str) -> date | None:
    """A date from its printed numbers, None if there is no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _han_number(text: str) -> str:
    """A month or day in Chinese numerals as digits: 二十 → 20."""
    if "十" not in text:
        return text.translate(_DIGITS)
    tens, ones = text.split("十")
    return (tens.translate(_DIGITS) or "1") + (ones.translate(_DIGITS) or "0")


def parse_date(raw: str) -> date | None:
    """The first date in `raw`, in any printed form; None if there is none.

    >>> parse_date("2015/3/20 10:05"), parse_date("二〇一一年一月十日"), parse_date("2012年03月30日")
    (datetime.date(2015, 3, 20), datetime.date(2011, 1, 10), datetime.date(2012, 3, 30))
    """
    if hit := _DATE.search(raw):
        return _date(*hit.groups())
    if hit := _PLAIN.match(raw):
        return _date(*hit.groups())
    if hit := _SHORT_YEAR.match(raw):
        return _date("20" + hit.group(1), hit.group(2), hit.group(3))
    if hit := _HAN_DATE.search(raw):
        return _date(*map(_han_number, hit.groups()))
    return None


def find_published(lines: Iterator[str] | list[str]) -> date | None:
    """The first date that a line gives as the page's own: behind 发布时间, 日期 …, or alone at its beginning."""
    weaker: date | None = None
    for line in lines:
        head = line[:_LONGEST_LINE]
        if "20" not in head:
            continue
        if (said := _own_date(head)) and (found := parse_date(said)):
            return found
        weaker = weaker or _about_page(head)
    return weaker


def _own_date(line: str) -> str | None:
    """The words of a line that give the page's date: behind a label, of publication rather than of making, or alone."""
    labelled = [hit.group() for hit in islice(_patterns()["labelled"].finditer(line), _MOST_DATES)]
    published = [words for words in labelled if not _patterns()["made"].match(words)]
    if labelled:
        return (published or labelled)[0]
    alone = _patterns()["alone"].match(line)
    return alone.group() if alone else None


def _about_page(line: str) -> date | None:
    """The date of a line that tells of the page itself: 2009年3月31日 来源:某局; 发表于 2021-01-12."""
    if hit := _patterns()["posted"].search(line):
        return parse_date(hit.group())
    about = _patterns()["about_page"].search(line)
    near = (hit for hit in _patterns()["own_date"].finditer(line) if about and abs(hit.start() - about.start()) < _NEAR)
    hit = next(near, None)
    return parse_date(hit.group()) if hit else None


def find_years(text: str) -> list[int]:
    """The years named in `text` as years (2020年, 二〇二〇年度), in order.

    >>> find_years("2020年度比2019年多,二〇一八年")
    [2020, 2019, 2018]
    """
    found = []
    for hit in _YEAR.finditer(text):
        year = int(hit.group(1) or hit.group(2).replace("O", "0").translate(_DIGITS))
        if FIRST <= year <= LAST:
            found.append(year)
    return found


def find_period(text: str) -> int | None:
    """The year of the statistical period that `text` states (统计期限自2020年1月1日至12月31日).

    >>> find_period("统计期限为201711日至20171231日"), find_period("自2020年1月1日起,至2020年12月31日止")
    (2017, 2020)
    """
    hit = _patterns()["period"].search(text)
    return int(hit.group(1)) if hit else None


def find_report_year(title: str, weak: str, text: str, published: date | None) -> int | None:
    """The year a report is about; None if nothing tells.

    title: the report's title; weak: breadcrumb, column and page title; text: its beginning or all of it.
    """
    named, period = _named_year(title), find_period(text[:_PLACE_OF_PERIOD])
    if named and (period == named or (period is None and published and published.year - 1 == named)):
        return named
    score = score_years(title, weak, text, published)
    return min(score, key=lambda year: (-score[year], year), default=None)


def _named_year(title: str) -> int | None:
    """The year that a title names."""
    named = find_years(title)[:1] or [int(hit.group(1)) for hit in _BARE_YEAR.finditer(title)][:1]
    return named[0] if named else None


def score_years(title: str, weak: str, text: str, published: date | None) -> Counter[int]:
    """How much speaks for each year: title 6, period 4, the sentence that names the report's year 4, others less."""
    score: Counter[int] = Counter()
    opening = find_years(text[:_OPENING])[:1]
    reported = [int(hit.group(1)) for hit in _patterns()["reported"].finditer(text, 0, _OPENING)][:1]
    for years, weight in (
        ([_named_year(title)], 6),
        ([find_period(text[:_PLACE_OF_PERIOD])], 4),
        (find_years(weak)[-1:], 2),
        (opening, 2),
        (reported, 4),
    ):
        for year in filter(None, years):
            score[year] += weight
    if score and published:
        score[published.year - 1] += 2
    for year, times in Counter(find_years(text)).most_common(1):
        if not published or year <= published.year:
            score[year] += 1 + (times > 3)
    return score


def find_other_years(year: int, title: str, text: str) -> list[tuple[int, int, int]]:
    """Years other than `year` that a report gives as its own: (year, start, end) in `text`.

    From the period, the title and the sentence that names the report's year: left over from last year's copy.
    """
    at = text.find(title) if title else -1
    stretches = [(at, at + len(title))] if at >= 0 else []
    stretches += [hit.span() for hit in islice(_patterns()["period"].finditer(text, 0, _PLACE_OF_PERIOD), 1)]
    stretches += [
        hit.span()
        for hit in (
            *_patterns()["own_report"].finditer(text, 0, _OPENING),
            *_patterns()["as_of"].finditer(text, 0, _OPENING),
        )
    ]
    found: dict[int, tuple[int, int]] = {}
    for start, end in stretches:
        for other in find_years(text[start:end])[:1]:
            found.setdefault(other, (start, end))
    return [(other, *span) for other, span in found.items() if other != year]


def find_odd_period(text: str, year: int) -> tuple[str, str, int, int] | None:
    """A statistical period that is not 1 January to 31 December of `year`: first day, last day, start, end.

    >>> find_odd_period("统计期限为2019年4月1日至2020年3月31日。", 2019)
    ('2019-04-01', '2020-03-31', 5, 25)
    """
    hit = _patterns()["interval"].search(text, 0, _PLACE_OF_PERIOD)
    if hit is None:
        return None
    first = _date(hit["year"], hit["month"], hit["day"])
    last = _date(hit["last_year"] or hit["year"], hit["last_month"], hit["last_day"])
    if not first or not last or first >= last or year not in (first.year, last.year):
        return None
    whole = (first, last) == (date(year, 1, 1), date(year, 12, 31))
    return None if whole else (first.isoformat(), last.isoformat(), hit.start("year"), hit.end())

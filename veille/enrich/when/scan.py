"""Every date of a text, in order, resolved to days."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from veille.enrich.when import clock, patterns
from veille.enrich.when.flat import flat
from veille.enrich.when.ranges import ranges
from veille.enrich.when.relative import relative
from veille.enrich.when.resolve import month_end, next_such, passed, valid
from veille.enrich.when.values import Precision, When
from veille.enrich.when.words import MONTHS, NUMBERS, WEEKDAYS

MOST_TEXT = 60_000
"""Characters looked at: a call's own dates stand in its first pages."""
MOST_DATES = 400
_BARE_WITHIN = 400
"""Characters within which a date gives its month to a lone day after it."""
_YEAR = re.compile(r"(?<![\d.,])20[0-4]\d(?![\d.,]\d|\s?(?:€|euros?\b))")


def dates(text: str, published: date | None) -> tuple[When, ...]:
    """Return the dates named in text, in order, none overlapping; at most `MOST_DATES` in `MOST_TEXT` characters.

    Without `published`, what has no year is read from the one year that the text names, and left out where it names
    none or several; what is counted from the publication is left out.
    """
    folded = flat(text[:MOST_TEXT])
    scan = _Scan(folded, published)
    return scan.found()


Read = Callable[[re.Match[str]], When | None]


class _Scan:
    """One text being read."""

    def __init__(self, text: str, published: date | None) -> None:
        self.text = text
        self.published = published
        self.reference = published or self._guessed_reference()
        self.taken = bytearray(len(text) + 1)
        self.whens: list[When] = []

    def found(self) -> tuple[When, ...]:
        worth = patterns.worth(self.text)
        self._collect_at_numbers(((patterns.ISO, self._iso), (patterns.NUMERIC, self._numeric),
                                  (patterns.NAMED, self._named), (patterns.SHORT, self._short)))  # fmt: skip
        self._collect(patterns.WORDED, self._named, worth)
        self._collect(patterns.ENGLISH, self._named, worth)
        self._join()
        if self.published:
            self._relatives(worth)
        self._collect_at_numbers(((patterns.BARE, self._bare),))
        self._join()
        self._collect(patterns.PART, self._part, worth)
        self._collect(patterns.PART_OF_YEAR, self._part_of_year)
        self.whens.sort(key=lambda when: when.start)
        return tuple(self._with_hours())[:MOST_DATES]

    def _join(self) -> None:
        self.whens.sort(key=lambda when: when.start)
        self.whens = list(ranges(self.text, self.whens))

    def _guessed_reference(self) -> date | None:
        years = {int(match[0]) for match in _YEAR.finditer(self.text)}
        return date(years.pop(), 1, 1) if len(years) == 1 else None

    def _collect_at_numbers(self, forms: tuple[tuple[re.Pattern[str], Read], ...]) -> None:
        passed = 0
        for number in patterns.NUMBER.finditer(self.text):
            place = number.start()
            if place < passed or self.taken[place] or self.text[place - 1 : place].isdigit():
                continue
            for pattern, read in forms:
                match = pattern.match(self.text, place)
                when = read(match) if match else None
                if when and not any(self.taken[when.start : when.end]):
                    self._take(when)
                    passed = when.end
                    break
            if len(self.whens) >= MOST_DATES:
                return

    def _collect(self, pattern: re.Pattern[str], read: Read, worth: frozenset[re.Pattern[str]] | None = None) -> None:
        if worth is not None and pattern not in worth:
            return
        for match in pattern.finditer(self.text):
            if len(self.whens) >= MOST_DATES:
                return
            when = read(match)
            if when and not any(self.taken[when.start : when.end]):
                self._take(when)

    def _lead(self, place: int, pattern: re.Pattern[str] = patterns.LEAD) -> re.Match[str] | None:
        return pattern.search(self.text, max(0, place - patterns.LEAD_REACH), place)

    def _take(self, when: When) -> None:
        self.whens.append(when)
        self.taken[when.start : when.end] = b"\x01" * (when.end - when.start)

    # ---- the forms

    def _iso(self, match: re.Match[str]) -> When | None:
        day = valid(int(match["year"]), int(match["month"]), int(match["day"]))
        if not day:
            return None
        start = self._begin(match.start())
        return When(start=start, end=match.end(), days=(day,), hour=match["hour"] or "")

    def _begin(self, place: int) -> int:
        """Return where a date begins whose first number is at `place`: at its weekday, if it has one."""
        lead = self._lead(place)
        return lead.start() if lead and lead["weekday"] else place

    def _numeric(self, match: re.Match[str]) -> When | None:
        if self.text[match.start() - 1 : match.start()] in ("-", "/", "."):
            return None
        year, month, number = int(match["year"]), int(match["month"]), int(match["day"])
        if len(match["year"]) == 2:
            year += 2000
        if month > 12:  # 03/15/2025 can only be American
            month, number = number, month
        last = valid(year, month, number)
        if not last:
            return None
        first = valid(year, month, int(match["before"])) if match["before"] else None
        if first and first < last:
            start = self._begin(match.start())
            return When(start=start, end=match.end(), days=(first, last), span="et" not in match[0])
        start = match.start("day") if match["before"] else self._begin(match.start())
        return When(start=start, end=match.end(), days=(last,))

    def _named(self, match: re.Match[str]) -> When | None:
        lead = self._lead(match.start())
        weekday = WEEKDAYS[lead["weekday"]] if lead and lead["weekday"] else None
        written = match["days"]
        numbers = [int(one) for one in patterns.DAY_NUMBER.findall(written)] or [_in_letters(written)]
        floating = not match["year"]
        resolved = self._resolved(
            MONTHS[match["month"]], numbers, int(match["year"]) if match["year"] else None, weekday
        )
        if not resolved:
            return None
        days, agrees = resolved
        between = lead is not None and lead["lead"] in ("entre le ", "between ")
        span = len(days) == 2 and (between or bool(patterns.SPAN.search(written)))
        if span and days[0] > days[1]:
            return None
        start = lead.start() if lead and lead["weekday"] else match.start()
        doubtful = not agrees or self._guessing(floating)
        return When(start=start, end=match.end(), days=days, span=span, floating=floating, doubtful=doubtful)

    def _short(self, match: re.Match[str]) -> When | None:
        if self.text[match.start() - 1 : match.start()] in (".", ",", "/"):
            return None
        lead = self._lead(match.start())
        if not lead and not (len(match["day"]) == len(match["month"]) == 2 and match["sep"] == "/"):
            return None
        weekday = WEEKDAYS[lead["weekday"]] if lead and lead["weekday"] else None
        if match["sep"] == "." and not match["dot"] and weekday is None:
            return None
        resolved = self._resolved(int(match["month"]), [int(match["day"])], None, weekday)
        if not resolved:
            return None
        start = lead.start() if lead and lead["weekday"] else match.start()
        doubtful = not resolved[1] or self._guessing(True)
        end = match.end() if match["sep"] == "." else match.end("month")
        return When(start=start, end=end, days=resolved[0], floating=True, doubtful=doubtful)

    def _bare(self, match: re.Match[str]) -> When | None:
        lead = self._lead(match.start(), patterns.BARE_LEAD)
        if not lead:
            return None
        weekday = WEEKDAYS[lead["weekday"]] if lead["weekday"] else None
        day = self._bare_day(int(match["day"]), weekday, match.start(), match["tail"] or "")
        start = lead.start() if lead["weekday"] else match.start()
        return When(start=start, end=match.end(), days=(day,), floating=True, bare=True) if day else None

    def _bare_day(self, number: int, weekday: int | None, place: int, tail: str) -> date | None:
        if self.published and tail:
            ahead = 1 if "prochain" in tail or "next" in tail else 0
            total = self.published.month - 1 + ahead
            return valid(self.published.year + total // 12, total % 12 + 1, number)
        near = [
            one for one in self.whens if place - _BARE_WITHIN <= one.start < place and one.precision is Precision.DAY
        ]
        anchor = near[-1].last if near else self.published
        if not anchor:
            return None
        days = []
        for ahead in range(6 if weekday is not None else 2):
            total = anchor.month - 1 + ahead
            day = valid(anchor.year + total // 12, total % 12 + 1, number)
            if day and (near or day >= anchor):
                days.append(day)
        agreeing = [day for day in days if weekday is None or day.weekday() == weekday]
        return next(iter(agreeing or (days if near else [])), None)

    def _part(self, match: re.Match[str]) -> When | None:
        month = MONTHS[match["month"]]
        floating = not match["year"]
        if floating and (not self.reference or (match["month"] == "may" and not match["part"])):  # « may be sent »
            return None
        year = int(match["year"]) if match["year"] else self._year_of_month(month)
        first, last = date(year, month, 1), month_end(year, month)
        precision = Precision.MONTH
        if match["part"]:
            precision = Precision.PART
            first, last = _bounds(match["part"], first, last)
        return When(start=match.start(), end=match.end(), days=(first, last), span=True, precision=precision,
                    floating=floating, doubtful=self._guessing(floating))  # fmt: skip

    def _year_of_month(self, month: int) -> int:
        assert self.reference
        return self.reference.year + (1 if month < self.reference.month else 0)

    def _part_of_year(self, match: re.Match[str]) -> When | None:
        if not match["year"] and not self.published:
            return None
        year = int(match["year"]) if match["year"] else self.published.year if self.published else 0
        first, last = date(year, 1, 1), date(year, 12, 31)
        if match["part"] in ("fin", "fine", "ende") or match["part"].startswith("end"):
            first = date(year, 12, 1)
        return When(start=match.start(), end=match.end(), days=(first, last), span=True, precision=Precision.YEAR)

    # ---- what joins them

    def _resolved(
        self, month: int, numbers: list[int], year: int | None, weekday: int | None
    ) -> tuple[tuple[date, ...], bool] | None:
        """Return the days of one month, and whether the weekday of the first agrees."""
        if year is not None:
            exact = [valid(year, month, number) for number in numbers]
            days = tuple(day for day in exact if day)
            agrees = weekday is None or bool(days and days[0].weekday() == weekday)
            return (days, agrees) if days and len(days) == len(exact) else None
        if not self.reference:
            return None
        last = next_such(month, numbers[-1], self.reference, None if len(numbers) > 1 else weekday)
        if not last:
            return None
        exact = [valid(last[0].year, month, number) for number in numbers]
        days = tuple(day for day in exact if day)
        agrees = last[1] and (weekday is None or days[0].weekday() == weekday)
        return (days, agrees) if len(days) == len(exact) else None

    def _guessing(self, floating: bool) -> bool:
        return floating and self.published is None

    def _relatives(self, worth: frozenset[re.Pattern[str]]) -> None:
        assert self.published
        for when in relative(self.text, self.published, self.whens, worth):
            if not any(self.taken[when.start : when.end]):
                self._take(when)
            else:
                # « six semaines à compter du 3 mars » takes the place of the day it counts from
                covered = [one for one in self.whens if when.start <= one.start and one.end <= when.end]
                if covered and sum(one.end - one.start for one in covered) == sum(self.taken[when.start : when.end]):
                    self.whens = [one for one in self.whens if one not in covered]
                    self._take(when)

    def _with_hours(self) -> Iterator[When]:
        ends = [*(when.start for when in self.whens[1:]), len(self.text)][: len(self.whens)]
        passed = 0
        for when, limit in zip(self.whens, ends, strict=True):
            whole = self._in_the_past(when) if when.precision is Precision.DAY else when
            if whole.precision is Precision.DAY and (not whole.hour or whole.span):
                whole = clock.timed(self.text, whole, passed, limit)
            passed = whole.end
            yield whole

    def _in_the_past(self, when: When) -> When:
        """Return when at its last occurrence where the text says « dernier » or « depuis le »."""
        if not when.floating or when.relative or not self.published or when.last <= self.published:
            return when
        lead = self.text[max(0, when.start - 12) : when.start]
        if patterns.PAST_AFTER.match(self.text, when.end) or patterns.PAST_BEFORE.search(lead):
            return passed(when, self.published)
        return when


def _in_letters(written: str) -> int:
    return NUMBERS.get(written, 0) or NUMBERS.get(written.replace(" ", "-"), 0)


def _bounds(part: str, first: date, last: date) -> tuple[date, date]:
    """Return the days that a part of a month means: thirds, but that « fin » ends and « mi » is the 15th."""
    if part in ("debut", "early", "beginning", "inizio", "inizi", "principios", "comienzos", "anfang"):
        return first, first.replace(day=10)
    if part in ("mi", "milieu", "mid", "meta", "mediados", "mitte"):
        return first.replace(day=15), first.replace(day=15)
    if part == "courant":
        return first, last
    return first.replace(day=21), last

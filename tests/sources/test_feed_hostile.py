"""Feeds that lie about their charset, hide bombs or are far too large."""

import gzip
import subprocess
import sys
import textwrap

import pytest

from tests.support.feeds import item, only, read, rss
from tests.support.patience import Patience
from veille.models import Outcome

ACCENTS = "L’été, l’œuvre et 5 €"


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-8", "cp1252"),
        ("", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("utf-16", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-8", "utf-16-le"),
        ("utf-8", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("no-such-charset", "utf-8"),
        ("base64", "cp1252"),
        ("shift_jis", "cp1252"),
    ],
)
def test_the_bytes_decide_where_the_label_lies(declared: str, written: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    assert only(read(rss(item(1, ACCENTS), head=head).encode(written))).title == f"{ACCENTS} 1"


@pytest.mark.parametrize(
    ("charset", "text"), [("iso-8859-15", "œuvre à 5 €"), ("koi8-r", "кооператив"), ("shift_jis", "協同組合")]
)
def test_a_charset_that_bytes_cannot_tell_is_believed(charset: str, text: str) -> None:
    labelled = rss(item(1, text), head=f'<?xml version="1.0" encoding="{charset}"?>')
    assert only(read(labelled.encode(charset))).title == f"{text} 1"
    assert only(read(rss(item(1, text), head="").encode(charset), charset=charset)).title == f"{text} 1"


def test_the_http_charset_wins_over_the_declaration() -> None:
    feed = rss(item(1, "кооператив"), head='<?xml version="1.0" encoding="windows-1251"?>')
    assert only(read(feed.encode("koi8-r"), charset="koi8-r")).title == "кооператив 1"


def test_capitals_before_a_no_break_space_do_not_pass_for_utf_8() -> None:
    feed = rss(item(1, "«\u00a0SANTÉ\u00a0», état, été, à"), head="")
    assert only(read(feed.encode("cp1252"))).title == "« SANTÉ », état, été, à 1"


def test_one_wrong_byte_does_not_spoil_the_rest() -> None:
    body = rss(item(1, "déjà l@été à côté")).encode().replace(b"@", b"\x92")
    assert only(read(body)).title == "déjà l’été à côté 1"


def test_windows_characters_by_number_are_the_ones_meant() -> None:
    assert only(read(rss(item(1, "l&#146;an &#150; 5 &#128;")))).title == "l’an – 5 € 1"


@pytest.mark.parametrize(
    "before",
    ["\ufeff", "\n\n  ", "\ufeff \n", "\0", "Notice: x in y\n", "<br />\n<b>Warning</b>: x<br />\n", "<!-- x -->"],
)
def test_what_precedes_the_feed_is_skipped(before: str) -> None:
    assert only(read(before + rss(item(1)))).title == "Titre 1"


def test_a_gzip_file_sent_as_such_is_read() -> None:
    assert only(read(gzip.compress(rss(item(1)).encode()))).title == "Titre 1"


def test_a_gzip_file_that_unfolds_too_far_is_refused() -> None:
    assert read(gzip.compress(b"\0" * 20_000_000)).outcome is Outcome.TOO_BIG


BOMBS = {
    "billion laughs": "<!DOCTYPE rss [<!ENTITY a0 'lol'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "<!ENTITY bomb '&a9;'>]>",
    "quadratic": f"<!DOCTYPE rss [<!ENTITY bomb '{'a' * 100_000}'>]>",
    "external": '<!DOCTYPE rss [<!ENTITY bomb SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE rss [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
}
PLACES = {
    "declared": '<?xml version="1.0"?>\n{}',
    "bare": "{}",
    "lower case": "<!-- a > b -->{}",
    "after a comment with a tag": "<!-- <rss> -->{}",
}
ELSEWHERE = {"after junk": "junk <b>{}", "after another DTD": "<!DOCTYPE a>{}", "unclosed": "{}<!DOCTYPE b ["}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_document_that_declares_entities_is_refused(bomb: str, place: str) -> None:
    head = PLACES[place].format(BOMBS[bomb].replace("DOCTYPE", "doctype" if place == "lower case" else "DOCTYPE"))
    reading = read(rss(item(1, "&bomb;" * 1000), head=head))
    assert reading.outcome is Outcome.MALFORMED
    assert "refusée par sécurité" in reading.detail
    assert read(rss(item(1, "&bomb;"), head=head).encode("utf-16")).outcome is Outcome.MALFORMED


@pytest.mark.parametrize("place", ELSEWHERE)
@pytest.mark.parametrize("bomb", BOMBS)
def test_entities_declared_where_no_parser_should_look_are_never_expanded(bomb: str, place: str) -> None:
    patience = Patience()
    reading = read(
        rss(item(1, "&bomb;" * 1000, description="&bomb;" * 1000), head=ELSEWHERE[place].format(BOMBS[bomb]))
    )
    inside = read(rss(BOMBS[bomb], item(1, "&bomb;" * 1000)))
    assert patience.lasts()
    for lead in reading.leads + inside.leads:
        assert "root:" not in lead.title + lead.summary
        assert len(lead.summary) < 10_000


def test_a_dtd_without_entities_is_no_obstacle() -> None:
    head = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    assert only(read(rss(item(1), head=head))).title == "Titre 1"
    assert only(read(rss(item(1), head="<!DOCTYPE rss [<!ELEMENT rss ANY>]>"))).title == "Titre 1"


@pytest.mark.parametrize(
    "body",
    [
        '<rss version="2.0"><channel>' + "<a>" * 20_000,
        '<rss version="2.0"><channel>' + "<" * 200_000,
        '<rss version="2.0"><channel>' + "&" * 200_000,
        "<!DOCTYPE " + '"' * 200_001 + rss(),
        "<rss>" + "\ufffe" * 10,
        "{" * 200_000,
        '{"items":' + "[" * 200_000,
        '{"version":"https://jsonfeed.org/version/1","items":[{"id":' + "9" * 10_000 + "}]}",
        rss(item(1, description="<![CDATA[" + '<a "' * 100_000 + "]]>")),
        rss(item(1, description="<![CDATA[" + "<!-- " * 100_000 + "]]>")),
        rss(item(1, description="<![CDATA[" + "<script " * 100_000 + "]]>")),
        rss("<item><description><b>" * 80, "mot " * 500_000, "</b></description></item>" * 80),
    ],
    ids=lambda body: body[:30],
)
def test_hostile_text_costs_little_time(body: str) -> None:
    patience = Patience()
    assert read(body).outcome in (Outcome.OK, Outcome.MALFORMED, Outcome.NOT_A_FEED)
    assert patience.lasts()


def test_a_huge_feed_costs_bounded_memory_and_loses_nothing() -> None:
    """40,000 entries in a process of its own, whose peak is only theirs; 200,000 take 7 s and 270 MB."""
    script = """
        import resource
        from tests.support.feeds import item, read, rss
        import veille.sources.feedread
        body = rss(*(f"<item><title>{n}</title><link>http://x.fr/{n}</link></item>" for n in range(40_000))).encode()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        leads = read(body).leads
        assert len(leads) == 40_000 and leads[-1].title == "39999", len(leads)
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    """
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) < 120


def test_beyond_the_largest_number_of_entries_the_reading_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("feedxml", "jsonfeed", "feedread"):
        monkeypatch.setattr(f"veille.sources.{module}.MAX_ENTRIES", 3)
    reading = read(rss(*(item(number) for number in range(5))))
    assert len(reading.leads) == 3
    assert "3 premières" in reading.detail


def test_a_broken_feed_too_large_for_the_forgiving_parser_is_still_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veille.sources.feedread.MAX_FULL", 100)
    reading = read(rss(*(item(number) for number in range(50)), "<b>"))
    assert len(reading.leads) == 50
    assert reading.leads[-1].url == "https://flux.exemple.fr/49"

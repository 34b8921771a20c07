"""Deliveries of the official journal: what a text is, what is wanted, and archives that are not what they should be."""

import gzip
import io
import random
import tarfile
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.asking import NOW
from tests.support.jorf import article, article_id, delivery, packed, struct, text_id, version
from tests.support.patience import Patience
from veille.kinds import ArchiveOptions
from veille.models import Outcome, Page, Source
from veille.sources import Reading, tarstream
from veille.sources.jorf import read_archive

URL = "https://dila.exemple/JORF/JORF_20261121-013045.tar.gz"


def read(body: bytes, **options: Any) -> Reading:
    page = Page(url=URL, final_url=URL, outcome=Outcome.OK, body=body, fetched_at=NOW)
    return read_archive(page, Source(id="jorf", name="JO", url=URL, type="archive", options=ArchiveOptions(**options)))


def titles(reading: Reading) -> list[str]:
    return [lead.title for lead in reading.leads]


def test_a_text_is_one_lead_with_its_articles_in_their_order() -> None:
    reading = read(
        packed(
            article(12, 7, "<p>Article premier.<br/>Suite.</p><table><tr><td>A</td><td>B</td></tr></table>"),
            article(11, 7, "<p>Second.</p>"),
            article(10, 7, "<p>Annexe &amp; fin.</p>"),
            version(7, "Arrêté du 18 novembre 2026 relatif à l’agrément « ESUS »", notice="<p>Objet : agrément.</p>"),
            struct(7, 12, 11, 10),
        )
    )

    (lead,) = reading.leads
    assert (reading.outcome, reading.detail) == (Outcome.OK, "")
    assert lead.title == "Arrêté du 18 novembre 2026 relatif à l’agrément « ESUS »"
    assert lead.content == "Article premier.\nSuite.\nA B\nSecond.\nAnnexe & fin."
    assert lead.summary == "Objet : agrément."
    assert lead.url == "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000000000007"
    assert (lead.entry_id, lead.fetchable, lead.lang) == (text_id(7), False, "fr")
    assert (lead.categories, lead.authors) == (("ARRETE",), ("Ministère des exemples",))
    assert lead.published == datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert lead.published_raw == "2026-11-21"


def test_articles_outside_the_structure_follow_by_their_number() -> None:
    members = [version(7, "T"), *(article(n, 7, f"<p>{n}</p>") for n in (3, 1, 2))]

    (lead,) = read(packed(*members)).leads
    assert lead.content == "1\n2\n3"


def test_only_texts_that_hold_a_wanted_word_are_kept() -> None:
    body = packed(
        version(1, "Arrêté relatif aux Sociétés Coopératives d’intérêt collectif"),
        version(2, "Avis divers"),
        article(2, 2, "<p>Les structures de l’économie sociale\net solidaire</p>"),
        version(3, "Décret", notice="<p>Publics : ASSOCIATIONS</p>"),
        version(4, "Nomination d’un associé"),
    )

    assert titles(read(body, keep=("société coopérative",))) == [
        "Arrêté relatif aux Sociétés Coopératives d’intérêt collectif"
    ]
    assert titles(read(body, keep=("Économie sociale et solidaire", "association"))) == ["Avis divers", "Décret"]
    assert len(read(body).leads) == 4
    none = read(body, keep=("absent",))
    assert (none.outcome, none.leads) == (Outcome.OK, ())


def test_old_texts_delivered_again_are_counted_not_taken() -> None:
    body = packed(
        version(1, "Neuf"), version(2, "Ancien", date="1998-05-02"), version(3, "Sans date", date="2999-01-01")
    )
    reading = read(body)

    assert titles(reading) == ["Neuf", "Sans date"]
    assert reading.leads[1].published is None
    assert reading.detail == "1 texte ancien livré de nouveau"


def test_files_that_are_not_what_they_should_be_are_counted() -> None:
    bomb = (
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><TEXTE_VERSION><META>&b;</META></TEXTE_VERSION>'
    )
    secret = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><TEXTE_VERSION>&a;</TEXTE_VERSION>'
    deep = b"<ARTICLE>" + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</ARTICLE>"
    reading = read(
        packed(
            version(1, "Bon"),
            ("a.xml", bomb), ("b.xml", secret), ("c.xml", deep), ("d.xml", b"<TEXTE_VERSION><META>"),
            ("e.xml", b"<TEXTE_VERSION><META><META_COMMUN><ID>../../x</ID></META_COMMUN></META></TEXTE_VERSION>"),
            ("f.xml", b"<ARTICLE/>"),
            ("g.xml", b"<SECTION_TA/>"), ("h.txt", b"\0\1"), ("i.xml", b""),
        )
    )  # fmt: skip

    assert titles(reading) == ["Bon"]
    assert reading.detail == "6 fichiers illisibles"
    assert "root:" not in repr(reading)


def test_links_devices_and_path_tricks_are_passed_over() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for kind, name in (
            (tarfile.SYMTYPE, "l.xml"),
            (tarfile.LNKTYPE, "m.xml"),
            (tarfile.FIFOTYPE, "p"),
            (tarfile.DIRTYPE, "d/"),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
        path, content = version(1, "Bon")
        for name in (f"../../../{path}", f"/{'x/' * 150}{path}"):  # the long one takes an extended header
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))

    assert titles(read(buffer.getvalue())) == ["Bon"]


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_an_archive_already_decompressed_on_its_way_is_read_too(mode: str) -> None:
    assert titles(read(packed(version(1, "Bon"), mode=mode))) == ["Bon"]


@pytest.mark.parametrize(
    "body", [b"", b"\x1f\x8b", b"\x1f\x8bxx", b"<html>no</html>" * 100, b"\xff" * 2000, bytes(10_240)]
)
def test_what_is_no_archive_is_told(body: bytes) -> None:
    reading = read(body)

    assert reading.outcome in (Outcome.MALFORMED, Outcome.EMPTY)
    assert reading.detail
    assert reading.leads == ()


def test_a_delivery_cut_short_gives_what_it_holds_and_says_so() -> None:
    whole = packed(*(version(n, f"T{n}") for n in range(1, 40)), mode="w")
    for body in (whole[: len(whole) // 2 + 100], gzip.compress(whole)[:-200]):
        reading = read(body)
        assert reading.outcome is Outcome.MALFORMED
        assert 5 < len(reading.leads) < 40
        assert "coupée" in reading.detail


def test_no_rubbish_gets_through() -> None:
    chance = random.Random(7)
    whole = delivery(1, 2, 3)
    plain = gzip.decompress(whole)
    for _round in range(150):
        damaged = bytearray(plain)
        for _byte in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert read(bytes(damaged)).outcome in Outcome
        cut = bytearray(whole)
        cut[chance.randrange(len(cut))] ^= 1 << chance.randrange(8)
        assert read(bytes(cut)).outcome in Outcome


def test_a_bomb_costs_neither_memory_nor_much_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarstream, "MAX_INFLATED", 60_000_000)
    header = tarfile.TarInfo("bomb.xml")
    header.size = 7 << 30
    bomb = gzip.compress(header.tobuf(tarfile.USTAR_FORMAT) + bytes(64_000_000), 1)
    tracemalloc.start()
    patience = Patience()
    reading = read(bomb)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert reading.outcome is Outcome.TOO_BIG
    assert peak < 3_000_000
    assert patience.lasts()


def test_an_extended_header_of_any_size_is_passed_over() -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 20_000_000
    pax = header.tobuf(tarfile.USTAR_FORMAT) + b"9" * 20_000_000 + bytes(-20_000_000 % 512)
    body = gzip.compress(pax + packed(version(1, "Bon"), mode="w"), 1)
    tracemalloc.start()
    reading = read(body)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert titles(reading) == ["Bon"]
    assert peak < 3_000_000


def test_too_large_files_and_too_many_of_them_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarstream, "MAX_MEMBER", 2_000)
    assert titles(read(packed(version(1, "Bon"), version(2, "G" * 3_000)))) == ["Bon"]
    monkeypatch.setattr(tarstream, "MAX_MEMBERS", 2)
    reading = read(packed(*(version(n, f"T{n}") for n in range(1, 5))))
    assert (titles(reading), "démesurée" in reading.detail) == (["T1", "T2"], True)


def test_the_helpers_make_what_dila_makes() -> None:
    assert (text_id(3), article_id(4)) == ("JORFTEXT000000000003", "JORFARTI000000000004")
    assert len(read(delivery(1, 2)).leads) == 2

"""« Proposer un lien » and « Signaler »: what visitors send reaches the inbox, or comes back whole with its reason."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.livesite import LEGAL
from tests.support.smalldisk import filled, small_disk
from veille import web
from veille.inbox import pending
from veille.web import throttle
from veille.web.filled import TRAP
from veille.web.site import Site

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
URL = "https://www.tiers-lieu-neuf.fr/ouverture"


class Clock:
    """A moment that goes on when told to."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(veille_db: Path, tmp_path: Path, clock: Clock) -> Iterator[Site]:
    """The site, with a data folder of the test's own."""
    built = web.build(veille_db, LEGAL, data=tmp_path, now=clock)
    yield built
    built.close()


async def send(site: Site, clock: Clock, path: str = "/proposer", *, wait: int = 20, **fields: Any) -> Any:
    """Fill in a form as a person does: open it, take `wait` seconds, send."""
    shown = await site.client.get(path)
    clock.now += timedelta(seconds=wait)
    return await post(site, path.partition("?")[0], {"jeton": token(shown.text), **fields})


async def post(site: Site, path: str, fields: dict[str, Any], **headers: str | bytes) -> Any:
    return await site.client.post(
        path,
        content=urlencode(fields, doseq=True),
        headers={"content-type": "application/x-www-form-urlencoded", **headers},
    )


def token(page: str) -> str:
    found = re.search(r'name="jeton" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_a_proposal_reaches_the_inbox_and_its_author_is_thanked(site: Site, clock: Clock, tmp_path: Path) -> None:
    reply = await send(site, clock, url=URL, pourquoi="Le premier\r\ndu canton.", contact="ada@tiers-lieu.fr")

    assert reply.status_code == 303
    assert reply.headers["location"] == "/proposer?merci=1"
    assert "set-cookie" not in reply.headers
    (note,) = pending(tmp_path)
    assert note.kind == "proposition"
    assert note.at == clock.now
    assert note.values == {"url": URL, "why": "Le premier\ndu canton.", "contact": "ada@tiers-lieu.fr"}

    thanks = await site.client.get(reply.headers["location"])
    assert thanks.status_code == 200
    assert "bien arrivée" in thanks.text
    assert "six mois" in thanks.text
    assert "ada@" not in thanks.text


async def test_only_the_address_is_needed_and_its_scheme_may_be_left_out(
    site: Site, clock: Clock, tmp_path: Path
) -> None:
    reply = await send(site, clock, url="www.site-commun.fr/page?utm_source=x#y")

    assert reply.status_code == 303
    assert pending(tmp_path)[0].values["url"] == "https://www.site-commun.fr/page"


async def test_a_link_already_known_is_said_with_its_article_and_the_remark_kept(
    site: Site, clock: Clock, tmp_path: Path
) -> None:
    article = (await site.client.get("/veille/articles/5.json?_shape=objects")).json()["rows"][0]
    reply = await send(site, clock, url=article["url"].replace("https:", "http:") + "/", pourquoi="À relire.")

    assert reply.headers["location"] == "/proposer?merci=1&article=5"
    assert pending(tmp_path)[0].values["article"] == "5"
    thanks = (await site.client.get(reply.headers["location"])).text
    assert "déjà dans la veille" in thanks
    assert 'href="/article/5"' in thanks


@pytest.mark.parametrize(
    ("fields", "name", "why"),
    [
        ({}, "url", "Donnez l’adresse"),
        ({"url": "javascript:alert(1)"}, "url", "pas l’adresse d’une page"),
        ({"url": "http://192.168.1.1/"}, "url", "réseau privé"),
        ({"url": URL, "pourquoi": "x" * 2001}, "pourquoi", "2001 caractères"),
        ({"url": URL, "pourquoi": "http://a.fr " * 5}, "pourquoi", "plus de 3 liens"),
        ({"url": URL, "contact": "x" * 201}, "contact", "201 caractères"),
        ({"url": URL, TRAP: "oui"}, TRAP, "Laissez ce champ vide"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_at_the_top(
    site: Site, clock: Clock, tmp_path: Path, fields: dict[str, str], name: str, why: str
) -> None:
    reply = await send(site, clock, **{"pourquoi": "Ma raison", **fields})
    page = reply.text

    assert reply.status_code == 400
    assert pending(tmp_path) == []
    assert f'<a href="#f-{name}">' in page
    assert f'id="f-{name}-erreur"' in page
    control = re.search(rf'<(?:input|textarea)[^>]* id="f-{name}"[^>]*>', page)
    assert control
    assert 'aria-invalid="true"' in control[0]
    assert f"f-{name}-erreur" in control[0]
    assert page.count(why.replace(" caractères", "")) >= 2
    assert "<title>Erreur" in page
    assert fields.get("pourquoi", "Ma raison").strip() in page
    assert page.index("answer") < page.index('name="url"')


async def test_what_was_written_is_shown_again_harmlessly(site: Site, clock: Clock) -> None:
    evil = '"><script>alert(1)</script></textarea><b>&amp;'
    reply = await send(site, clock, url=evil, pourquoi=evil, contact=evil)

    assert "<script" not in reply.text
    assert "&lt;script&gt;" in reply.text
    assert "&amp;amp;" in reply.text


async def test_a_form_that_comes_back_at_once_is_shown_again_with_its_text(
    site: Site, clock: Clock, tmp_path: Path
) -> None:
    reply = await send(site, clock, wait=1, url=URL, pourquoi="Trop vite")

    assert reply.status_code == 400
    assert "plus rapide" in reply.text
    assert "Trop vite" in reply.text
    assert pending(tmp_path) == []

    clock.now += timedelta(seconds=5)
    again = await post(site, "/proposer", {"url": URL, "pourquoi": "Trop vite", "jeton": token(reply.text)})
    assert again.status_code == 303


@pytest.mark.parametrize("jeton", ["", "1", "x.y", "1763709000.", "1763709000.00000000000000000000000000000000", "é.é"])
async def test_a_form_without_a_good_token_is_shown_again_not_refused(
    site: Site, tmp_path: Path, jeton: str, clock: Clock
) -> None:
    reply = await post(site, "/proposer", {"url": URL, "pourquoi": "Ma raison", "jeton": jeton})

    assert reply.status_code == 400
    assert "envoyez-le de nouveau" in reply.text
    assert URL in reply.text
    assert "Ma raison" in reply.text
    clock.now += timedelta(seconds=5)
    again = await post(site, "/proposer", {"url": URL, "jeton": token(reply.text)})
    assert again.status_code == 303


async def test_a_form_left_open_for_days_is_shown_again(site: Site, clock: Clock, tmp_path: Path) -> None:
    assert (await send(site, clock, wait=86_400, url=URL)).status_code == 303
    reply = await send(site, clock, wait=86_401, url=URL + "/2")

    assert reply.status_code == 400
    assert "depuis longtemps" in reply.text
    assert len(pending(tmp_path)) == 1


async def test_a_button_pressed_twice_leaves_one_note(site: Site, clock: Clock, tmp_path: Path) -> None:
    for _ in range(2):
        reply = await send(site, clock, url=URL, pourquoi="Une fois")
        assert reply.status_code == 303

    assert len(pending(tmp_path)) == 1


async def test_too_many_texts_are_told_to_wait_and_keep_their_text(
    site: Site, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(throttle.EACH):
        assert (await send(site, clock, url=f"{URL}/{number}")).status_code == 303
    with caplog.at_level(logging.INFO):
        reply = await send(site, clock, url=f"{URL}/de-trop", pourquoi="Encore un", contact="ada@x.fr")

    assert reply.status_code == 429
    assert 3000 < int(reply.headers["retry-after"]) <= 3600
    assert "60\xa0minutes" in reply.text or "60 minutes" in reply.text
    assert f"{URL}/de-trop" in reply.text
    assert "Encore un" in reply.text
    assert "ada@x.fr" in reply.text
    assert len(pending(tmp_path)) == throttle.EACH
    assert "X-Forwarded-For" in caplog.text  # the client of the tests is this machine
    assert "127.0.0.1" not in caplog.text


async def test_faults_do_not_count_as_texts(site: Site, clock: Clock) -> None:
    for _ in range(10):
        assert (await send(site, clock, url="")).status_code == 400

    assert (await send(site, clock, url=URL)).status_code == 303


async def test_a_full_disk_is_told_and_the_text_stays(
    veille_db: Path, tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(tmp_path / "disk", megabytes=1) as data:
        site = web.build(veille_db, LEGAL, data=data, now=clock)
        with filled(data, 0), caplog.at_level(logging.ERROR):
            reply = await send(site, clock, url=URL, pourquoi="Ma raison")
        again = await send(site, clock, url=URL, pourquoi="Ma raison")
        site.close()
        kept = pending(data)

    assert reply.status_code == 503
    assert "Ma raison" in reply.text
    assert "le disque est plein" in caplog.text
    assert "le disque est plein" not in reply.text
    assert again.status_code == 303
    assert len(kept) == 1


async def test_a_folder_that_cannot_be_used_is_told_and_the_text_stays(
    site: Site, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "inbox").write_text("in the way")
    with caplog.at_level(logging.ERROR):
        reply = await send(site, clock, url=URL, pourquoi="Ma raison")

    assert reply.status_code == 503
    assert "n’a pas pu enregistrer" in reply.text
    assert LEGAL.contact in reply.text
    assert "Ma raison" in reply.text
    assert str(tmp_path) not in reply.text
    assert "rien ne peut y être déposé" in caplog.text

    (tmp_path / "inbox").unlink()
    clock.now += timedelta(seconds=5)
    again = await post(site, "/proposer", {"url": URL, "pourquoi": "Ma raison", "jeton": token(reply.text)})
    assert again.status_code == 303


async def test_the_address_can_be_filled_in_from_outside(site: Site) -> None:
    page = (await site.client.get("/proposer", params={"url": 'https://a.fr/"><b>'})).text

    assert 'value="https://a.fr/&#34;&gt;&lt;b&gt;"' in page


async def test_a_wrong_tag_of_an_article_is_reported(site: Site, clock: Clock, tmp_path: Path) -> None:
    page = (await site.client.get("/signaler?article=1")).text
    boxes = re.findall(r'name="faux" value="([^"]+)"', page)
    reply = await send(
        site, clock, "/signaler?article=1", article="1", faux=[boxes[0], "theme:invente"], attendu="theme:financement"
    )

    assert "pertinence:ess" in boxes
    assert any(box.startswith("territoire:") for box in boxes)
    assert reply.status_code == 303
    assert reply.headers["location"] == "/signaler?merci=1&article=1"
    (note,) = pending(tmp_path)
    assert note.kind == "signalement"
    assert note.values["article"] == "1"
    assert note.values["wrong"] == boxes[0]
    assert note.values["missing"] == "theme:financement"
    assert note.values["url"].startswith("https://")
    thanks = (await site.client.get(reply.headers["location"])).text
    assert 'href="/article/1"' in thanks


async def test_a_report_says_something(site: Site, clock: Clock, tmp_path: Path) -> None:
    empty = await send(site, clock, "/signaler?article=1", article="1", faux=["x:y"], attendu="theme:invente")
    page = await send(site, clock, "/signaler", pourquoi="")

    assert empty.status_code == page.status_code == 400
    assert "Cochez ce qui est faux" in empty.text
    assert "De quelle page" in page.text
    assert "Dites de quelle page" in page.text
    assert "Dites ce qui ne va pas" in page.text
    assert pending(tmp_path) == []


async def test_boxes_and_choices_are_kept_when_something_is_wrong(site: Site, clock: Clock) -> None:
    reply = await send(
        site, clock, "/signaler?article=1", article="1", faux="pertinence:ess", attendu="theme:financement",
        contact="x" * 300,
    )  # fmt: skip

    assert reply.status_code == 400
    assert re.search(r'value="pertinence:ess" checked', reply.text)
    assert re.search(r'value="theme:financement" selected', reply.text)


async def test_any_page_can_be_reported(site: Site, clock: Clock, tmp_path: Path) -> None:
    page = (await site.client.get("/signaler?page=/appels")).text
    reply = await send(site, clock, "/signaler", page="/appels", pourquoi="Le tri ne marche pas.")

    assert 'value="/appels"' in page
    assert reply.headers["location"] == "/signaler?merci=1"
    assert pending(tmp_path)[0].values["url"] == "/appels"


async def test_an_article_that_is_gone_meanwhile_becomes_a_page_to_name(site: Site, clock: Clock) -> None:
    reply = await send(site, clock, "/signaler", article="999", pourquoi="Ma raison")

    assert reply.status_code == 400
    assert "De quelle page" in reply.text
    assert "Ma raison" in reply.text


async def test_merged_articles_are_reported_as_the_one_they_are_in(site: Site) -> None:
    reply = await site.client.get("/signaler?article=100001")

    assert reply.status_code == 200
    assert 'name="article" value="1"' in reply.text


@pytest.mark.parametrize("number", ["999999", "0", "-1", "x", "1" * 30, "1 or 1=1", "１", "%00"])
async def test_articles_that_are_none_answer_404(site: Site, number: str) -> None:
    assert (await site.client.get(f"/signaler?article={number}")).status_code == 404


@pytest.mark.parametrize("path", ["/proposer", "/signaler", "/signaler?article=1", "/proposer?merci=1"])
async def test_forms_are_never_kept_by_a_cache(site: Site, path: str) -> None:
    first = await site.client.get(path)
    again = await site.client.get(path, headers={"if-none-match": "*"})

    assert first.headers["cache-control"] == "private, no-cache"
    assert "etag" not in first.headers
    assert again.status_code == 200


async def test_nobody_reads_the_inbox_through_the_site(site: Site, clock: Clock, tmp_path: Path) -> None:
    await send(site, clock, url=URL, pourquoi="phrase-secrete", contact="secret@x.fr")
    name = pending(tmp_path)[0].path.name
    addresses = (
        "/inbox", f"/inbox/{name}", f"/statique/{name}", f"/statique/..%2finbox%2f{name}", "/proposer?merci=1",
        "/veille.json?sql=select+readfile('inbox')", "/recherche?q=phrase-secrete",
    )  # fmt: skip
    for address in addresses:
        reply = await site.client.get(address)
        assert "secret@x.fr" not in reply.text
        assert "secrete" not in reply.text or "q=phrase" in address


# what is no filled form of ours


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "multipart/form-data; boundary=x"}, 415),
        ({"content-type": "application/json"}, 415),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": ""}, 415),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://ailleurs.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://[x"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/proposer", "/signaler"])
async def test_what_no_form_of_ours_sends_is_refused_in_french(
    site: Site, tmp_path: Path, path: str, headers: dict[str, str], status: int
) -> None:
    reply = await post(site, path, {"url": URL}, **headers)

    assert reply.status_code == status
    assert 'lang="fr"' in reply.text
    assert "Envoi refusé" in reply.text or "Forme d’envoi" in reply.text
    assert not (tmp_path / "inbox").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"},
        {"content-type": "Application/X-WWW-Form-urlencoded"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"sec-fetch-site": "none"},
        {"origin": "http://localhost"},
        {"x-csrftoken": b"\xe9", "cookie": "ds_csrftoken=x"},
    ],
)
async def test_what_browsers_send_with_our_forms_is_taken(site: Site, headers: dict[str, str | bytes]) -> None:
    assert (await post(site, "/proposer", {"url": URL}, **headers)).status_code == 400  # shown again: no token


async def test_a_form_may_be_sent_at_the_public_address_behind_a_proxy(veille_db: Path, tmp_path: Path) -> None:
    site = web.build(veille_db, replace(LEGAL, base_url="https://veille.example"), data=tmp_path)
    reply = await post(site, "/proposer", {"url": URL}, origin="https://veille.example")
    site.close()

    assert reply.status_code == 400


@pytest.mark.parametrize("path", ["/proposer", "/signaler"])
async def test_bodies_over_16_kb_are_refused_and_the_way_back_is_told(site: Site, path: str) -> None:
    reply = await post(site, path, {"pourquoi": "x" * 16_400})

    assert reply.status_code == 413
    assert "16" in reply.text
    assert "Revenez en arrière" in reply.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
async def test_forms_are_read_and_sent_and_nothing_else(site: Site, method: str) -> None:
    reply = await site.client.request(method, "/proposer")

    assert reply.status_code == 405
    assert reply.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    "path", ["/", "/recherche", "/veille", "/proposer/", "/proposer.json", "/PROPOSER", "/article/1"]
)
async def test_nothing_else_takes_a_post(site: Site, path: str) -> None:
    assert (await post(site, path, {"url": URL})).status_code == 405

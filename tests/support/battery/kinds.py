"""Faults of the other kinds of source: sitemaps, listing pages, APIs, newsletters."""

import gzip
import json
from email.message import EmailMessage
from pathlib import Path

from tests.support.badweb import NOW, fixed
from tests.support.battery.case import Group, Stage, case
from tests.support.battery.stories import text
from tests.support.faultserver import Request, Wire
from veille.kinds import ApiOptions, ListingOptions, MailboxOptions
from veille.models import Outcome, Source

SITEMAPS, LISTINGS, MAIL = Group.SITEMAPS, Group.LISTINGS, Group.MAIL
OK = Outcome.OK
_NS = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"


# ---------------------------------------------------------------- sitemaps


def _sitemap(stage: Stage, body: bytes | str) -> Source:
    stage.site.page("sitemap.xml", body, "application/xml")
    return stage.site.source("sitemap.xml", type="sitemap")


def _urlset(*urls: str) -> str:
    day = NOW.date().isoformat()
    places = "".join(f"<url><loc>{url}</loc><lastmod>{day}</lastmod></url>" for url in urls)
    return f"<?xml version='1.0' encoding='utf-8'?><urlset {_NS}>{places}</urlset>"


@case("plan-en-boucle", SITEMAPS, "L’index des plans de site ne cite que lui-même.", Outcome.EMPTY,
      "ne cite que lui-même")  # fmt: skip
def sitemap_loop(stage: Stage) -> Source:
    url = stage.site.url("sitemap.xml")
    return _sitemap(stage, f"<sitemapindex {_NS}><sitemap><loc>{url}</loc></sitemap></sitemapindex>")


@case("plan-de-50-000", SITEMAPS, "Le plan de site cite 50 000 adresses, sans pages derrière.", OK,
      noted=(500, 50_000))  # fmt: skip
def huge_sitemap(stage: Stage) -> Source:
    count = stage.sized(500, 50_000)
    return _sitemap(stage, _urlset(*(stage.site.url(f"rien/{n}") for n in range(count))))


@case("plan-d-un-autre-site", SITEMAPS, "Le plan de site ne cite que des adresses d’un autre site.", Outcome.EMPTY,
      "aucune adresse de ce site")  # fmt: skip
def foreign_sitemap(stage: Stage) -> Source:
    return _sitemap(stage, _urlset("http://casino.invalid/1", "http://casino.invalid/2"))


@case("plan-html", SITEMAPS, "Une page HTML à l’adresse du plan de site.", Outcome.NOT_A_FEED,
      "page HTML au lieu d’un plan de site")  # fmt: skip
def html_sitemap(stage: Stage) -> Source:
    return _sitemap(stage, "<!doctype html><html><title>Accueil</title><p>Bonjour")


@case("plan-gzip-abime", SITEMAPS, "Le plan de site est un fichier gzip abîmé.", Outcome.MALFORMED, "gzip")
def broken_sitemap(stage: Stage) -> Source:
    return _sitemap(stage, b"\x1f\x8b\x08" + b"rien" * 50)


@case("plan-bombe", SITEMAPS, "Le plan de site est un petit fichier gzip qui se déplie au-delà de la limite.",
      Outcome.TOO_BIG, "50.Mo")  # fmt: skip
def sitemap_bomb(stage: Stage) -> Source:
    return _sitemap(stage, gzip.compress(b"<urlset>" + b"a" * (52 << 20), 9))


# ---------------------------------------------------------------- listings and APIs


def _cards(stage: Stage, style: str) -> str:
    cards = "".join(
        f"<article class='{style}'><h2><a href='{stage.link(n)}'>{stage.title(n)}</a></h2></article>" for n in (1, 2, 3)
    )
    return (
        f"<!doctype html><html lang='fr'><head><title>Actualités</title></head><body><main>{cards}</main></body></html>"
    )


def _restyle(stage: Stage) -> None:
    stage.site.page("liste", _cards(stage, "tuile"))


@case("liste-changee", LISTINGS, "La page de liste change de balisage : le sélecteur ne trouve plus rien.", OK,
      again=Outcome.EMPTY, leads=(OK, OK, OK), shown=(1, 2, 3), then=_restyle)  # fmt: skip
def changed_listing(stage: Stage) -> Source:
    stage.site.page("liste", _cards(stage, "carte"))
    return stage.site.source("liste", type="listing", options=ListingOptions(item=".carte"))


@case("liste-sans-articles", LISTINGS, "La page de liste n’a plus d’articles et aucun sélecteur n’est donné.",
      Outcome.EMPTY, "aucune liste d’articles reconnue")  # fmt: skip
def empty_listing(stage: Stage) -> Source:
    stage.site.page("liste", "<!doctype html><html><title>Liste</title><body><p>Rien pour le moment.</p></body></html>")
    return stage.site.source("liste", type="listing", options=ListingOptions())


@case(
    "liste-sans-fin", LISTINGS, "La page suivante est toujours la même page.", OK, leads=(OK, OK, OK), shown=(1, 2, 3)
)
def endless_listing(stage: Stage) -> Source:
    body = _cards(stage, "carte").replace("</main>", "<a class='suite' href='/liste'>Suite</a></main>")
    stage.site.page("liste", body)
    return stage.site.source("liste", type="listing", options=ListingOptions(item=".carte", next="a.suite", pages=9))


@case("api-html", LISTINGS, "L’API répond une page HTML.", Outcome.NOT_A_FEED, "page HTML")
def html_api(stage: Stage) -> Source:
    stage.site.page("api", "<!doctype html><html><title>Erreur</title><p>Oups")
    return stage.site.source("api", type="api", options=_API)


@case("api-autre-forme", LISTINGS, "L’API répond un JSON d’une autre forme.", Outcome.NOT_A_FEED, "ne mène à rien")
def other_api(stage: Stage) -> Source:
    stage.site.on("/api", fixed(json.dumps({"erreur": "changée"}).encode(), content_type="application/json"))
    return stage.site.source("api", type="api", options=_API)


@case("api-vide", LISTINGS, "L’API répond une liste sans aucune fiche.", Outcome.EMPTY, "aucune fiche")
def empty_api(stage: Stage) -> Source:
    stage.site.on("/api", fixed(json.dumps({"articles": []}).encode(), content_type="application/json"))
    return stage.site.source("api", type="api", options=_API)


_API = ApiOptions(items="articles", title="titre", link="lien", next="suite", pages=50)


@case("api-sans-fin", LISTINGS, "Chaque page de l’API annonce une page suivante : elle est lue jusqu’au plafond.", OK,
      noted=(50, 50))  # fmt: skip
def endless_api(stage: Stage) -> Source:
    async def answer(request: Request, wire: Wire) -> None:
        number = int(request.number("n", 0))
        entries = [{"titre": f"Sans page {number}", "lien": stage.site.url(f"rien/{number}")}]
        body = {"articles": entries, "suite": stage.site.url("api", n=number + 1)}
        await wire.reply(json.dumps(body).encode(), content_type="application/json")

    stage.site.on("/api", answer)
    return stage.site.source("api", type="api", options=_API)


# ---------------------------------------------------------------- newsletters


def _letters(stage: Stage, *bodies: bytes) -> Source:
    folder = Path(stage.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for number, body in enumerate(bodies):
        (folder / f"{number}.eml").write_bytes(body)
    return stage.site.source(type="mailbox", url=f"eml:{folder}", options=MailboxOptions())


def _letter(stage: Stage, html: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "La lettre <lettre@a.invalid>", "veille@b.invalid", "La lettre"
    letter["Date"], letter["Message-ID"] = NOW, f"<{stage.number}@a.invalid>"
    letter.set_content("Version texte")
    letter.add_alternative(f"<html lang='fr'><body>{html}</body></html>", subtype="html")
    return letter


@case("lettre-avec-suivi", MAIL, "Les liens de la lettre passent par un serveur de suivi : ils sont résolus.", OK,
      again=Outcome.UNCHANGED, shown=(1,))  # fmt: skip
def tracked_letter(stage: Stage) -> Source:
    page = stage.link()

    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(b"", 302, location=page)

    tracked = stage.site.on("/track/click/abc123", answer)
    first, *_others = text(stage.number * 10 + 1).split("\n")
    html = f"<h2><a href='{tracked}'>{stage.title()}</a></h2><p>{first}</p><p><a href='{tracked}'>Lire la suite</a></p>"
    return _letters(stage, _letter(stage, html).as_bytes())


@case("lettre-bombe-mime", MAIL, "La lettre emboîte mille parties les unes dans les autres : elle est laissée de côté.",
      Outcome.MALFORMED, "1 message illisible", again=Outcome.UNCHANGED, leads=())  # fmt: skip
def mime_bomb(stage: Stage) -> Source:
    depth = stage.sized(300, 1_000)
    heads = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))
    return _letters(
        stage, b"From: a@a.invalid\r\nSubject: Bombe\r\n" + heads.encode() + b"Content-Type: text/plain\r\n\r\n!"
    )


@case("lettre-illisible", MAIL, "Le fichier .eml n’est pas un message : rien n’en est pris.", Outcome.MALFORMED,
      "1 message illisible", again=Outcome.UNCHANGED, leads=())  # fmt: skip
def malformed_letter(stage: Stage) -> Source:
    return _letters(stage, b"\x00\xff\xfe pas un message \r\n\r\n" * 50)

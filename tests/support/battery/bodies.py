"""Faults of what is sent: something else than a feed, broken or endless bodies, charsets."""

import os
import zlib

from tests.support.badweb import fixed, item, rss
from tests.support.battery.case import Group, Stage, case
from tests.support.faultserver import compress, make_bomb
from veille.models import Outcome, Source

INSTEAD, BODIES, CHARSETS = Group.INSTEAD, Group.BODIES, Group.CHARSETS


# ---------------------------------------------------------------- something else


def _html(title: str, body: str = "<p>Bonjour</p>") -> str:
    return f"<!doctype html><html lang='fr'><head><title>{title}</title></head><body>{body}</body></html>"


@case("page-html", INSTEAD, "Une page HTML à l’adresse du flux, avec le statut 200.", Outcome.NOT_A_FEED,
      "page HTML au lieu d’un flux")  # fmt: skip
def html_page(stage: Stage) -> Source:
    return stage.site.feed(_html("Accueil"), "text/html").source()


@case("page-de-connexion", INSTEAD, "Une page de connexion, avec le statut 200.", Outcome.NOT_A_FEED,
      "page de connexion")  # fmt: skip
def login_page(stage: Stage) -> Source:
    form = "<form method='post'><input name='login'><input type='password' name='passe'></form>"
    return stage.site.feed(_html("Connexion", form), "text/html").source()


@case("page-de-consentement", INSTEAD, "Une page de consentement aux cookies, avec le statut 200.", Outcome.NOT_A_FEED,
      "page de consentement")  # fmt: skip
def consent_page(stage: Stage) -> Source:
    body = "<div id='didomi-host'><h1>Votre vie privée</h1><button>Accepter les cookies</button></div>"
    return stage.site.feed(_html("Avant de continuer", body), "text/html").source()


@case("page-anti-robots", INSTEAD, "Une page qui vérifie que le visiteur est humain, avec le statut 200.",
      Outcome.BLOCKED, "anti-robots")  # fmt: skip
def challenge(stage: Stage) -> Source:
    script = (
        "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script><noscript>JavaScript</noscript>"
    )
    return stage.site.feed(_html("Just a moment...", script), "text/html").source()


@case("domaine-a-vendre", INSTEAD, "Le domaine a expiré : une page le propose à la vente.", Outcome.NOT_A_FEED,
      "Domaine à vendre")  # fmt: skip
def parked(stage: Stage) -> Source:
    return stage.site.feed(_html("Domaine à vendre"), "text/html").source()


@case("plan-de-site", INSTEAD, "Un plan de site (sitemap) à l’adresse du flux.", Outcome.NOT_A_FEED, "plan de site")
def sitemap_instead(stage: Stage) -> Source:
    body = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://a.fr/</loc></url></urlset>"
    return stage.site.feed(body).source()


@case("json-inconnu", INSTEAD, "Du JSON qui n’est pas un JSON Feed.", Outcome.NOT_A_FEED, "JSON")
def other_json(stage: Stage) -> Source:
    return stage.site.feed('{"error": "not found"}', "application/json").source()


@case("bruit", INSTEAD, "Des octets au hasard.", Outcome.NOT_A_FEED, "binaires")
def noise(stage: Stage) -> Source:
    return stage.site.feed(b"\x01" + os.urandom(50_000)).source()


@case("pdf", INSTEAD, "Un fichier PDF à l’adresse du flux.", Outcome.NOT_A_FEED, "PDF")
def pdf(stage: Stage) -> Source:
    return stage.site.feed(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + os.urandom(2_000), "application/pdf").source()


# ---------------------------------------------------------------- bodies


@case("corps-vide", BODIES, "Zéro octet, avec le statut 200.", Outcome.EMPTY, "vide")
def empty(stage: Stage) -> Source:
    return stage.site.source("empty")


@case("corps-blanc", BODIES, "Des espaces et des retours à la ligne.", Outcome.EMPTY, "vide")
def blank(stage: Stage) -> Source:
    return stage.site.feed(b" \r\n\t" * 500).source()


@case("flux-vide", BODIES, "Un flux bien formé sans aucun article.", Outcome.EMPTY, "aucun article")
def empty_feed(stage: Stage) -> Source:
    return stage.site.feed(rss([])).source()


@case("flux-coupe", BODIES, "Un flux coupé au milieu d’un article : ce qui précède est lu.", Outcome.OK,
      leads=(Outcome.OK, Outcome.EMPTY), shown=(1,))  # fmt: skip
def cut_feed(stage: Stage) -> Source:
    body = stage.feed(1, 2)
    return stage.site.feed(body[: body.rindex("<item>")] + "<item><tit").source()


@case("flux-abime", BODIES, "Un flux coupé avant le premier article.", Outcome.MALFORMED, "abîmé")
def broken_feed(stage: Stage) -> Source:
    return stage.site.feed("<rss version='2.0'><channel><title>Fl").source()


@case("compression-mensongere", BODIES, "Le corps est annoncé compressé et ne l’est pas.", Outcome.MALFORMED,
      "compression")  # fmt: skip
def not_compressed(stage: Stage) -> Source:
    return stage.site.source("encoded?coding=gzip")


@case("compression-inconnue", BODIES, "Une compression que personne ne connaît.", Outcome.MALFORMED, "compression")
def unknown_coding(stage: Stage) -> Source:
    return stage.site.source("encoded?coding=klingon")


@case("gzip-abime", BODIES, "Un corps gzip dont les octets sont abîmés.", Outcome.MALFORMED, "compression")
def bad_gzip(stage: Stage) -> Source:
    body = bytearray(compress("gzip", stage.feed().encode()))
    body[20:60] = bytes(40)
    return stage.answering(fixed(bytes(body), content_encoding="gzip"))


@case("gzip-tronque", BODIES, "Un corps gzip coupé à la moitié.", Outcome.MALFORMED, "compression")
def cut_gzip(stage: Stage) -> Source:
    return stage.site.source("truncated_gzip")


def _bomb(coding: str):
    def make(stage: Stage) -> Source:
        return stage.site.source(f"bomb?coding={coding}&megabytes={stage.sized(50, 1024)}")

    return make


for _coding in ("gzip", "deflate", "br", "zstd"):
    case(f"bombe-{_coding}", BODIES, f"Un petit corps {_coding} qui se déplie en un gigaoctet.", Outcome.TOO_BIG,
         "taille limite")(_bomb(_coding))  # fmt: skip


@case("bombe-emboitee", BODIES, "Un fichier gzip dans un corps gzip : déplié deux fois, il ferait un gigaoctet.",
      Outcome.TOO_BIG, "limite")  # fmt: skip
def nested_bomb(stage: Stage) -> Source:
    inner = make_bomb("gzip", stage.sized(50, 1024))
    return stage.answering(fixed(zlib.compress(inner, wbits=31), content_encoding="gzip"))


@case("sans-fin", BODIES, "Des zéros sans fin, sans longueur annoncée.", Outcome.TOO_BIG, "taille limite")
def endless(stage: Stage) -> Source:
    return stage.site.source("endless")


@case("annonce-enorme", BODIES, "Content-Length annonce 30 Mo : rien n’est lu.", Outcome.TOO_BIG, "annoncés")
def announced(stage: Stage) -> Source:
    return stage.site.source("announces")


@case(
    "bombe-d-entites", BODIES, "Des entités XML qui se multiplient (« billion laughs »).", Outcome.MALFORMED, "entités"
)
def entity_bomb(stage: Stage) -> Source:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return stage.site.feed(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]><rss><channel><title>&a9;</title></channel>'
    ).source()


@case("entite-externe", BODIES, "Une entité XML qui lit un fichier de la machine (XXE).", Outcome.MALFORMED, "entités")
def external_entity(stage: Stage) -> Source:
    return stage.site.feed(
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        "<rss version='2.0'><channel><item><title>&x;</title><link>/a/1</link></item></channel></rss>"
    ).source()


@case("xml-profond", BODIES, "Des balises emboîtées 100 000 fois.", Outcome.MALFORMED, "abîmé|illisible")
def deep(stage: Stage) -> Source:
    return stage.site.feed("<rss><channel>" + "<a>" * 100_000).source()


# ---------------------------------------------------------------- charsets

ACCENTS = "L’économie sociale à Évry n° "
"""What every case below must show as it is."""


def _told(stage: Stage) -> str:
    return ACCENTS + str(stage.number)


def accented(stage: Stage, declared: str = "utf-8") -> str:
    """Return a feed of one article with accents in its title."""
    return rss([item(stage.link(), _told(stage))]).replace("utf-8", declared, 1)


@case("marque-d-octets", CHARSETS, "Le flux commence par une marque d’ordre des octets (BOM).", Outcome.OK,
      leads=(Outcome.OK,), shown=(1,), titled=_told)  # fmt: skip
def bom(stage: Stage) -> Source:
    return stage.site.feed(b"\xef\xbb\xbf" + accented(stage).encode()).source()


@case("utf-16", CHARSETS, "Le flux est en UTF-16.", Outcome.OK, leads=(Outcome.OK,), shown=(1,),
      titled=_told)  # fmt: skip
def utf_16(stage: Stage) -> Source:
    return stage.site.feed(accented(stage, "utf-16").encode("utf-16")).source()


@case("cp1252-dit-utf-8", CHARSETS, "Le flux est en windows-1252 et se dit en UTF-8.", Outcome.OK,
      leads=(Outcome.OK,), shown=(1,), titled=_told)  # fmt: skip
def cp1252(stage: Stage) -> Source:
    return stage.site.feed(accented(stage).encode("cp1252"), "application/xml; charset=utf-8").source()


@case("utf-8-dit-latin-1", CHARSETS, "Le flux est en UTF-8 et son XML annonce ISO-8859-1.", Outcome.OK,
      leads=(Outcome.OK,), shown=(1,), titled=_told)  # fmt: skip
def wrong_declaration(stage: Stage) -> Source:
    return stage.site.feed(accented(stage, "iso-8859-1").encode()).source()


@case("encodage-inconnu", CHARSETS, "Le XML annonce un encodage qui n’existe pas.", Outcome.OK, leads=(Outcome.OK,),
      shown=(1,), titled=_told)  # fmt: skip
def unknown_charset(stage: Stage) -> Source:
    return stage.site.feed(accented(stage, "klingon").encode(), "application/xml; charset=klingon").source()


@case("octets-nuls", CHARSETS, "Des octets nuls sont semés dans le flux.", Outcome.OK, leads=(Outcome.OK,),
      shown=(1,), titled=_told)  # fmt: skip
def nul_bytes(stage: Stage) -> Source:
    return stage.site.feed(accented(stage).replace("<link>", "\0<link>\0").replace("<rss", "\0<rss").encode()).source()

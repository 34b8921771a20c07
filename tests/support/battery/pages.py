"""Faults of the pages that a sound feed leads to: the feed is ok, each lead has its own outcome."""

import json

from tests.support.badweb import fixed, item, rss
from tests.support.battery.case import Group, Stage, case
from tests.support.battery.stories import story
from tests.support.faultserver import make_bomb
from veille.models import Outcome, Source

PAGES = Group.PAGES
OK, BLOCKED = Outcome.OK, Outcome.BLOCKED


def _leading(stage: Stage, *paths: str) -> Source:
    """Return a source whose feed leads to these paths and says nothing else of them."""
    return stage.site.leading_to(*map(stage.site.url, paths)).source()


@case(
    "page-interdite-aux-robots",
    PAGES,
    "robots.txt interdit la page : elle n’est pas demandée.",
    OK,
    leads=(BLOCKED,),
    never="^a/",
)
def robots(stage: Stage) -> Source:
    stage.site.on("/robots.txt", fixed(b"User-agent: *\nDisallow: /a/"))
    return stage.site.feed(stage.feed()).source()


@case("fouille-reservee-entete", PAGES, "La réponse porte tdm-reservation: 1.", OK, leads=(BLOCKED,))
def tdm_header(stage: Stage) -> Source:
    stage.site.on("/a/9", fixed(story(stage.number * 10).encode(), content_type="text/html", tdm_reservation="1"))
    return _leading(stage, "a/9")


@case("fouille-reservee-page", PAGES, 'La page porte <meta name="tdm-reservation" content="1">.', OK, leads=(BLOCKED,))
def tdm_meta(stage: Stage) -> Source:
    stage.site.page("a/9", story(stage.number * 10, "<meta name='tdm-reservation' content='1'>"))
    return _leading(stage, "a/9")


@case("fouille-reservee-site", PAGES, "tdmrep.json réserve tout le site.", OK, leads=(BLOCKED,))
def tdm_file(stage: Stage) -> Source:
    rules = json.dumps([{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://exemple.invalid/tdm"}])
    stage.site.on("/.well-known/tdmrep.json", fixed(rules.encode(), content_type="application/json"))
    stage.site.page("a/9", story(stage.number * 10))
    return _leading(stage, "a/9")


@case("pages-429", PAGES, "La première page répond 429 : les autres ne sont plus demandées pendant cette collecte.", OK,
      leads=(BLOCKED, BLOCKED, BLOCKED), never="n=[23]")  # fmt: skip
def slow_down(stage: Stage) -> Source:
    return _leading(stage, "status?code=429", "status?code=429&n=2", "status?code=429&n=3")


@case("page-refusee", PAGES, "La page répond 403 : le texte du flux en tient lieu.", OK, leads=(BLOCKED,), shown=(1,))
def forbidden(stage: Stage) -> Source:
    text = "L’économie sociale et solidaire, ses coopératives et ses mutuelles, tient ses rencontres régionales."
    entry = item(stage.site.url("status?code=403"), stage.title(), extra=f"<description>{text}</description>")
    return stage.site.feed(rss([entry])).source()


_PAGES = (
    ("page-absente", "La page n’existe pas.", "nulle-part", Outcome.GONE),
    ("page-vide", "La page est vide.", "empty", Outcome.EMPTY),
    ("page-bombe", "La page se déplie en un gigaoctet.", "bombe", Outcome.TOO_BIG),
    ("page-qui-tourne", "La page redirige sans fin.", "redirect_endless", Outcome.REDIRECTED),
    ("page-vers-prive", "La page redirige vers un réseau privé.", "redirect?to=http://10.0.0.1/", Outcome.REFUSED),
    ("page-lente", "La page arrive octet par octet.", "drip?seconds=0.2", Outcome.TIMEOUT),
    ("page-coupee", "La connexion se coupe au milieu de la page.", "reset_midway", Outcome.UNREACHABLE),
    ("page-pas-http", "La page n’est pas du HTTP.", "garbage", Outcome.MALFORMED),
    ("page-binaire", "La page est un programme.", "programme", Outcome.MALFORMED),
)


def _page(path: str):
    def make(stage: Stage) -> Source:
        if path == "programme":
            stage.site.page(path, b"\x7fELF" + bytes(range(256)) * 200)
        elif path == "bombe":
            stage.site.on("/bombe", fixed(make_bomb("br", stage.sized(50, 1024)), content_encoding="br"))
        return _leading(stage, path)

    return make


for _name, _does, _path, _outcome in _PAGES:
    case(_name, PAGES, _does, OK, leads=(_outcome,))(_page(_path))

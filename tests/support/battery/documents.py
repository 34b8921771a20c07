"""Faults of what a feed says: entries, identities, dates, links, and a site that is no longer the same."""

from datetime import UTC, datetime, timedelta

from tests.support.badweb import NOW, item, rss
from tests.support.battery.case import Group, Stage, case
from veille.models import Outcome, Source

FEEDS = Group.FEEDS
OK, REFUSED = Outcome.OK, Outcome.REFUSED


def guid(text: str) -> str:
    return f"<guid isPermaLink='false'>{text}</guid>"


@case("200-000-entrees", FEEDS, "Le flux a 200 000 entrées : toutes sont notées, un plafond par collecte est lu.", OK,
      noted=(1_000, 200_000))  # fmt: skip
def many_entries(stage: Stage) -> Source:
    count = stage.sized(1_000, 200_000)
    return stage.site.feed(rss(["".join(f"<item><link>/rien/{n}</link></item>" for n in range(count))])).source()


@case("guids-en-double", FEEDS, "Tous les articles portent le même identifiant : leur adresse en tient lieu.", OK,
      leads=(OK, OK), shown=(1, 2))  # fmt: skip
def same_guids(stage: Stage) -> Source:
    items = [item(stage.link(n), stage.title(n), extra=guid("un")) for n in (1, 2)]
    return stage.site.feed(rss(items)).source()


@case("entrees-en-double", FEEDS, "Le même article est répété cent fois.", OK,
      leads=(OK,), shown=(1,))  # fmt: skip
def same_entries(stage: Stage) -> Source:
    return stage.site.feed(rss([item(stage.link(), stage.title(), extra=guid("un"))] * 100)).source()


@case("sans-guid", FEEDS, "Aucun article n’a d’identifiant.", OK, leads=(OK, OK), shown=(1, 2))
def no_guids(stage: Stage) -> Source:
    return stage.site.feed(stage.feed(1, 2)).source()


def _reuse(stage: Stage) -> None:
    stage.site.feed(rss([item(stage.link(2), "Le budget de l’État baisse", extra=guid("unique"))]))


@case("guid-reutilise", FEEDS, "Un identifiant déjà vu revient avec un autre article : les deux restent.", OK,
      leads=(OK,), shown=(1, 2), then=_reuse)  # fmt: skip
def reused_guid(stage: Stage) -> Source:
    return stage.site.feed(rss([item(stage.link(1), "Une épicerie coopérative ouvre", extra=guid("unique"))])).source()


@case("dates-futures", FEEDS, "Les articles sont datés de 2203 : la date de découverte les remplace.", OK, leads=(OK,),
      shown=(1,))  # fmt: skip
def future_dates(stage: Stage) -> Source:
    return stage.site.feed(rss([item(stage.link(), stage.title(), date=datetime(2203, 5, 1, tzinfo=UTC))])).source()


@case("dates-anciennes", FEEDS, "Les articles sont datés de 1903 : la date de découverte les remplace.", OK,
      leads=(OK,), shown=(1,))  # fmt: skip
def ancient_dates(stage: Stage) -> Source:
    return stage.site.feed(rss([item(stage.link(), stage.title(), date=datetime(1903, 5, 1, tzinfo=UTC))])).source()


@case("dates-illisibles", FEEDS, "Les dates n’en sont pas.", OK, leads=(OK,), shown=(1,))
def unreadable_dates(stage: Stage) -> Source:
    extra = "<pubDate>le trente-deux brumaire</pubDate>"
    return stage.site.feed(rss([item(stage.link(), stage.title(), date=None, extra=extra)])).source()


@case("liens-relatifs", FEEDS, "Les liens sont relatifs.", OK, leads=(OK,), shown=(1,))
def relative_links(stage: Stage) -> Source:
    stage.link()
    return stage.site.feed(rss([item("../a/1", stage.title())]), path="flux/rss").source("flux/rss")


@case("liens-dangereux", FEEDS, "Les liens sont javascript:, data:, file: ou mènent dans un réseau privé.", OK,
      leads=(OK, REFUSED, *[Outcome.EMPTY] * 3), shown=(1,))  # fmt: skip
def odd_links(stage: Stage) -> Source:
    odd = ["javascript:alert(1)", "data:text/html,bonjour", "file:///etc/passwd", "http://10.0.0.1/prive"]
    entries = [item(link, f"Sans page {place}") for place, link in enumerate(odd)]
    return stage.site.feed(rss([*entries, *stage.items()])).source()


@case("titres-geants", FEEDS, "Un titre de deux millions de caractères : il est coupé.", OK, leads=(OK,),
      shown=(1,))  # fmt: skip
def huge_titles(stage: Stage) -> Source:
    return stage.site.feed(rss([item(stage.link(), "Très " * stage.sized(20_000, 400_000) + "long")])).source()


def _peasant(stage: Stage) -> str:
    return f"{stage.title()} \U0001f469\u200d\U0001f33e"


@case("emoji-et-bidi", FEEDS, "Les titres portent des émojis et des caractères qui inversent le sens de lecture.", OK,
      leads=(OK,), shown=(1,), titled=_peasant)  # fmt: skip
def emoji(stage: Stage) -> Source:
    return stage.site.feed(rss([item(stage.link(), f"\u202e{_peasant(stage)}\u202c\u2066")])).source()


def _podcast(stage: Stage) -> None:
    media = "<enclosure url='{}' length='123' type='audio/mpeg'/>"
    items = [item("", f"Épisode {n}", extra=media.format(stage.site.url(f"son/{n}.mp3"))) for n in (1, 2)]
    stage.site.feed(rss(items))


@case("devenu-podcast", FEEDS, "Le flux d’articles devient celui d’un podcast : les sons ne sont pas téléchargés.", OK,
      leads=(OK,), shown=(1,), never="mp3", then=_podcast)  # fmt: skip
def podcast(stage: Stage) -> Source:
    return stage.site.feed(stage.feed()).source()


def _sell(stage: Stage) -> None:
    date = NOW + timedelta(minutes=5)
    items = [item(f"http://casino.invalid/{n}", f"Bonus de casino {n}", date=date) for n in (1, 2)]
    head = "<title>Jeux en ligne</title><link>http://casino.invalid/</link>"
    stage.site.feed(rss(items).replace("<title>Flux</title>", head))


@case("domaine-vendu", FEEDS, "Le domaine a changé de mains : le flux annonce un autre site et ne mène plus qu’à lui.",
      OK, again=REFUSED, leads=(OK,), shown=(1,), then=_sell)  # fmt: skip
def sold_domain(stage: Stage) -> Source:
    host = f"vers-{stage.site.host.replace('.', '-')}.invalid:{stage.site.port}"
    stage.link()
    entries = [item(f"http://{host}/a/1", stage.title())]
    head = f"<title>Le réseau</title><link>http://{host}/</link>"
    stage.site.feed(rss(entries).replace("<title>Flux</title>", head))
    return stage.site.source(name="Le réseau des coopératives", home=f"http://{host}/", url=f"http://{host}/feed")

"""Lists of sources in and out: our own come back as they were, those of others as well as they can."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from tests.support.patience import Patience
from veille.config import load_sources
from veille.config.addresses import loose_key, twin, unique_id
from veille.config.editing import Place, add_entries
from veille.config.importing import Import, to_sources
from veille.config.opml import parse_list, read_list, write_opml
from veille.errors import InputError
from veille.kinds import ApiOptions, ListingOptions, MailboxOptions, SitemapOptions
from veille.models import Source

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SHIPPED = Path(__file__).resolve().parents[2] / "feeds.yml"
OTHERS = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Abonnements</title></head><body>
  <outline text="Médias" title="Médias">
    <outline text="La Gazette" title="La Gazette" type="rss" xmlUrl="https://gazette.example/feed?a=1&amp;b=2"
      htmlUrl="https://gazette.example/"/>
    <outline title="Titre seul" xmlUrl="https://titre.example/rss" version="RSS"/>
    <outline text="" xmlUrl="https://sans-nom.example/rss"/>
    <outline text="Sous-dossier"><outline text="L&amp;#039;Écho" XMLURL="feed://echo.example/atom.xml"/></outline>
  </outline>
  <outline text="La Gazette bis" type="rss" xmlUrl="http://www.gazette.example/feed?a=1&amp;b=2"/>
  <outline text="Un lien" type="link" url="https://page.example/"/>
  <outline text="Commande" type="rss" xmlUrl="exec:/bin/true"/>
</body></opml>
"""


def brought(body: str | bytes, *existing: Source, themes: frozenset[str] = frozenset()) -> Import:
    return to_sources(parse_list(body.encode() if isinstance(body, str) else body), existing, themes)


def outline(**attributes: str) -> str:
    said = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f'<opml version="2.0"><body><outline {said}/></body></opml>'


def written(*sources: Source) -> bytes:
    return write_opml(sources, "Veille", NOW)


def test_what_is_exported_comes_back_equal_even_through_feeds_yml(tmp_path: Path) -> None:
    sources = (
        Source(id="a", name="Été & « co » <1>", url="https://a.example/?x=1&y=2", family="media", home="https://a.example/",
               lang="en", territory="D93", themes=("financement", "emploi"), priority=1, ess=True, excerpt=0,
               enabled=False, note="Une note : deux", aggregator=True, state="a-verifier", evidence="vue",
               include=("/a", "/b,c"), exclude=("/x$",), kinds=(("/agenda/", "evenement"),), silent_after=0),
        Source(id="b", name="&eacute;", url="https://b.example/sitemap.xml", type="sitemap", family="media",
               options=SitemapOptions(children=("/news",))),
        Source(id="c", name="C", url="https://c.example/", type="listing", options=ListingOptions(item="a", pages=2)),
        Source(id="d", name="D", url="https://d.example/", type="api", options=ApiOptions(token="VEILLE_D")),
        Source(id="e", name="E", url="eml:/srv/mail", type="mailbox", home="https://e.example/",
               options=MailboxOptions(senders=("@e.example",))),
    )  # fmt: skip

    found = brought(written(*sources))

    assert found.new == sources
    assert not found.known
    assert not found.unfit
    path = tmp_path / "feeds.yml"
    add_entries(Place(read=path, write=path), found.new)
    assert set(load_sources(path)) == set(sources)


def test_the_shipped_list_comes_back_equal() -> None:
    sources = [source for source in load_sources(SHIPPED) if source.url]

    assert set(brought(written(*sources)).new) == set(sources)


def test_other_programs_find_feeds_grouped_and_nothing_that_is_no_feed() -> None:
    document = etree.fromstring(
        written(
            Source(
                id="a",
                name="A",
                url="https://a.example/rss",
                family="media",
                home="https://a.example/",
                themes=("x", "y"),
            ),
            Source(id="b", name="B", url="https://b.example/", family="media", type="listing"),
        )
    )

    assert document.get("version") == "2.0"
    (folder,) = document.findall("body/outline")
    assert folder.get("text") == "Médias"
    feed, page = folder
    assert {key: feed.get(key) for key in ("text", "type", "xmlUrl", "htmlUrl", "category")} == {
        "text": "A",
        "type": "rss",
        "xmlUrl": "https://a.example/rss",
        "htmlUrl": "https://a.example/",
        "category": "x,y",
    }
    assert (page.get("type"), page.get("url"), page.get("xmlUrl")) == ("link", "https://b.example/", None)


def test_a_list_of_another_reader_enters_on_probation() -> None:
    found = brought(OTHERS)

    assert [(one.id, one.name, one.url, one.family) for one in found.new] == [
        ("la-gazette", "La Gazette", "https://gazette.example/feed?a=1&b=2", "media"),
        ("titre-seul", "Titre seul", "https://titre.example/rss", "media"),
        ("sans-nom-example", "sans-nom.example", "https://sans-nom.example/rss", "media"),
        ("l-echo", "L'Écho", "http://echo.example/atom.xml", "media"),
    ]
    assert all(one.on_probation for one in found.new)
    assert found.new[0].home == "https://gazette.example/"
    assert [(one.name, id_) for one, id_ in found.known] == [("La Gazette bis", "la-gazette")]
    assert [(one.url, why) for one, why in found.unfit] == [
        ("exec:/bin/true", "commande ou filtre d’un autre logiciel (exec:)")
    ]


def test_what_is_followed_already_is_told_not_added() -> None:
    there = Source(id="x", name="X", url="https://www.gazette.example/feed/?a=1&b=2")

    found = brought(OTHERS, replace(there, url="https://www.titre.example/rss/"))

    assert [id_ for _one, id_ in found.known] == ["x", "la-gazette"]


def test_ids_stay_unique_and_themes_are_those_we_know() -> None:
    body = outline(text="Blog", xmlUrl="https://a.example/", category="financement,/Autre/Chose")

    found = brought(body, Source(id="blog", name="B", url="https://b.example/"), themes=frozenset({"financement"}))

    assert [(one.id, one.themes) for one in found.new] == [("blog-2", ("financement",))]


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0" encoding="ISO-8859-1"?>' + outline(text="Été", xmlUrl="https://a.example/").encode("latin-1"),
        outline(text="Été", xmlUrl="https://a.example/").encode("cp1252"),
        b"\xef\xbb\xbf" + outline(text="Été", xmlUrl="https://a.example/").encode(),
        outline(text="Été", xmlUrl="https://a.example/").encode("utf-16"),
        b'\n\n<?xml version="1.0" encoding="utf-8"?>' + outline(text="&Eacute;t&eacute;", xmlUrl="https://a.example/").encode(),
        outline(text="&amp;Eacute;t&amp;#233;", xmlUrl=" https://a.example/ ").encode(),
        b'<OPML><BODY xmlns="x"><outline text="\xc3\x89t\xc3\xa9" type="rss" url="https://a.example/"/></BODY></OPML>',
    ],
)  # fmt: skip
def test_encodings_and_entities_of_all_programs_are_understood(body: bytes) -> None:
    assert [(one.name, one.url) for one in parse_list(body)] == [("Été", "https://a.example/")]


def test_stray_ampersands_in_addresses_are_no_fault() -> None:
    (found,) = parse_list(outline(text="R&D", xmlUrl="https://a.example/?a=1&copy=2&lt=3").encode())

    assert (found.name, found.url) == ("R&D", "https://a.example/?a=1&copy=2&lt=3")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml/>', "DTD"),
        (b'<?xml version="1.0"?><!-- x --><!DOCTYPE opml SYSTEM "file:///etc/passwd"><opml/>', "DTD"),
        ('<!DOCTYPE opml [<!ENTITY a "b">]><opml/>'.encode("utf-16"), "DTD"),
        (b"<!doctype html><html><body>Bonjour", "page HTML"),
        (b"<html><body>Bonjour", "page HTML"),
        (b"<rss version='2.0'><channel/></rss>", "pas une liste OPML (élément <rss>)".encode()),
        (b"<opml><body><outline text='a'>", "ligne 1 : XML mal écrit"),
        (b"<opml>" + b"<outline text='a'>" * 5000, "mal écrit"),
        (b"bonjour\nle monde\n", "ni une liste OPML, ni des adresses"),
        (b"", "ni une liste OPML"),
        (b"<", "mal écrit"),
        (b"\x00\x01\x02", "ni une liste OPML"),
        (b"<opml><body>" + b"<outline xmlUrl='https://a.example/'/>" * 20_001 + b"</body></opml>", "plus de 20000"),
        (b"https://a.example/\n" * 1_100_000, "trop gros"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(body: bytes, said: str | bytes) -> None:
    with pytest.raises(InputError) as caught:
        parse_list(body)

    assert (said if isinstance(said, str) else said.decode()) in str(caught.value)


@pytest.mark.parametrize(
    "attribute", ["options='{&quot;nope&quot;: 1}' v:type='api'", "priority='x'", "kinds='[[[['", "kinds='3'"]
)
def test_attributes_of_ours_that_are_damaged_are_refused(attribute: str, tmp_path: Path) -> None:
    attribute = f"v:{attribute}"
    body = (
        "<opml xmlns:v='urn:veille:sources:1'><body>"
        f"<outline text='A' xmlUrl='https://a.example/' v:id='a' {attribute}/></body></opml>"
    )
    path = tmp_path / "feeds.yml"

    with pytest.raises(Exception, match="abîmés"):
        add_entries(Place(read=path, write=path), brought(body).new)

    assert not path.exists()


def test_a_plain_list_of_addresses_is_a_list(tmp_path: Path) -> None:
    path = tmp_path / "urls"
    path.write_text(
        '# mes flux\nhttps://a.example/rss\nhttps://b.example/rss presse "~Le Bé" financement\n\n'
        'ceci n’est pas une adresse\n"query:Non lus:unread = \\"yes\\""\n'
    )

    found = to_sources(read_list(path), (), frozenset({"financement"}))

    assert [(one.name, one.url, one.family, one.themes) for one in found.new] == [
        ("a.example", "https://a.example/rss", "autre", ()),
        ("Le Bé", "https://b.example/rss", "media", ("financement",)),
    ]
    assert len(found.unfit) == 2


def test_thousands_of_sources_enter_in_seconds(tmp_path: Path) -> None:
    lines = "".join(
        f"<outline text='Le même nom' title='x' type='rss' xmlUrl='https://site-{n}.example/rss' htmlUrl='https://site-{n}.example/'/>"
        for n in range(3_000)
    )
    path = tmp_path / "feeds.yml"
    path.write_text("sources:\n  - {id: a, name: A, url: https://a.example/}\n")
    patience = Patience()

    found = brought(f"<opml><body><outline text='Presse'>{lines}</outline></body></opml>")
    add_entries(Place(read=path, write=path), found.new)

    assert len(load_sources(path)) == 3_001
    assert patience.lasts()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/x", "https://www.a.example/x/"),
        ("https://a.example", "https://A.example:443/#top"),
        ("https://a.example/?utm_source=b", "https://a.example/"),
    ],
)
def test_spellings_of_one_address_are_one(one: str, other: str) -> None:
    assert loose_key(one) == loose_key(other)


def test_a_twin_is_found_by_address_first_then_by_home() -> None:
    sources = [
        Source(id="home", name="H", url="https://x.example/rss", home="https://a.example/"),
        Source(id="url", name="U", url="https://a.example/feed/"),
    ]

    assert twin(sources, url="http://www.a.example/feed") == (sources[1], True)
    assert twin(sources, url="https://www.a.example") == (sources[0], False)
    assert twin(sources, url="https://b.example/rss", home="https://a.example") == (sources[0], False)
    assert twin(sources, url="https://b.example/") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Économie & solidarité", "economie-solidarite"),
        ("", "www-site-example"),
        ("日本", "site-example"),
        ("x" * 200, "x" * 40),
        ("RTES – Réseau des collectivités territoriales pour une économie solidaire", "rtes-reseau-des-collectivites"),
    ],
)
def test_an_id_is_made_of_the_name(name: str, expected: str) -> None:
    made = unique_id(name, "https://www.site.example/rss", ())

    assert made == expected.removeprefix("www-")
    assert unique_id(name, "https://www.site.example/rss", {made}) == f"{made}-2"

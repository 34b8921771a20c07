"""Every word a person reads goes through gettext, and another language needs a catalogue and nothing else."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from lxml import html

from tests.support import pseudo
from tools import messages
from veille.i18n import ngettext
from veille.publish.dictionary import TABLES
from veille.web.france import france
from veille.web.places import FORMER

ADDRESSES = (
    "/", "/recherche", "/recherche?q=emploi&theme=financement&tri=pertinence", "/recherche?q=introuvable",
    "/recherche?q=-x&du=32&theme=%CF%89", "/recherche?langue=en&page=2", "/article/1", "/article/3", "/article/5",
    "/article/40", "/theme/financement", "/secteur/habitat", "/territoire/R11", "/territoire/93066", "/territoire/FR",
    "/source/coop-nord", "/structure/reseau-tisse", "/themes", "/territoires", "/structures", "/sources", "/etudes",
    "/bulletins", "/bulletins/2026-s47", "/appels", "/appels?etat=clos", "/appels?territoire=R11", "/appel/1",
    "/appel/9", "/appel/7", "/agenda", "/agenda?territoire=R32", "/proposer", "/signaler", "/signaler?article=1",
    "/proposer?merci=1", "/proposer?merci=1&article=5", "/signaler?merci=1&article=5",
    "/suivre?liste=recherche&theme=financement", "/api", "/a-propos", "/mentions-legales", "/donnees-personnelles",
    "/accessibilite", "/nulle-part",
)  # fmt: skip
_ENDLESS = "with+recursive+id(id)+as+(select+1+union+all+select+id%2B1+from+id)"
RAW = (
    "/veille",
    "/veille/articles?_facet=genre&revision=1&titre__contains=%CF%89&_sort=id&_where=id%3C40",
    "/veille/articles?_facet_date=publie_le&_facet_array=genre_indices&_facet=revision&_facet_size=1&revision=1",
    "/veille/articles/1",
    "/veille/appels/1",
    "/veille/territoires/R11",
    "/veille/appels?_size=1",
    "/veille/comptes",
    "/veille/evenements?_sort_desc=debut",
    "/veille/articles_themes?_size=3",
    "/veille?sql=select+:id+as+id&id=1",
    f"/veille?sql={_ENDLESS}+select+count(*)+as+id+from+id",
    f"/veille?sql={_ENDLESS}+select+id+from+id+limit+999",
    "/veille?sql=selec",
    "/veille/rien",
    "/veille/articles?_sort=rien",
)  # fmt: skip
REFUSED = {"/nulle-part", "/recherche?q=-x&du=32&theme=%CF%89", RAW[-5], *RAW[-3:]}
"""Among them, those whose page is that of an error."""
NAMES = re.compile(
    r"https?://\S*|Atom|JSON Feed|JSON|CSV|SQL(ite)?|SHA-256|BibTeX|iCalendar|RSS|OPML|ESS"
    r"|Thunderbird|Outlook|Google Agenda|Nextcloud|[a-z-]+(\.[a-z-]+)+|\b[RD]?\d\w*|\bSELECT\b"
)
"""Names of formats and addresses, and codes: the same in every language."""
_TERRITORIES = {*france().names.values(), *(name for name, _present in FORMER.values()), "France", "La Réunion"}
PLACES = re.compile("|".join(map(re.escape, sorted(_TERRITORIES, key=len, reverse=True))))
"""Names of régions and départements, which are data of the program."""
UNSAID = "//script | //style | //code | //pre | //textarea | //head/link"
VALUES = "//table[contains(@class, 'rows')]//td | //dl[contains(@class, 'row-values')]//dd"
"""On raw pages: what is in the tables."""
_IDENTIFIERS = {name for table in TABLES for name in (table.name, *table.columns)} | {"rowid"}
IDENTIFIERS = re.compile(rf"\b({'|'.join(sorted(_IDENTIFIERS, key=len, reverse=True))})\b")
"""On raw pages: names of tables and columns."""
SAID = ("aria-label", "title", "placeholder", "alt", "data-label")


def catalogue(translate: Callable[[str], str], *, lang: str) -> Catalog:
    """Return a catalogue of every message."""
    made = Catalog(locale=lang, charset="utf-8")
    for message in messages.messages():
        if message.id:
            forms = messages.forms(message.id)
            made.add(message.id, tuple(map(translate, forms)) if len(forms) > 1 else translate(forms[0]))
    return made


def install(made: Catalog, folder: Path, lang: str) -> dict[str, str]:
    """Compile a catalogue into a folder; return the environment of a program that speaks it."""
    home = folder / lang / "LC_MESSAGES"
    home.mkdir(parents=True)
    with (home / "veille.mo").open("wb") as file:
        write_mo(file, made)
    return os.environ | {"VEILLE_LANG": lang, "VEILLE_LOCALE": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every page of a site whose messages stand between brackets."""
    folder = tmp_path_factory.mktemp("pseudo")
    environment = install(catalogue(lambda text: f"⟦{text}⟧", lang="en"), folder / "locale", "en")
    done = subprocess.run(
        [sys.executable, pseudo.__file__ or "", str(folder), *ADDRESSES, *RAW],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    replies: dict[str, tuple[int, str]] = json.loads(done.stdout)
    lost = {address for address, (status, _text) in replies.items() if status != 200}
    assert lost == REFUSED
    return {address: text for address, (_status, text) in replies.items()}


def unwrapped(text: str) -> list[str]:
    """Return the words outside of brackets, with what stands around them."""
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", "§", text)) != text:
        text = inner
    text = NAMES.sub("", PLACES.sub("", text))
    return [text[max(0, found.start() - 30) : found.end() + 30] for found in re.finditer(r"[A-Za-zÀ-ÿ]{2,}", text)]


def stray(page: html.HtmlElement, *, is_raw: bool) -> list[str]:
    """Return what a page says in Latin letters outside of messages."""
    for node in page.xpath(f"{UNSAID} | {VALUES}" if is_raw else UNSAID):
        node.text = None
        for child in list(node):
            node.remove(child)
    body = " ".join(page.xpath("//body//text() | //title/text()"))
    parts = [
        body.replace("\n", " "),
        *page.xpath("//meta[@name='description' or @property='og:title' or @property='og:description']/@content"),
    ]
    parts += [value for name in SAID for value in page.xpath(f"//@{name}")]
    return [words for part in parts for words in unwrapped(IDENTIFIERS.sub("", part) if is_raw else part)]


@pytest.mark.parametrize("address", [*ADDRESSES, *RAW])
def test_no_word_of_ours_escapes_gettext(told: dict[str, str], address: str) -> None:
    page = html.fromstring(told[address])

    assert page.get("lang") == "en"
    assert stray(page, is_raw=address.startswith("/veille")) == []


def test_a_word_that_escapes_is_found() -> None:
    page = html.fromstring("<html><body><p>⟦Bonjour ⟦x⟧⟧ ωωω 12 <a title='Salut'>Oups</a> JSON</p></body></html>")

    assert [words.split()[-1] for words in stray(page, is_raw=False)] == ["Oups", "Salut"]


def test_the_template_of_catalogues_is_fresh_and_catalogues_are_complete() -> None:
    assert messages.all_faults() == []


def test_a_plural_names_all_that_its_singular_names() -> None:
    plurals = [one for one in messages.messages() if one.id and len(messages.forms(one.id)) > 1]
    wrong = [one.id for one in plurals if not _fills_in(*messages.forms(one.id))]

    assert len(plurals) > 60
    assert wrong == []


def _fills_in(one: str, many: str) -> bool:
    names = [set(re.findall(r"%\((\w+)\)s|\{(\w+)\}", form)) for form in (one, many)]
    return names[0] <= names[1]


def test_french_takes_the_plural_from_two() -> None:
    assert [ngettext("{n} ligne", "{n} lignes", n).format(n=n) for n in (0, 1, 2)] == ["0 ligne", "1 ligne", "2 lignes"]


def test_messages_are_french_in_french_typography() -> None:
    straight = [
        one.id
        for one in messages.messages()
        if one.id and re.search(r"[a-zé]'[a-zéèêàâ]", str(one.id[-1]) + str(one.id))
    ]

    assert [text for text in straight if isinstance(text, str)] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda made: made.delete("Rechercher"), "missing: Rechercher"),
        (lambda made: setattr(made.get("Rechercher"), "string", ""), "missing: Rechercher"),
        (lambda made: made.add("Rechercher", "Search", flags={"fuzzy"}), "doubtful (fuzzy): Rechercher"),
        (lambda made: made.add("Personne ne dit cela", "x"), "in no use: Personne ne dit cela"),
        (
            lambda made: setattr(made.get("Erreur %(status)s"), "string", "Error"),
            "other placeholders: Erreur %(status)s",
        ),
    ],
)
def test_what_a_catalogue_lacks_is_told(change: Callable[[Catalog], object], fault: str) -> None:
    made = catalogue(str, lang="en")
    assert list(messages.catalogue_faults(made)) == []

    change(made)

    assert list(messages.catalogue_faults(made)) == [fault]


def test_english_is_a_catalogue_dropped_in(tmp_path: Path) -> None:
    """As docs/testing.md says: from veille.pot, a veille.po with a few messages, compiled into a folder."""
    made = read_po(BytesIO(messages.TEMPLATE.read_bytes()), locale="en")
    made.get("Afficher la version.").string = "Show the version."
    made.get("Servir le site public sur cette machine.").string = "Serve the public site on this machine."
    environment = install(made, tmp_path, "en")
    french = {**environment, "VEILLE_LANG": "fr"}
    unknown = {**environment, "VEILLE_LANG": "xx"}
    command = [sys.executable, "-c", "from veille.cli import main; main()", "--help"]
    said = [
        subprocess.run(command, env=one, capture_output=True, text=True, timeout=300, check=True).stdout
        for one in (environment, french, unknown)
    ]

    assert "Serve the public site on this machine." in said[0]
    assert "Collecter ce qui est dû" in said[0]  # what a catalogue lacks is said in French
    assert "Servir le site public sur cette machine." in said[1]
    assert said[2] == said[1]

"""feeds.yml: what is accepted, and an error a person can act upon for everything else."""

import re
from pathlib import Path

import pytest

from tests.support.patience import Patience
from veille.config import load_sources
from veille.errors import ConfigError
from veille.kinds import FAMILIES, TYPES, ListingOptions
from veille.models import Source

THEMES = frozenset({"emploi-insertion", "financement"})
KINDS = frozenset({"evenement", "appel-a-projets"})


@pytest.fixture
def write(tmp_path: Path):
    def one(text: str | bytes) -> Path:
        path = tmp_path / "feeds.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return one


def fault(path: Path, themes: frozenset[str] | None = THEMES) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_sources(path, themes=themes, kinds=KINDS)
    assert caught.value.file == path
    assert str(path) in str(caught.value)
    return caught.value


def source_with(lines: str) -> str:
    return "sources:\n  - id: a\n    name: A\n    url: https://a.example/rss\n" + lines


def test_three_keys_suffice(write):
    path = write("sources:\n- {id: avise, name: Avise, url: https://www.avise.org/rss.xml}\n")

    assert load_sources(path) == (Source(id="avise", name="Avise", url="https://www.avise.org/rss.xml"),)


def test_every_key_is_read_into_its_field(write):
    path = write(
        source_with(
            "    type: feed\n    family: reseau\n    home: https://a.example/\n    lang: en\n    territory: D93\n"
            "    themes: [financement, emploi-insertion]\n    priority: 1\n    ess: true\n    excerpt: 0\n"
            "    enabled: false\n    note: >\n      Deux\n      lignes.\n"
        )
    )

    (source,) = load_sources(path, themes=THEMES)

    assert source == Source(
        id="a",
        name="A",
        url="https://a.example/rss",
        type="feed",
        family="reseau",
        home="https://a.example/",
        lang="en",
        territory="D93",
        themes=("financement", "emploi-insertion"),
        priority=1,
        ess=True,
        excerpt=0,
        enabled=False,
        note="Deux lignes.",
    )


def test_order_is_kept_and_an_explicit_empty_list_is_no_fault(write):
    listed = "".join(f"- {{id: s{n}, name: N, url: https://e.example/{n}}}\n" for n in (3, 1, 2))

    assert [source.id for source in load_sources(write("sources:\n" + listed))] == ["s3", "s1", "s2"]
    assert load_sources(write("sources: []\n")) == ()


def test_words_stay_what_was_written(write):
    """YAML 1.1 would read NO as false, 1901 as a number and 2026-01-02 as a date."""
    path = write("sources:\n- {id: '1901', name: 1901, url: https://a.example/, territory: NO, note: 2026-01-02}\n")

    (source,) = load_sources(path)

    assert (source.name, source.territory, source.note) == ("1901", "NO", "2026-01-02")


@pytest.mark.parametrize("code", ["EU", "FR", "BE", "R11", "R06", "D93", "D2A", "D976", "75056", "2A004", "200054781"])
def test_territory_codes_of_every_level_are_accepted(write, code):
    assert load_sources(write(source_with(f"    territory: {code}\n")))[0].territory == code


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(write):
    text = b"\xef\xbb\xbf" + source_with("    note: \u00e9t\u00e9\n").replace("\n", "\r\n").encode()

    assert load_sources(write(text))[0].note == "été"


def test_what_only_some_kinds_of_source_need_is_in_a_block_of_that_name(write):
    path = write(
        source_with(
            "    type: listing\n    state: a-verifier\n    evidence: supposee\n    aggregator: true\n"
            "    include: [/appels/]\n    exclude: [/appels/clos/]\n    kinds: {/: appel-a-projets}\n"
            "    silent_after: 0\n    listing:\n      item: article.card\n      pages: 3\n"
        )
    )

    (source,) = load_sources(path, themes=THEMES, kinds=KINDS)

    assert source.options == ListingOptions(item="article.card", pages=3)
    assert (source.on_probation, source.evidence, source.aggregator) == (True, "supposee", True)
    assert (source.include, source.exclude) == (("/appels/",), ("/appels/clos/",))
    assert (source.kinds, source.silent_after) == ((("/", "appel-a-projets"),), 0)


def test_a_source_that_is_off_may_wait_for_its_address(write):
    path = write("sources:\n" + "".join(f"- {{id: c{n}, name: CRESS, enabled: false}}\n" for n in range(2)))

    assert [source.url for source in load_sources(path)] == ["", ""]


@pytest.mark.parametrize(
    ("lines", "line", "key", "expected"),
    [
        ("    familly: reseau\n", 5, "familly", "vouliez-vous dire « family »"),
        ("    xyzzy: 1\n", 5, "xyzzy", "attendu : id, name, url"),
        ("    name: B\n", 5, "name", "deux fois"),
        ("    type: rss\n", 5, "type", ", ".join(TYPES)),
        ("    family: média\n", 5, "family", "vouliez-vous dire « media »"),
        ("    family: zzz\n", 5, "family", ", ".join(FAMILIES)),
        ("    home: www.a.example\n", 5, "home", "https://…"),
        ("    lang: français\n", 5, "lang", "deux lettres"),
        ("    territory: Bretagne\n", 5, "territory", "R11, D93"),
        ("    themes: emploi-insertion\n", 5, "themes", "liste"),
        ("    themes: [emploi]\n", 5, "themes", "vouliez-vous dire « emploi-insertion »"),
        ("    themes: [financement, financement]\n", 5, "themes", "deux fois"),
        ("    themes: [[financement]]\n", 5, "themes", "texte attendu"),
        ("    themes:\n      - financement\n      - {a: b}\n", 6, "themes", "texte attendu"),
        ("    priority: 4\n", 5, "priority", "de 1 à 3"),
        ("    priority: haute\n", 5, "priority", "de 1 à 3"),
        ("    priority: [1]\n", 5, "priority", "de 1 à 3"),
        ("    excerpt: -1\n", 5, "excerpt", "de 0 à 10000"),
        ("    ess: oui\n", 5, "ess", "true ou false"),
        ('    enabled: "true"\n', 5, "enabled", "true ou false"),
        ("    note:\n", 5, "note", "texte attendu"),
        ("    state: verifie\n", 5, "state", "vouliez-vous dire « a-verifier »"),
        ("    evidence: sûre\n", 5, "evidence", "vue, deduite, supposee"),
        ("    include: /actualites/\n", 5, "include", "motifs d’adresse"),
        ("    kinds: [evenement]\n", 5, "kinds", "motif d’adresse: genre"),
        ("    kinds: {/agenda/: reunion}\n", 5, "kinds", "genre inconnu « reunion »"),
        ("    silent_after: -1\n", 5, "silent_after", "de 0 à 3650"),
        ("    listing:\n      item: article\n", 6, "listing", "réservé aux sources de type « listing »"),
        ("    type: listing\n    listing:\n      itme: article\n", 7, "itme", "vouliez-vous dire « item »"),
        ("    type: listing\n    listing:\n      pages: 0\n", 7, "listing.pages", "de 1 à 50"),
        ("    type: listing\n    listing: article\n", 6, None, "« clé: valeur » attendu (item"),
        ("    type: listing\n    listing:\n      item: 'div > '\n", 7, "listing.item", "sélecteur CSS attendu"),
        ("    type: listing\n    listing:\n      title: 'h2::text'\n", 7, "listing.title", "« h2::text »"),
        ('    type: listing\n    listing:\n      next: "%s"\n' % ("a " * 260), 7, "listing.next", "trop long"),
        ("    type: api\n    api:\n      flavour: drupal\n", 7, "api.flavour", "opendatasoft"),
        ("    type: api\n    api:\n      token: abc123\n", 7, "api.token", "VEILLE_"),
        ("    type: mailbox\n", 4, "url", "imaps://serveur/DOSSIER"),
        ("    note: {a: b}\n", 5, "note", "texte attendu"),
        ('    note: "a\\x1bb"\n', 5, "note", "caractère de contrôle"),
        ("    ? [a]\n    : b\n", 5, "?", "clé inconnue"),
        ("    <<: {id: b}\n", 5, "<<", "clé inconnue"),
        ("  - id: b\n    name: B\n", 5, "url", "obligatoire"),
        ("  - id: b\n    url: https://b.example/\n", 5, "name", "obligatoire"),
        ("  - name: B\n    url: https://b.example/\n", 5, "id", "obligatoire"),
        ("  - id: B b\n    name: B\n    url: https://b.example/\n", 5, "id", "a-z, 0-9"),
        ("  - id: ajouts-manuels\n    name: B\n    url: https://b.example/\n", 5, "id", "pages ajoutées à la main"),
        ("  - id: b\n    name: B\n    url: ftp://b.example/\n", 7, "url", "« ftp://b.example/ »"),
        ("  - id: b\n    name: B\n    url: https://b example/\n", 7, "url", "https://…"),
        ("  - id: b\n    name: B\n    url: https://b.example:99999/\n", 7, "url", "https://…"),
        ("  - id: b\n    name: B\n    url: https://é..example/\n", 7, "url", "https://…"),
        ("  - id: a\n    name: B\n    url: https://b.example/\n", 5, "id", "déjà donné à la ligne 2"),
        ("  - id: b\n    name: B\n    url: https://A.example:443/rss#x\n", 5, "url", "déjà donné à la ligne 2"),
        ("  - https://b.example/\n", 5, None, "« clé: valeur » attendu"),
        ("other: 1\n", 5, "other", "clé inconnue"),
        ("sources: []\n", 5, "sources", "deux fois"),
    ],
)
def test_a_fault_is_named_by_line_key_and_what_was_expected(write, lines, line, key, expected):
    error = fault(write(source_with(lines)))

    assert (error.line, error.key) == (line, key)
    assert expected in str(error)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", None, "vide"),
        ("# rien\n", None, "vide"),
        ("sources:\n", 1, "liste attendue"),
        ("sources: {}\n", 1, "liste attendue"),
        ("{}\n", 1, "obligatoire"),
        ("- id: a\n", 1, "« clé: valeur » attendu (sources)"),
        ("source: []\n", 1, "vouliez-vous dire « sources »"),
        ("sources:\n\t- id: a\n", 2, "tabulation"),
        ("sources:\n  - id: a\n    name: b: c\n", 3, "guillemets"),
        ("sources:\n  - id: a\n    name b\n    url: c\n", 4, "« : »"),
        ("sources:\n  - id: a\n    name: b\n   url: c\n", 4, "indentation"),
        ("sources:\n  - id: a\n    name: @b\n", 3, "guillemets"),
        ("sources:\n  - id: 'a\n", 3, "refermé"),
        ("sources: [a\n", 2, "refermé"),
        ("sources: *a\n", 1, "guillemets"),
        ("sources: []\n---\nsources: []\n", 2, "YAML mal écrit"),
        ("sources:\n  - id: \x01\n", 2, "caractère de contrôle"),
        ("sources: " + "[" * 60_000 + "]" * 60_000, 1, "imbriqués"),
    ],
)
def test_a_file_that_is_no_list_of_sources_is_refused_at_its_line(write, text, line, expected):
    error = fault(write(text))

    assert error.line == line
    assert expected in str(error)


def test_a_file_that_is_not_utf8_is_named_with_the_line_of_the_first_bad_byte(write):
    error = fault(write("sources:\n- id: a\n  name: Économie\n".encode("latin-1")))

    assert error.line == 3
    assert "UTF-8" in str(error)


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path, write):
    assert "introuvable" in str(fault(tmp_path / "absent.yml"))
    assert "illisible" in str(fault(tmp_path))
    assert "5 Mo" in str(fault(write(b"#" * 5_000_001)))


def test_aliases_serve_but_never_multiply_work(write):
    """Each level of this bomb doubles the last one; only the first level under a key is ever looked at."""
    bomb = "".join(f"    x{n}: &x{n} [*x{n - 1}, *x{n - 1}]\n" for n in range(1, 60))
    patience = Patience()

    shared = load_sources(
        write(source_with("    themes: &t [financement]\n  - {id: b, name: B, url: https://b.example/, themes: *t}\n"))
    )
    error = fault(write(source_with("    x0: &x0 [a, a]\n" + bomb)))
    recursive = fault(write(source_with("    themes: &t [*t]\n")))

    assert [source.themes for source in shared] == [("financement",)] * 2
    assert error.key == "x0"
    assert recursive.key == "themes"
    assert patience.lasts()


def test_themes_are_checked_only_when_they_are_known(write):
    path = write(source_with("    themes: [tout-autre]\n"))

    assert load_sources(path)[0].themes == ("tout-autre",)
    assert fault(path).key == "themes"


def test_long_wrong_values_are_cut_in_the_message(write):
    error = fault(write(source_with(f"    home: {'x' * 5000}\n")))

    assert len(str(error)) < 400
    assert re.search("x{59}…", str(error))


def test_a_thousand_sources_are_read(write):
    path = write(
        "sources:\n"
        + "".join(f"  - id: s{n}\n    name: Nom {n}\n    url: https://e{n}.example/\n" for n in range(1000))
    )

    assert len(load_sources(path)) == 1000

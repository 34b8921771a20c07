"""veille.toml: defaults, types, ranges, and errors that know their line."""

from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import get_type_hints

import pytest

from veille.config import HttpSettings, Settings, allowed_address, load_settings
from veille.config.costs import Costs
from veille.config.toml import LIMITS
from veille.errors import ConfigError


@pytest.fixture
def write(tmp_path: Path):
    def one(text: str | bytes) -> Path:
        path = tmp_path / "veille.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return one


def fault(path: Path) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert caught.value.file == path
    return caught.value


def test_no_file_and_an_empty_file_give_the_defaults(write):
    assert load_settings(None) == load_settings(write("")) == Settings()


def test_what_is_written_replaces_the_default_and_nothing_else(write):
    path = write(
        '[http]\ncontact = "veille@reseau.example"\nhost_delay = 0\nallow_private = ["127.0.0.1:8765", "10.0.0.0/8"]\n'
        '[collect]\nretry_minutes = [5, 10]\n[site]\nbase_url = "https://veille.example/"\nhost = "::"\n'
    )

    settings = load_settings(path)

    assert settings.http == replace(
        HttpSettings(), contact="veille@reseau.example", host_delay=0.0, allow_private=("127.0.0.1:8765", "10.0.0.0/8")
    )
    assert isinstance(settings.http.host_delay, float)
    assert settings.collect.retry_minutes == (5, 10)
    assert settings.collect.max_new == Settings().collect.max_new
    assert (settings.site.base_url, settings.site.host) == ("https://veille.example", "::")


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(FrozenInstanceError):
        load_settings(None).http.host_delay = 0  # type: ignore[misc]


def test_every_number_has_a_range_that_holds_its_default():
    ranged = set()
    for table, cls in get_type_hints(Settings).items():
        for field in fields(cls):
            value = getattr(cls(), field.name)
            if isinstance(value, int | float) or (value and isinstance(value, tuple) and isinstance(value[0], int)):
                key = f"{table}.{field.name}"
                ranged.add(key)
                low, high = LIMITS[key]
                assert all(low <= number <= high for number in (value if isinstance(value, tuple) else (value,)))
    assert ranged | {"relevance.shares"} == set(LIMITS)  # given to families, none by default


@pytest.mark.parametrize(
    ("text", "line", "key", "expected"),
    [
        ("[htpp]\n", 1, "htpp", "vouliez-vous dire « http »"),
        ("[a]\n", 1, "a", "attendu : http, collect, publish, site"),
        ("http = 1\n", 1, "http", "[http]"),
        ("# un\n\n[http]\nconcat = 'x'\n", 4, "http.concat", "vouliez-vous dire « contact »"),
        ("http.concat = 'x'\n", 1, "http.concat", "vouliez-vous dire « contact »"),
        ("http = { concat = 'x' }\n", 1, "http.concat", "vouliez-vous dire « contact »"),
        ("[http]\nhost_delay = -1\n", 2, "http.host_delay", "nombre de 0 à 3600"),
        ("[http]\nhost_delay = nan\n", 2, "http.host_delay", "« nan »"),
        ("[http]\nhost_delay = inf\n", 2, "http.host_delay", "« inf »"),
        ("[http]\nhost_delay = '1'\n", 2, "http.host_delay", "nombre de 0"),
        ("[http]\nhost_delay = true\n", 2, "http.host_delay", "nombre de 0"),
        ("[http]\nconcurrency = 1.5\n", 2, "http.concurrency", "nombre entier de 1 à 1000"),
        ("[http]\nconcurrency = 0\n", 2, "http.concurrency", "nombre entier de 1"),
        ("[http]\ncontact = 12\n", 2, "http.contact", "entre guillemets"),
        ("[http]\ncontact = 'moi'\n", 2, "http.contact", "adresse électronique"),
        ("[http]\ncontact = 'é@a.example'\n", 2, "http.contact", "adresse électronique"),
        ('[http]\ncontact = "a@a.example\\r\\nX: y"\n', 2, "http.contact", "contrôle"),
        ("[http]\nallow_private = '127.0.0.1'\n", 2, "http.allow_private", "liste attendue"),
        ("[http]\nallow_private = [\n  '127.0.0.1',\n  'localhost',\n]\n", 2, "http.allow_private", "« localhost »"),
        ("[http]\nallow_private = [8765]\n", 2, "http.allow_private", "entre guillemets"),
        ("[collect]\nretry_minutes = 5\n", 2, "collect.retry_minutes", "liste attendue"),
        ("[collect]\nretry_minutes = [5, 0]\n", 2, "collect.retry_minutes", "de 1 à"),
        ("[collect]\nworkers = 1000\n", 2, "collect.workers", "de 0 à 256"),
        ("[site]\npublisher = '''\n[http]\nx'''\nport = 70000\n", 5, "site.port", "65535"),
        ("[site]\nhost = ''\n", 2, "site.host", "127.0.0.1"),
        ("[site]\ntrusted_proxies = ['proxy.example']\n", 2, "site.trusted_proxies", "10.0.0.5"),
        ("[site]\nbase_url = 'veille.example'\n", 2, "site.base_url", "https://…"),
        ('[site]\ntitle = "a\\u0000b"\n', 2, "site.title", "contrôle"),
        ("[publish]\nexcerpt = 200\n[publish.more]\nx = 1\n", 3, "publish.more", "clé inconnue"),
    ],
)
def test_a_fault_is_named_by_line_key_and_what_was_expected(write, text, line, key, expected):
    error = fault(write(text))

    assert (error.line, error.key) == (line, key)
    assert expected in str(error)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[http]\ncontact = moi@a.example\n", 2),
        ("[http]\ncontact = 'a\n", 2),
        ("[http]\nhost_delay = 1\nhost_delay = 2\n", 3),
        ("[http]\n\nallow_private = [\n", 3),
        ("[http", 1),
    ],
)
def test_broken_toml_is_refused_at_its_line(write, text, line):
    error = fault(write(text))

    assert error.line == line
    assert "TOML mal écrit" in str(error)


def test_a_missing_file_and_a_wrong_encoding_are_refused(tmp_path, write):
    assert "introuvable" in str(fault(tmp_path / "absent.toml"))
    assert "UTF-8" in str(fault(write("[site]\ntitle = 'é'".encode("latin-1"))))


@pytest.mark.parametrize(
    ("entry", "network", "port"),
    [
        ("127.0.0.1", "127.0.0.1/32", None),
        ("127.0.0.1:8765", "127.0.0.1/32", 8765),
        ("10.0.0.0/8", "10.0.0.0/8", None),
        ("10.0.0.0/8:80", "10.0.0.0/8", 80),
        ("::1", "::1/128", None),
        ("[::1]", "::1/128", None),
        ("[::1]:80", "::1/128", 80),
        ("fd00::/8", "fd00::/8", None),
        ("[fd00::/8]:80", "fd00::/8", 80),
    ],
)
def test_every_form_of_an_allowed_address_is_read(entry, network, port):
    found, found_port = allowed_address(entry)

    assert (str(found), found_port) == (network, port)


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "x",
        "localhost:80",
        "127.0.0.1:0",
        "127.0.0.1:70000",
        "127.0.0.1:",
        "127.0.0.1:٣",
        "10.0.0.1/8",
        "[::1",
        "[::1]80",
        "*",
    ],
)
def test_anything_else_is_no_allowed_address(entry):
    with pytest.raises(ValueError, match="attendu, reçu"):
        allowed_address(entry)


def test_costs_of_relevance_are_given_to_each_family(write):
    relevance = load_settings(write("[relevance]\nmissed = 20\nshares = { media = 0.2 }\n")).relevance

    assert relevance.costs("media") == Costs(missed=20, noise=0, share=0.2)
    assert relevance.costs("reseau") == Costs(missed=20, noise=0, share=0.5)


def test_only_changed_costs_mark_the_version_of_the_model(write):
    assert load_settings(write("[relevance]\nmissed = 0\n")).relevance.stamp("abc") == "abc"
    marked = {
        load_settings(write(f"[relevance]\n{text}\n")).relevance.stamp("abc")
        for text in ("missed = 20", "noise = 20", "shares = { media = 0.2 }", "shares = { media = 0.3 }")
    }
    assert len(marked - {"abc"}) == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("shares = { presse = 0.2 }", "famille de sources inconnue"),
        ("shares = { media = 0 }", "0.001"),
        ("shares = { media = 1 }", "0.999"),
        ("shares = { media = true }", "nombre"),
        ("shares = 0.2", "table attendue"),
        ("missed = -1", "10000"),
    ],
)
def test_wrong_costs_are_told_with_their_line(write, text, words):
    error = fault(write(f"[relevance]\n{text}\n"))

    assert (error.line, words in str(error)) == (2, True)

"""Two sources may not be one feed under two spellings."""

from pathlib import Path

import pytest

from veille.config import load_sources
from veille.errors import ConfigError


def feeds(tmp_path: Path, *urls: str) -> Path:
    path = tmp_path / "feeds.yml"
    lines = [f"  - id: s{n}\n    name: S{n}\n    url: {url}\n" for n, url in enumerate(urls)]
    path.write_text("sources:\n" + "".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/feed", "http://a.example/feed"),
        ("https://a.example/feed", "https://www.a.example/feed"),
        ("https://a.example/feed", "https://a.example/feed/"),
        ("https://a.example/feed", "https://A.example:443/feed?utm_source=x"),
        ("https://feeds.feedburner.com/Ess", "http://feeds2.feedburner.com/Ess?format=xml"),
        ("https://feeds.feedburner.com/Ess", "https://feedproxy.google.com/~r/Ess"),
    ],
)
def test_spellings_of_one_address_are_refused_with_the_line_of_the_first(tmp_path: Path, one: str, other: str) -> None:
    with pytest.raises(ConfigError, match="déjà donné à la ligne 2"):
        load_sources(feeds(tmp_path, one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/feed", "https://a.example/feed?cat=3"),
        ("https://a.example/feed", "https://b.example/feed"),
        ("https://feeds.feedburner.com/Ess", "https://feeds.feedburner.com/Autre"),
    ],
)
def test_other_addresses_are_other_sources(tmp_path: Path, one: str, other: str) -> None:
    assert len(load_sources(feeds(tmp_path, one, other))) == 2

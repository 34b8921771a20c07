"""The order in which the configuration files are looked for."""

from pathlib import Path

import pytest

import veille
from veille.config import find_feeds, find_settings, load_sources, shipped_feeds
from veille.errors import ConfigError


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, with an empty working folder beside it."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    folder = tmp_path / "var"
    folder.mkdir()
    return folder


def test_settings_come_from_the_asked_file_then_data_then_the_working_folder(data):
    assert find_settings(data, None) is None
    Path("veille.toml").touch()
    assert find_settings(data, None) == Path("veille.toml")
    (data / "veille.toml").touch()
    assert find_settings(data, None) == data / "veille.toml"
    asked = Path("ailleurs.toml")
    assert find_settings(data, asked) == asked


def test_feeds_come_from_the_asked_file_then_data_then_the_working_folder_then_the_shipped_ones(data):
    assert find_feeds(data, None) == shipped_feeds()
    Path("feeds.yml").touch()
    assert find_feeds(data, None) == Path("feeds.yml")
    (data / "feeds.yml").touch()
    assert find_feeds(data, None) == data / "feeds.yml"
    assert find_feeds(data, Path("x.yml")) == Path("x.yml")


def test_the_shipped_feeds_are_found_from_any_folder(data):
    path = shipped_feeds()

    assert path is not None
    assert path.is_absolute()
    load_sources(path)


def test_the_packages_own_copy_wins_in_an_installed_veille(data, tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "veille"
    package.mkdir(parents=True)
    monkeypatch.setattr(veille, "__file__", str(package / "__init__.py"))

    with pytest.raises(ConfigError, match="introuvable"):
        find_feeds(data, None)
    (package / "feeds.yml").touch()
    assert find_feeds(data, None) == package / "feeds.yml"

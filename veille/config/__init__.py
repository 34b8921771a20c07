"""Configuration: what to watch (feeds.yml) and how this machine runs (veille.toml)."""

from veille.config.feeds import load_sources
from veille.config.places import find_feeds, find_settings, find_taxonomy, shipped_feeds
from veille.config.reading import allowed_address
from veille.config.settings import CollectSettings, HttpSettings, PublishSettings, Settings, SiteSettings, WatchSettings
from veille.config.toml import load_settings

__all__ = [
    "CollectSettings",
    "HttpSettings",
    "PublishSettings",
    "Settings",
    "SiteSettings",
    "WatchSettings",
    "allowed_address",
    "find_feeds",
    "find_settings",
    "find_taxonomy",
    "load_settings",
    "load_sources",
    "shipped_feeds",
]

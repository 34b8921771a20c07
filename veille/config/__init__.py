"""Configuration: what to watch (feeds.yml) and how this machine runs (veille.toml)."""

from veille.config.settings import CollectSettings, HttpSettings, PublishSettings, Settings, SiteSettings

__all__ = ["CollectSettings", "HttpSettings", "PublishSettings", "Settings", "SiteSettings"]

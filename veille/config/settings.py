"""The frozen settings of veille.toml: how this machine runs, with every default.

Passed as an argument to whoever needs a part of it, never global. The
reference page docs/reference/veille-toml.md is generated from these classes.
Durations are in seconds and sizes in bytes unless the name says otherwise.
"""

from dataclasses import dataclass, field

from veille.config.costs import Costs
from veille.text import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """[http]: how we ask other people's servers."""

    contact: str = ""
    """E-mail address or URL put into the User-Agent so that a site can reach us; demanded before the first run."""
    host_delay: float = 1.0
    """Pause between two requests to one host."""
    concurrency: int = 100
    """Requests under way at once, over all hosts; never more than one per host."""
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    """Longest wait for the next bytes."""
    total_timeout: float = 60.0
    """Longest time for one request with its redirects."""
    max_bytes: int = 10_000_000
    """Largest body, counted before and after decompression."""
    max_redirects: int = 10
    max_crawl_delay: float = 30.0
    """Robots' Crawl-delay is honoured up to this; a site that asks for more gets this."""
    allow_private: tuple[str, ...] = ()
    """Addresses the SSRF guard lets through: `ip`, `ip:port`, `network/prefix` or `network/prefix:port`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectSettings:
    """[collect]: how much is taken, and when again."""

    max_new: int = 100
    """Leads followed per source and run; the rest waits for the next run. 0 follows none: feeds are only read."""
    since_days: int = 30
    """For a source never collected before, older leads are recorded too_old; 0 takes all."""
    interval_minutes: int = 60
    """Shortest time between two visits of a source; its own rhythm decides, within the two."""
    longest_minutes: int = 1440
    """Longest time between two visits of a source that works."""
    host_sources: int = 20
    """Sources of one host asked in one run; the others wait for the next. `--all` and `--only` ask all the same."""
    host_pages: int = 200
    """Pages of one host followed in one run; the others wait for the next."""
    retry_minutes: tuple[int, ...] = (60, 360, 1440, 4320, 10080)
    """Waits before a failed page is tried again; after the last it is left with its outcome."""
    workers: int = 0
    """Processes that read and tag pages; 0 means one per core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings:
    """[publish]: what may be shown."""

    excerpt: int = 200
    """Characters of text shown when the source has no limit of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """[site]: the public site and its legal pages."""

    title: str = "Veille ESS"
    base_url: str = ""
    """Public address (https://…), for absolute links; empty while only local."""
    host: str = "127.0.0.1"
    port: int = 8001
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses or networks of the web servers in front, whose X-Forwarded-For says who asks; nobody else's counts."""
    publisher: str = ""
    """Legal pages: organisation that publishes the site, with its legal form and postal address."""
    director: str = ""
    """Legal pages: publication director."""
    hosting: str = ""
    """Legal pages: name, address and telephone of the hosting company."""
    contact: str = ""
    """Legal pages: address to write to, also for withdrawal requests and personal data."""
    sql_time_limit_ms: int = 600
    max_returned_rows: int = 500
    licence: str = "etalab-2.0"
    """Free licence of the site's own data: an SPDX identifier among config.licences."""
    dumps_kept: int = 7
    """Days whose daily dump is kept in DATA/exports; 0 makes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """[watch]: what `veille watch` does beyond collecting."""

    report_at: str = "07:30"
    """When the daily report on sources is made, Paris time; empty for none. Not between 02:00 and 03:00, an hour
    that one night a year does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevanceSettings:
    """[relevance]: what an error costs, which decides between public, to review and left out.

    Costs are in readings for nothing: an officer's look at an article that was not worth it counts 1.
    """

    missed: float = 0
    """Cost of leaving out an article about the ESS; 0 cuts where the training does (calibration.fit_zones)."""
    noise: float = 0
    """Cost of publishing an article that is not about it; 0 cuts where the training does."""
    shares: tuple[tuple[str, float], ...] = ()
    """Families of sources (feeds.yml) with the share of their articles that are about the ESS; 0.5 for the others."""

    def costs(self, family: str) -> Costs:
        """Return what errors cost with articles of a family of sources."""
        return Costs(missed=self.missed, noise=self.noise, share=dict(self.shares).get(family, 0.5))

    def stamp(self, version: str) -> str:
        """Return a model's version, marked where these settings change what it decides: items are tagged anew then."""
        if self == RelevanceSettings():
            return version
        return f"{version}-{digest(repr(self))[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of veille.toml."""

    http: HttpSettings = field(default_factory=HttpSettings)
    collect: CollectSettings = field(default_factory=CollectSettings)
    publish: PublishSettings = field(default_factory=PublishSettings)
    site: SiteSettings = field(default_factory=SiteSettings)
    watch: WatchSettings = field(default_factory=WatchSettings)
    relevance: RelevanceSettings = field(default_factory=RelevanceSettings)

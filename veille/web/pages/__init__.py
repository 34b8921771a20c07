"""Our pages, one file a family; `ROUTES` lists their addresses."""

from collections.abc import Awaitable, Callable
from typing import Any

from veille.web.pages import (
    about,
    api,
    article,
    axes,
    bulletins,
    dumps,
    feeds,
    home,
    legal,
    llms,
    proposing,
    raw,
    reporting,
    search,
    sitemap,
    sources,
    technical,
)

ROUTES: tuple[tuple[str, Callable[..., Awaitable[Any]]], ...] = (
    (r"^/$", home.home),
    (r"^/recherche$", search.results),
    (r"^/recherche\.(?P<form>atom|json)$", feeds.feed),
    (r"^/recherche\.csv$", feeds.as_table),
    (r"^/article/(?P<id>[1-9][0-9]{0,17})$", article.article),
    (r"^/article/(?P<id>[1-9][0-9]{0,17})\.(?P<form>bib|txt)$", article.citation),
    (r"^/(?P<axis>theme|secteur|territoire|source)/(?P<value>[^/]{1,100})$", axes.axis_page),
    (r"^/bulletins$", bulletins.bulletins),
    (r"^/bulletins/(?P<week>[^/]{1,20})$", bulletins.bulletin),
    (r"^/sources$", sources.sources),
    (r"^/api$", api.api),
    (r"^/donnees/(?P<file>[a-z0-9.-]{1,60})$", dumps.download),
    (r"^/a-propos$", about.about),
    (r"^/mentions-legales$", legal.notices),
    (r"^/donnees-personnelles$", legal.privacy),
    (r"^/accessibilite$", legal.accessibility),
    (r"^/proposer$", proposing.propose),
    (r"^/signaler$", reporting.report),
    (r"^/robots\.txt$", technical.robots),
    (r"^/opensearch\.xml$", technical.search_description),
    (r"^/llms\.txt$", llms.llms),
    (r"^/sitemap\.xml$", sitemap.index),
    (r"^/sitemap/(?P<family>appels-|structures-|)(?P<number>0|[1-9][0-9]{0,13})\.xml$", sitemap.part),
    (r"^/favicon\.ico$", technical.icon),
    (r"^/statique/(?P<name>[a-z0-9.]{1,40})$", technical.static),
    (r"^/(?P<database>veille)\.(?P<format>csv)$", raw.query_csv),
    (r"^/(?P<database>veille)/(?P<table>[^/.]+)\.(?P<format>csv)$", raw.table_csv),
)

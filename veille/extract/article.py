"""An article made of what the source says and what the page says: the source's word first."""

import re
from dataclasses import replace
from datetime import datetime

from veille.extract.base import MAX_AUTHOR, MAX_TERMS, MAX_TITLE, Content
from veille.extract.dates import believable
from veille.extract.identity import article_url, canonical_alone, named_elsewhere
from veille.extract.prose import excerpt as excerpt_of
from veille.extract.prose import tidy
from veille.likeness import marks
from veille.models import Article, Lead
from veille.text import fold, index_terms, shorten, squeeze, text_hash, url_key

SHORT = 200
"""Characters: a page with less is a consent or login wall, or was misread; a longer text of the source's wins."""
THIN = 1_000
"""Under this a page may be the teaser of what the source gives whole (at least twice as long)."""

SUMMARY = 500
"""Characters of a source's text that stand in for a page whose site reserves mining."""

_EMAIL = re.compile(r"(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.I)
_BY = re.compile(r"^(?:par|by|de|von|di|por|auteurs?\s*:)\s+", re.I)
_NOBODY = re.compile(
    r"(?:super)?admin(?:istrat\w+)?|web-?(?:master|mestre)|root|user|unknown|anonym\w+|no-?reply|auteur|author"
    r"|wordpress|publisher|editor|\S+[./]\S+"
)
"""Account names, roles and addresses (on folded text)."""


def from_page(content: Content, final_url: str, lead: Lead, *, excerpt: int, now: datetime) -> Article:
    """Return the article of a page that was read, with the source's own text where the page has too little."""
    feed = feed_text(lead)
    stands_in = _has_more(feed, content.text)
    published = believable(lead.published, now) or believable(content.published, now)
    article = Article(
        url=_identity(final_url, content.canonical, lead),
        title=lead.title or content.title,
        text=feed if stands_in else content.text,
        author=clean_author(", ".join(lead.authors)) or clean_author(content.author),
        published=published or believable(lead.updated, now),
        lang=lead.lang or content.lang,
        media_type=content.media_type,
        from_feed=stands_in,
        canonical=named_elsewhere(final_url, content.canonical),
        facts=content.facts,
    )
    return _finished(article, excerpt if content.snippet is None else min(excerpt, content.snippet))


def from_lead(lead: Lead, *, excerpt: int, now: datetime) -> Article | None:
    """Return the article that the source's own text makes, None when it says no more than the title."""
    text = feed_text(lead)
    if not text or _same(text, lead.title):
        return None
    article = Article(
        url=lead.url,
        title=lead.title,
        text=text,
        author=clean_author(", ".join(lead.authors)),
        published=believable(lead.published, now) or believable(lead.updated, now),
        lang=lead.lang or "",
        from_feed=True,
    )
    return _finished(article, excerpt)


def from_summary(lead: Lead, *, excerpt: int, now: datetime) -> Article | None:
    """Return the article that the source's short text makes: of a page whose site reserves mining, no more is used."""
    short = shorten(lead.summary or lead.content, SUMMARY)
    return from_lead(replace(lead, summary=short, content=""), excerpt=excerpt, now=now)


def feed_text(lead: Lead) -> str:
    """Return the longer of the source's two texts, tidied."""
    return tidy(max(lead.content, lead.summary, key=len))


def clean_author(author: str) -> str:
    """Return names on one line: no e-mail address, no "Par", no account name, at most `MAX_AUTHOR` characters."""
    author = _EMAIL.sub(" ", author).replace("()", " ").replace("<>", " ")
    author = _BY.sub("", squeeze(author).strip(" ,;:()<>|-–—"))
    author = squeeze(author).strip(" ,;:")
    # « adresse (Prénom Nom) », the form of RSS 2.0, leaves its brackets.
    if author.startswith("(") and author.endswith(")"):
        author = author[1:-1]
    if _NOBODY.fullmatch(fold(author)) or author.startswith("@"):
        return ""
    return shorten(author, MAX_AUTHOR)


def _identity(final_url: str, canonical: str, lead: Lead) -> str:
    try:
        return article_url(final_url, canonical)
    except ValueError:
        return canonical_alone(canonical) or lead.url


def _same(text: str, title: str) -> bool:
    return fold(squeeze(text)).strip(" .…") == fold(squeeze(title)).strip(" .…")


def _has_more(feed: str, page: str) -> bool:
    """Say whether the source's text is to be preferred to the page's."""
    if len(page) < SHORT:
        return len(feed) > len(page)
    return len(page) < THIN and len(feed) >= 2 * len(page)


def _finished(article: Article, excerpt: int) -> Article:
    """Return article with a title in bounds, a language to begin with, and all that is computed from its text."""
    text = article.text
    title = shorten(article.title, MAX_TITLE) or shorten(text.partition("\n")[0], 120) or article.url
    return replace(
        article,
        title=title,
        lang=article.lang.lower()[:2] or "fr",
        excerpt=excerpt_of(text, title, excerpt),
        text_hash=text_hash(text),
        terms_title=index_terms(title),
        terms_text=index_terms(text[:MAX_TERMS]),
        marks=marks(title, text, (url_key(article.url), url_key(article.canonical))),
    )

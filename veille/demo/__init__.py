"""A small web to try the watch on: invented sites, feeds and articles, served on loopback.

    with demo.running(date.today()) as web:
        ...                     # web.sources, web.allow_private, web.feeds_yml(), web.requests

It imports nothing of the pipeline: it is the world outside, as far as the watch can tell.
"""

from veille.demo.web import DemoWeb, running

__all__ = ["DemoWeb", "running"]

"""The only room that speaks HTTP: every request of veille goes through `Fetcher`.

    ask -> robots.txt (pages) -> the host's turn -> request -> redirect? round again -> body in bounded steps -> Page

httpx gives requests, responses and the transport interface; aiohttp does the work below it (httpx-aiohttp), at
0.7 ms of CPU a request against 2.4 with httpx alone [measured: 1,000 requests to 1,000 loopback hosts]. The
transport is used without httpx.AsyncClient, which would add what we do not want: cookies, credentials, proxies
from the environment, redirects of its own.
"""

from veille.sources.http.fetcher import Ask, Fetcher, utc_now

__all__ = ["Ask", "Fetcher", "utc_now"]

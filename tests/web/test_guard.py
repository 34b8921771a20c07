"""What every request passes: methods, sizes, closed addresses, headers."""

from typing import Any

import pytest

from veille.web.site import Site

ALL = ("/", "/recherche", "/article/1", "/veille", "/veille/articles", "/veille/articles.json", "/introuvable",
       "/statique/veille.css", "/veille.csv?sql=selec", "/-/versions")  # fmt: skip


@pytest.mark.parametrize("address", ALL)
async def test_every_reply_carries_the_same_strict_headers(site: Site, address: str) -> None:
    headers = (await site.client.get(address)).headers
    policy = headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "set-cookie" not in headers
    assert headers["cache-control"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_methods_that_change_things_are_refused_in_french(site: Site, method: str) -> None:
    for address in ("/", "/veille", "/veille/articles", "/-/permissions"):
        reply = await site.client.request(method, address)

        assert reply.status_code == 405
        assert reply.headers["allow"] == "GET, HEAD"
        assert "Méthode non permise" in reply.text


async def test_bodies_are_refused(site: Site) -> None:
    reply = await site.client.request("GET", "/", content=b"x" * 100)

    assert reply.status_code == 413


@pytest.mark.parametrize(
    "address", ["/", "/veille/articles", "/article/1", "/introuvable", "/veille/articles.csv?_stream=1"]
)
async def test_head_answers_as_get_without_a_body(site: Site, address: str) -> None:
    head, get = await site.client.head(address), await site.client.get(address)

    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers.get("etag") == get.headers.get("etag")


@pytest.mark.parametrize(
    "address",
    [
        "/-/versions", "/-/versions.json", "/-/plugins", "/-/settings", "/-/config", "/-/threads", "/-/databases.json",
        "/-/metadata", "/-/actor", "/-/permissions", "/-/messages", "/-/allow-debug", "/-/patterns", "/-/logout",
        "/-/auth-token?token=x", "/-", "/_internal", "/_internal/databases.json", "/_memory", "/:memory:/x",
        "/veille.db", "/.json", "/.jsono", "//example.org/", "//example.org", "/veille/recherche",
        "/veille/recherche_data.json", "/veille/recherche_config", "/veille/RECHERCHE", "/veille/sqlite_stat1",
        "/veille/sqlite_master", "/veille/recherche/1", "/veille/facettes", "/veille/facettes_codes.json",
        "/veille/recherche_content/1", "/veille/%72echerche",
    ],
)  # fmt: skip
async def test_closed_addresses_answer_like_unknown_ones(site: Site, address: str) -> None:
    reply = await site.client.request("GET", f"http://localhost{address}", avoid_path_rewrites=True)
    while reply.status_code == 302:
        assert reply.headers["location"].startswith("/veille/")
        reply = await site.client.get(reply.headers["location"])

    assert reply.status_code in (403, 404)
    assert "recherche_" not in reply.text
    assert "0.65" not in reply.text


async def test_addresses_have_a_longest_length(site: Site) -> None:
    assert (await site.client.get("/recherche?q=" + "a" * 9000)).status_code == 414
    assert (await site.client.get("/recherche?" + "&".join("q=a" for _ in range(200)))).status_code == 414


@pytest.mark.parametrize("host", ["a b", "exemple.org/chemin", "<script>", "x" * 300, "[::1", "exemple.org:port"])
async def test_hosts_that_are_none_are_refused(site: Site, host: str) -> None:
    reply = await site.client.get("/", headers={"host": host})

    assert reply.status_code == 400


async def test_cookies_and_credentials_are_not_looked_at(site: Site) -> None:
    headers = {"cookie": "ds_actor=x; [bizarre]=1; ds_messages=y", "authorization": "Bearer dstok_x"}
    plain, dressed = await site.client.get("/"), await site.client.get("/", headers=headers)

    assert dressed.status_code == 200
    assert dressed.headers == plain.headers
    assert dressed.headers["vary"] == "accept-encoding"


async def test_errors_follow_the_kind_of_address(site: Site) -> None:
    page = await site.client.get("/nulle-part")
    data = await site.client.get("/veille/nulle-part.json")
    table = await site.client.get("/veille/nulle-part.csv")

    assert page.headers["content-type"].startswith("text/html")
    assert data.json() == {
        "ok": False,
        "status": 404,
        "title": "Page introuvable",
        "error": "Il n’y a rien à cette adresse\u00a0: la page a été retirée, ou le lien est incomplet.",
    }
    assert table.headers["content-type"].startswith("text/plain")


async def test_the_guard_leaves_other_kinds_of_connection_alone(site: Site) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    await site.app()({"type": "websocket", "path": "/"}, receive, send)

    assert sent == []

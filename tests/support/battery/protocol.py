"""Faults of HTTP: framing, redirects, statuses, validators."""

from itertools import pairwise

from tests.support.battery.case import Group, Stage, case
from tests.support.faultserver import Request, Wire
from veille.models import Outcome, Source

PROTOCOL, REDIRECTS, STATUSES = Group.PROTOCOL, Group.REDIRECTS, Group.STATUSES


# ---------------------------------------------------------------- framing


@case("corps-plus-court", PROTOCOL, "Content-Length annonce plus que ce qui est envoyé.", Outcome.UNREACHABLE,
      "interrompue")  # fmt: skip
def short_body(stage: Stage) -> Source:
    return stage.site.source("short_body")


@case("corps-plus-long", PROTOCOL, "Content-Length annonce moins que ce qui est envoyé.", Outcome.MALFORMED,
      "HTTP correct")  # fmt: skip
def long_body(stage: Stage) -> Source:
    body = stage.feed(1, 2).encode()
    announced = body.rindex(b"<item>") + 20

    async def answer(request: Request, wire: Wire) -> None:
        await wire.send(f"HTTP/1.1 200 OK\r\nContent-Length: {announced}\r\n\r\n".encode() + body)
        wire.close()

    return stage.answering(answer)


@case("chunks-tronques", PROTOCOL, "Le corps en morceaux s’arrête au milieu d’un morceau.", Outcome.UNREACHABLE,
      "interrompue")  # fmt: skip
def truncated_chunks(stage: Stage) -> Source:
    return stage.site.source("truncated_chunks")


@case("chunks-absurdes", PROTOCOL, "La longueur d’un morceau n’est pas un nombre : plus rien n’est compris.",
      Outcome.MALFORMED, "HTTP correct")  # fmt: skip
def bad_chunk(stage: Stage) -> Source:
    return stage.site.source("bad_chunk")


@case("pas-du-http", PROTOCOL, "La réponse n’est pas du HTTP.", Outcome.MALFORMED, "HTTP correct")
def garbage(stage: Stage) -> Source:
    return stage.site.source("garbage")


@case("html-sans-entetes", PROTOCOL, "Du HTML arrive sans aucun en-tête (HTTP/0.9).", Outcome.MALFORMED, "HTTP correct")
def bare_html(stage: Stage) -> Source:
    return stage.site.source("bare_html")


@case("longueur-absurde", PROTOCOL, "Content-Length n’est pas un nombre.", Outcome.MALFORMED, "HTTP correct")
def bad_length(stage: Stage) -> Source:
    return stage.site.source("bad_length")


@case("deux-longueurs", PROTOCOL, "Deux Content-Length se contredisent.", Outcome.MALFORMED, "HTTP correct")
def two_lengths(stage: Stage) -> Source:
    return stage.site.source("two_lengths")


@case("entetes-sans-nombre", PROTOCOL, "La réponse porte 100 000 en-têtes.", Outcome.MALFORMED, "HTTP correct")
def many_headers(stage: Stage) -> Source:
    return stage.site.source("many_headers")


@case("entete-geant", PROTOCOL, "Un en-tête de 200 ko.", Outcome.MALFORMED, "HTTP correct")
def long_header(stage: Stage) -> Source:
    return stage.site.source("long_header?bytes=200000")


@case("http-1.0", PROTOCOL, "HTTP/1.0 sans longueur : la fin de la connexion finit le corps (lu normalement).",
      Outcome.OK, leads=(Outcome.OK,), shown=(1,))  # fmt: skip
def old_http(stage: Stage) -> Source:
    body = stage.feed().encode()

    async def answer(request: Request, wire: Wire) -> None:
        await wire.send(b"HTTP/1.0 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n" + body)
        wire.close()

    return stage.answering(answer)


@case("103-avant", PROTOCOL, "Une réponse 103 précède la vraie (lue normalement).", Outcome.OK, leads=(Outcome.OK,),
      shown=(1,))  # fmt: skip
def early_hints(stage: Stage) -> Source:
    body = stage.feed().encode()

    async def answer(request: Request, wire: Wire) -> None:
        await wire.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")
        await wire.reply(body, content_type="application/rss+xml")

    return stage.answering(answer)


# ---------------------------------------------------------------- redirects


@case("mille-redirections", REDIRECTS, "Chaque réponse redirige vers une nouvelle adresse, mille fois.",
      Outcome.REDIRECTED, r"plus de \d+ redirections")  # fmt: skip
def endless(stage: Stage) -> Source:
    return stage.site.source("redirect_endless")


@case("boucle-de-redirections", REDIRECTS, "Deux adresses se renvoient l’une à l’autre.", Outcome.REDIRECTED, "boucle")
def loop(stage: Stage) -> Source:
    return stage.site.source("redirect_loop/a")


@case("mur-de-cookies", REDIRECTS, "Le site redirige vers la même adresse tant qu’il ne reçoit pas son cookie.",
      Outcome.REDIRECTED, "boucle")  # fmt: skip
def cookie_wall(stage: Stage) -> Source:
    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(b"", 302, location="/feed", set_cookie="vu=1; Path=/")

    return stage.answering(answer)


@case("redirection-sans-adresse", REDIRECTS, "Une redirection sans Location.", Outcome.REDIRECTED, "sans adresse")
def nowhere(stage: Stage) -> Source:
    return stage.site.source("redirect_nowhere")


@case("redirection-privee", REDIRECTS, "Une redirection vers une adresse de réseau privé.", Outcome.REFUSED, "privée")
def to_private(stage: Stage) -> Source:
    return stage.site.source("redirect?to=http://169.254.169.254/latest/meta-data/")


@case("redirection-fichier", REDIRECTS, "Une redirection vers file:///etc/passwd.", Outcome.REFUSED, "http")
def to_file(stage: Stage) -> Source:
    return stage.site.source("redirect?to=file:///etc/passwd")


@case("chaine-301", REDIRECTS, "Trois redirections permanentes mènent au flux : il est lu, l’adresse signalée.",
      Outcome.OK, leads=(Outcome.OK,), shown=(1,))  # fmt: skip
def permanent_chain(stage: Stage) -> Source:
    stage.site.feed(stage.feed(), path="nouveau/flux.xml")
    steps = ("feed", "feed/2", "feed/3", "nouveau/flux.xml")
    for here, there in pairwise(steps):
        stage.site.on(f"/{here}", _moved(f"/{there}"))
    return stage.site.source()


@case("redirige-vers-l-accueil", REDIRECTS, "Le flux supprimé redirige vers la page d’accueil.", Outcome.NOT_A_FEED,
      "page HTML au lieu d’un flux")  # fmt: skip
def to_home(stage: Stage) -> Source:
    stage.site.page("accueil", "<!doctype html><html><title>Accueil</title><p>Bienvenue")
    return stage.answering(_moved("/accueil", 302))


def _moved(target: str, status: int = 301):
    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(b"", status, location=target)

    return answer


# ---------------------------------------------------------------- statuses

_STATUSES = (
    (401, "Le site demande un mot de passe", Outcome.BLOCKED, "accès refusé"),
    (402, "Le site demande un paiement", Outcome.BLOCKED, "accès refusé"),
    (403, "Le site refuse l’accès", Outcome.BLOCKED, "accès refusé"),
    (404, "Il n’y a rien à cette adresse", Outcome.GONE, "introuvable"),
    (406, "Le site refuse ce que nous savons lire, ou qui nous sommes", Outcome.BLOCKED, "accès refusé"),
    (410, "Le site dit que le flux n’existe plus", Outcome.GONE, "supprimée"),
    (418, "Le site répond qu’il est une théière, réponse de pare-feux", Outcome.BLOCKED, "accès refusé"),
    (429, "Le site demande de ralentir, sans dire jusqu’à quand", Outcome.BLOCKED, "ralentir"),
    (451, "Le site n’a pas le droit de répondre", Outcome.BLOCKED, "accès refusé"),
    (500, "Le serveur est en erreur", Outcome.UNREACHABLE, "erreur HTTP 500"),
    (204, "Le serveur répond qu’il n’y a rien", Outcome.EMPTY, "vide"),
    (206, "Le serveur n’envoie qu’une partie, sans qu’on l’ait demandé", Outcome.UNREACHABLE, "inattendue"),
    (304, "Le serveur dit « inchangé » alors que rien ne lui a été demandé", Outcome.UNREACHABLE, "inattendue"),
)


def _status(code: int):
    def make(stage: Stage) -> Source:
        return stage.site.source(f"status?code={code}")

    return make


for _code, _does, _outcome, _detail in _STATUSES:
    case(f"http-{_code}", STATUSES, f"{_does} (HTTP {_code}).", _outcome, _detail,
         again=Outcome.NOT_DUE if _code == 410 else None)(_status(_code))  # fmt: skip


@case("http-429-retry-after", STATUSES, "Le site demande de ralentir et dit jusqu’à quand (Retry-After).",
      Outcome.BLOCKED, "ralentir")  # fmt: skip
def too_many(stage: Stage) -> Source:
    return stage.site.source("status?code=429&after=86400")


@case("http-503-retry-after", STATUSES, "Le serveur est en maintenance et dit jusqu’à quand (Retry-After).",
      Outcome.UNREACHABLE, "erreur HTTP 503")  # fmt: skip
def maintenance(stage: Stage) -> Source:
    return stage.site.source("status?code=503&after=3600")


@case("http-5xx-par-moments", STATUSES, "Le serveur est en erreur une fois sur deux.", Outcome.UNREACHABLE,
      "erreur HTTP 502", again=Outcome.OK, shown=(1,))  # fmt: skip
def flapping(stage: Stage) -> Source:
    body, asked = stage.feed().encode(), iter(range(1_000))

    async def answer(request: Request, wire: Wire) -> None:
        if next(asked) % 2 == 0:
            await wire.reply(b"Bad Gateway", 502)
        else:
            await wire.reply(body)

    return stage.answering(answer)


@case("304-avec-corps", STATUSES, "Le serveur répond 304 avec un corps : le flux est redemandé en entier.", Outcome.OK,
      again=Outcome.OK, shown=(1,))  # fmt: skip
def body_on_304(stage: Stage) -> Source:
    body = stage.feed().encode()

    async def answer(request: Request, wire: Wire) -> None:
        if "if-none-match" in request.headers:
            await wire.send(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello")
            wire.close()
        else:
            await wire.reply(body, etag='"v1"')

    return stage.answering(answer)


@case("etag-faible", STATUSES, "Le serveur donne un ETag faible et répond 304 quand on le lui rend.", Outcome.OK,
      again=Outcome.UNCHANGED, leads=(Outcome.OK,), shown=(1,))  # fmt: skip
def weak_etag(stage: Stage) -> Source:
    body = stage.feed().encode()

    async def answer(request: Request, wire: Wire) -> None:
        if request.headers.get("if-none-match") == 'W/"v1"':
            await wire.send(b'HTTP/1.1 304 Not Modified\r\netag: W/"v1"\r\n\r\n')
        else:
            await wire.reply(body, etag='W/"v1"')

    return stage.answering(answer)


@case("etag-changeant", STATUSES, "L’ETag change à chaque réponse, le flux jamais : rien n’est relu deux fois.",
      Outcome.OK, again=Outcome.OK, leads=(Outcome.OK,), shown=(1,))  # fmt: skip
def changing_etag(stage: Stage) -> Source:
    body, asked = stage.feed().encode(), iter(range(1_000))

    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(body, etag=f'"{next(asked)}"')

    return stage.answering(answer)


@case("etag-piege", STATUSES, "L’ETag fait 50 ko : il n’est ni gardé ni renvoyé.", Outcome.OK, again=Outcome.OK,
      leads=(Outcome.OK,), shown=(1,))  # fmt: skip
def huge_etag(stage: Stage) -> Source:
    body = stage.feed().encode()

    async def answer(request: Request, wire: Wire) -> None:
        if "if-none-match" in request.headers:
            await wire.reply(b"Request Header Fields Too Large", 431)
        else:
            await wire.reply(body, etag='"' + "x" * 50_000 + '"')

    return stage.answering(answer)

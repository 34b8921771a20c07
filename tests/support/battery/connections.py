"""Faults before and below HTTP: names, addresses, connections, waiting."""

from dataclasses import replace

from tests.support.battery.case import Group, Stage, case
from tests.support.faultserver import Request, Wire
from veille.models import Outcome, Source

CONNECTION, SLOWNESS = Group.CONNECTION, Group.SLOWNESS


def _at(stage: Stage, url: str) -> Source:
    return replace(stage.site.source(), url=url)


@case("nom-inexistant", CONNECTION, "Le nom de domaine n’existe pas.", Outcome.UNREACHABLE,
      "nom de domaine introuvable")  # fmt: skip
def no_name(stage: Stage) -> Source:
    return _at(stage, "http://absent.invalid/feed")


@case("dns-en-panne", CONNECTION, "Les serveurs de noms ne répondent pas pour l’instant.", Outcome.UNREACHABLE,
      "impossibles à résoudre pour l’instant")  # fmt: skip
def dns_down(stage: Stage) -> Source:
    return _at(stage, "http://panne.invalid/feed")


@case("connexion-refusee", CONNECTION, "Rien n’écoute à cette adresse.", Outcome.UNREACHABLE, "connexion refusée")
def refused(stage: Stage) -> Source:
    return _at(stage, f"http://{stage.site.host}:9/feed")


@case("raccroche", CONNECTION, "Le serveur ferme la connexion sans un octet.", Outcome.UNREACHABLE, "raccroché")
def hang_up(stage: Stage) -> Source:
    return stage.site.source("hang_up")


@case("coupure", CONNECTION, "Le serveur coupe la connexion (RST) avant de répondre.", Outcome.UNREACHABLE, "coupée")
def reset(stage: Stage) -> Source:
    return stage.site.source("reset")


@case("coupure-au-milieu", CONNECTION, "La connexion est coupée (RST) au milieu du corps.", Outcome.UNREACHABLE,
      "coupée|interrompue")  # fmt: skip
def reset_midway(stage: Stage) -> Source:
    return stage.site.source("reset_midway")


@case("certificat-refuse", CONNECTION, "Le certificat TLS n’est signé par aucune autorité connue.",
      Outcome.UNREACHABLE, "certificat TLS refusé", tls=True)  # fmt: skip
def bad_certificate(stage: Stage) -> Source:
    return stage.site.source()


@case("adresse-privee", CONNECTION, "L’adresse est celle d’un réseau privé.", Outcome.REFUSED, "privée")
def private_address(stage: Stage) -> Source:
    return _at(stage, "http://10.0.0.1/feed")


@case("nom-prive", CONNECTION, "Le nom de domaine mène dans un réseau privé.", Outcome.REFUSED, "privée")
def private_name(stage: Stage) -> Source:
    return _at(stage, "http://prive.invalid/feed")


@case(
    "adresse-deguisee", CONNECTION, "L’adresse IP est écrite en un seul nombre.", Outcome.REFUSED, "ambiguë|illisible"
)
def odd_address(stage: Stage) -> Source:
    return _at(stage, "http://2130706433/feed")


@case("rebond-dns", CONNECTION,
      "Le nom mène au site, puis, à la connexion suivante, dans un réseau privé (DNS rebinding).",
      Outcome.REFUSED, "privée")  # fmt: skip
def rebinding(stage: Stage) -> Source:
    host = f"rebond-{stage.site.host.replace('.', '-')}.invalid"

    async def elsewhere(request: Request, wire: Wire) -> None:
        # another port, so that the name is looked up again
        await wire.reply(b"", 302, location=f"http://{host}:{stage.site.port + 1}/secret")

    stage.site.on("/feed", elsewhere)
    return _at(stage, f"http://{host}:{stage.site.port}/feed")


@case("entetes-lents", SLOWNESS, "Le serveur accepte la connexion et se tait.", Outcome.TIMEOUT, "délai dépassé")
def slow_headers(stage: Stage) -> Source:
    return stage.site.source("slow_headers?seconds=300")


@case("corps-lent", SLOWNESS, "Le corps s’arrête après trois octets.", Outcome.TIMEOUT, "délai dépassé")
def slow_body(stage: Stage) -> Source:
    return stage.site.source("slow_body?seconds=300")


@case(
    "goutte-a-goutte", SLOWNESS, "Le corps arrive octet par octet, sans fin.", Outcome.TIMEOUT, "délai dépassé.*en tout"
)
def drip(stage: Stage) -> Source:
    return stage.site.source("drip?seconds=0.2")


@case("entetes-goutte-a-goutte", SLOWNESS, "Les en-têtes arrivent un par un, sans fin.", Outcome.TIMEOUT,
      "délai dépassé.*en tout")  # fmt: skip
def drip_headers(stage: Stage) -> Source:
    return stage.site.source("drip_headers?seconds=1")

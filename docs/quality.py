"""Write docs/reference/qualite.md: what the shipped model is worth, measured now.

    python docs/quality.py

It trains when there is no fitting model in .pytest_cache, a minute of CPU: too slow for `docs/generate.py --check`.
tests/eval holds the floors; this page tells the figures.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.eval.figures import on_unseen
from tests.support.model import trained_model
from veille.classify import load_tagger, load_taxonomy

PAGE = Path(__file__).parent / "reference" / "qualite.md"
FACETS = {"theme": "Thèmes", "sector": "Secteurs", "org": "Familles", "kind": "Genres"}
SHARES = {
    "recall": "Textes du domaine gardés (publics ou à relire)",
    "recall_public": "Textes du domaine publics d’emblée",
    "held": "Textes hors sujet tenus à l’écart du public",
    "rejected": "Textes hors sujet écartés sans relecture",
    "kind_accuracy": "Genre juste",
}
HEADER = "<!-- Écrit par docs/quality.py : ne pas modifier à la main. -->\n\n"


def main() -> None:
    """Measure and write the page."""
    tagger = load_tagger(trained_model())
    found = on_unseen(tagger).to_json()
    parts = [
        HEADER + "# Ce que valent les étiquettes\n",
        "Mesuré sur des textes que le modèle n’a pas appris ; l’intervalle est à 95 %.\n",
        "## Par validation croisée, sur la partie du corpus qui imite le flux\n",
        *of_figures(tagger.figures),
        f"## Sur {found['texts']} textes tenus à part\n",
        "Jamais appris ; leurs fautes ont été lues, aucun réglage n’en est tiré (`tests/eval/unseen.jsonl`).\n",
        *of_agreement(found),
        *of_figures(found),
        *of_scores(found),
    ]
    PAGE.write_text("\n".join(parts), encoding="utf-8")


def of_figures(figures: Mapping[str, Any]) -> list[str]:
    """Return the tables of one set."""
    names = load_taxonomy().names()
    shares = [(name, share(figures[key])) for key, name in SHARES.items()]
    rows = []
    for facet in figures["facets"]:
        rows.append((f"**{FACETS[facet['facet']]}**", *cells(facet["micro"])))
        rows += [(names.get(label, label), *cells(one)) for label, one in facet["labels"].items()]
    head = ("Étiquette", "Précision", "Rappel", "F1", "Intervalle", "Exemples")
    return [table(("Mesure", "Valeur"), shares), table(head, rows)]


def of_scores(found: Mapping[str, Any]) -> list[str]:
    """Return what is told of territories, dates and probabilities, where it was measured."""
    told = {"region": "Régions", "departement": "Départements", "all": "Tous les territoires",
            "deadline": "Clôture des appels", "event": "Début des événements"}  # fmt: skip
    rows = [(told[key], *cells(one)) for key, one in (found["territories"] | found["dates"]).items()]
    parts = [table(("Ce qui est lu", "Précision", "Rappel", "F1", "Intervalle", "Exemples"), rows)] if rows else []
    errors = [(name, f"{one['error']:.3f}", str(one["tags"])) for name, one in found["reliability"].items()]
    parts += [
        "Écart moyen entre la probabilité dite et ce qui est vrai (ECE) :\n",
        table(("Facette", "Écart", "Étiquettes"), errors),
    ]
    return parts


def of_agreement(found: Mapping[str, Any]) -> list[str]:
    """Return the model's figures beside those of two persons, where two labelled the texts."""
    both = found["agreement"]
    if not both:
        return []
    levels = {"region": "Régions", "departement": "Départements"}
    micro = {facet["facet"]: facet["micro"] for facet in found["facets"]}
    rows = [(f"{FACETS[name]} (F1)", beside(micro[name], "f1"), beside(one, "f1"))
            for name, one in both["facets"].items()]  # fmt: skip
    rows.append(("Genre juste", beside(found["kind_accuracy"], "value"), beside(both["kind"], "value")))
    rows += [
        (f"{name} (F1)", beside(found["territories"][level], "f1"), beside(both["territories"][level], "f1"))
        for level, name in levels.items()
        if level in found["territories"]
    ]
    rows.append(("Du domaine ou non", "", beside(both["relevance"], "value")))
    said = (
        f"Deux personnes ont annoté {both['texts']} de ces textes sans se voir (`tests/eval/second.jsonl`). Leur "
        "accord est le mieux qu’on puisse attendre d’un modèle ; étiquettes et territoires comptent sur ceux qu’elles "
        "tiennent toutes deux pour du domaine.\n"
    )
    return ["### Le modèle à côté de deux personnes\n", said, table(("Mesure", "Modèle", "Deux personnes"), rows)]


def beside(one: Mapping[str, Any], key: str) -> str:
    """Return a figure with its interval."""
    return f"{one[key]:.2f} ({one['low']:.2f} à {one['high']:.2f})"


def cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the cells of one line of figures."""
    numbers = (one["precision"], one["recall"], one["f1"])
    return (*(f"{value:.2f}" for value in numbers), f"{one['low']:.2f} à {one['high']:.2f}", str(one["support"]))


def share(one: Mapping[str, Any]) -> str:
    """Return a share with its interval."""
    return f"{100 * one['value']:.1f} % ({100 * one['low']:.0f} à {100 * one['high']:.0f})"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _cell in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    main()

"""Which neighbours are shown: none twice, none that says the same, other territories named and various."""

from dataclasses import replace

from tests.support.neighbours import NAMES, PARENTS
from veille.web.nearness import Beside, beside
from veille.web.queries.catalogue import Catalogue, Label
from veille.web.queries.lists import Card
from veille.web.queries.similar import Near, stems_of

SHOWN = Catalogue(
    axes={
        "territoire": {
            code: Label(id=code, name=name, kind=kind, parent=PARENTS.get(code, ""))
            for code, (name, kind) in NAMES.items()
        },
        "theme": {"financement": Label(id="financement", name="Financement")},
        "secteur": {"habitat": Label(id="habitat", name="Habitat")},
    }
)
BOTH = {"theme": ("financement",), "secteur": ("habitat",)}
CARD = Card(id=0, url="", title="", source="", published="", lang="fr", excerpt="", kind="", theme="", sector="",
            date_is_estimated=False, elsewhere=0)  # fmt: skip


def candidate(ident: int, title: str = "", *, overlap: float = 0.0, labels: dict[str, tuple[str, ...]] = BOTH,
              places: tuple[str, ...] = (), words: tuple[str, ...] = (), kind: str = "") -> Near:  # fmt: skip
    title = title or f"titre propre {ident} numéro{ident} mot{ident} chose{ident}"
    return Near(
        card=replace(CARD, id=ident, title=title, kind=kind),
        stems=stems_of(title),
        overlap=overlap,
        words=words,
        labels=labels,
        mains=0,
        places=places,
    )


def chosen(*candidates: Near, places: tuple[str, ...] = (), copies: tuple[str, ...] = (), kind: str = "") -> Beside:
    return beside(replace(CARD, title="Le titre", kind=kind), candidates, copies, places, SHOWN)


def ids(shown: Beside) -> tuple[list[int], list[int]]:
    return [one.card.id for one in shown.similar], [one.card.id for one in shown.elsewhere]


def test_five_of_each_are_shown_and_none_twice() -> None:
    local = [candidate(n, places=("R53",)) for n in range(20)]
    plain = [candidate(n) for n in range(20, 40)]
    similar, elsewhere = ids(chosen(*local, *plain, places=("R11",)))

    assert (len(similar), len(elsewhere)) == (5, 5)
    assert not set(similar) & set(elsewhere)


def test_titles_with_the_same_words_are_the_same_article() -> None:
    twice = [candidate(1, "Épicerie solidaire à Brest"), candidate(2, "À Brest, épiceries solidaires")]

    assert ids(chosen(*twice)) == ([1], [])
    assert ids(chosen(*twice, copies=("Épicerie solidaire : à Brest",))) == ([], [])


def test_a_shared_theme_alone_is_not_near_enough() -> None:
    theme = {"theme": ("financement",)}

    assert ids(chosen(candidate(1, labels=theme, places=("R53",)))) == ([], [])
    assert ids(chosen(candidate(1, labels=theme, overlap=0.3))) == ([1], [])
    assert ids(chosen(candidate(1, labels=theme, overlap=0.3, places=("R53",)))) == ([1], [])
    assert ids(chosen(candidate(1, labels=theme, words=("épicerie", "vrac"), places=("R53",)))) == ([], [1])


def test_it_is_said_why_in_a_few_words() -> None:
    near = chosen(
        candidate(1),
        candidate(2, overlap=0.6, labels={"theme": ("financement",)}, words=("épicerie", "bio", "vrac", "halle")),
        candidate(3, overlap=0.6, labels={"secteur": ("habitat",), "structure": ("x",)}),
    )

    assert [one.why for one in near.similar] == [
        "même thème et même secteur",
        "même thème : Financement ; mots communs : épicerie, bio, vrac",
        "même secteur : Habitat ; même structure",
    ]


def test_the_same_territory_and_what_lies_in_it_is_not_elsewhere() -> None:
    places = ["R11", "D93", "93066", "D75", "FR", "R53"]
    around = [candidate(number, places=(code,)) for number, code in enumerate(places, 1)]

    assert ids(chosen(*around, places=("R11",)))[1] == [6]
    assert sorted(ids(chosen(*around, places=("D93",)))[1]) == [4, 6]
    assert sorted(ids(chosen(*around, places=("93066",)))[1]) == [4, 6]
    assert sorted(ids(chosen(*around, places=("D93", "R11")))[1]) == [6]


def test_an_article_partly_about_here_is_not_elsewhere() -> None:
    assert ids(chosen(candidate(1, places=("R53", "R11")), places=("D93",)))[1] == []


def test_of_an_article_without_territory_everywhere_is_elsewhere() -> None:
    assert ids(chosen(candidate(1, places=("29019",)), candidate(2, places=("FR",)), places=("FR",)))[1] == [1]


def test_one_article_for_each_territory_comes_first() -> None:
    several = [candidate(n, places=("R53" if n < 6 else "R76",)) for n in range(1, 8)]

    assert ids(chosen(*several, places=("R11",)))[1] == [1, 6, 2, 3, 4]


def test_only_what_was_done_is_shown_as_tried_and_what_tells_how_comes_first() -> None:
    kinds = ("evenement", "vie-des-reseaux", "texte-officiel", "appel-a-projets", "actualite", "initiative")
    told = [candidate(n, places=("R53",), kind=kind) for n, kind in enumerate(kinds, 1)]

    assert ids(chosen(*told))[1] == [6, 5]
    assert ids(chosen(*told, kind="appel-a-projets"))[1] == [6, 4, 5]


def test_territories_are_named_with_the_departement_or_region_around() -> None:
    codes = ("R53", "D75", "29019", "D29", "93066")
    shown = [chosen(candidate(1, places=(code,))).elsewhere[0] for code in codes]

    assert [(one.code, one.place) for one in shown] == [
        ("R53", "Bretagne"),
        ("D75", "Paris (Île-de-France)"),
        ("29019", "Brest (Finistère)"),
        ("D29", "Finistère (Bretagne)"),
        ("93066", "Saint-Denis (Seine-Saint-Denis)"),
    ]


def test_unknown_codes_are_nowhere() -> None:
    assert ids(chosen(candidate(1, places=("R99",)), places=("D00",)))[1] == []

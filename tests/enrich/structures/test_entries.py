"""The gazetteer of organisations, and how its names are told from what else they mean."""

import re
from pathlib import Path

import pytest
import yaml

from veille.enrich.structures import find_mentions
from veille.enrich.structures.gazetteer import known, organisation, parent
from veille.phrases import key

DATA = Path(known.__wrapped__.__code__.co_filename).parent / "data"
TAXONOMY = Path(__file__).parents[3] / "veille" / "classify" / "data" / "taxonomy.yml"


def ids(text: str, title: str = "", lang: str = "fr", url: str = "") -> set[str]:
    return {one.id for one in find_mentions(title, text, lang, url)}


def written_entries():
    for path in DATA.glob("*.yml"):
        for section, entries in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if section not in {"regional", "regions"}:
                yield from entries


def test_there_are_many_organisations_each_once():
    names = [entry["id"] for entry in written_entries()]

    assert len(names) >= 700
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) for one in names)


def test_families_are_those_of_the_taxonomy_and_parents_exist():
    families = {*yaml.safe_load(TAXONOMY.read_text(encoding="utf-8"))["orgs"], ""}
    by_id = known().by_id

    assert {one.family for one in by_id.values()} <= families
    assert {one.parent for one in by_id.values()} - by_id.keys() == {""}


def test_no_name_means_two_organisations():
    by_name: dict[str, set[str]] = {}
    for entry in written_entries():
        for name in filter(None, (entry["name"], entry.get("acronym"), *entry.get("also", ()))):
            by_name.setdefault(key(str(name)), set()).add(entry["id"])

    assert {name: ids for name, ids in by_name.items() if len(ids) > 1} == {}


def test_a_known_organisation_tells_its_name_acronym_family_parent_and_site():
    told = [
        (one.name, one.acronym, one.family, one.parent, one.site)
        for one in map(organisation, ("adie", "rtes", "cress-bretagne"))
        if one
    ]

    assert told[0] == ("Adie", "", "association", "", "https://adie.org/")
    assert told[1][1] == "RTES"
    assert told[2] == ("CRESS Bretagne", "", "association", "ess-france", "https://ess-bretagne.org/")
    assert organisation("inconnue") is None


@pytest.mark.parametrize(
    ("ident", "expected"),
    [
        ("cress-bretagne", "ess-france"),
        ("adie", ""),
        ("admr-bergeracois", "admr"),
        ("uriopss-grand-est", "uniopss"),
        ("mouvement-associatif-val-de-loire", "mouvement-associatif"),
        ("association-adie-du-coin", ""),
        ("", ""),
    ],
)
def test_what_an_organisation_belongs_to_is_told_of_branches_too(ident: str, expected: str):
    assert parent(ident) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'Uniopss et l'UDES saluent le texte.", {"uniopss", "udes"}),
        ("Portée par la confédération générale des Scop, l'étude paraît lundi.", {"cg-scop"}),
        ("Un prêt de la Nef et un autre du Crédit Coopératif.", {"nef", "credit-cooperatif"}),
        ("Selon le Labo de l’ESS et le Mouvement associatif, il faut agir.", {"labo-ess", "mouvement-associatif"}),
        ("La CRESS PACA et l’Uriopss Grand Est co-signent.", {"cress-paca", "uriopss-grand-est"}),
        ("L'ADMR du Bergeracois recrute avec Soliha Provence.", {"admr-bergeracois", "soliha-provence"}),
        ("La Mutualité française Hauts-de-France ouvre un centre.", {"mutualite-francaise-hauts-france"}),
        ("La Fondation Macif finance, la Macif assure.", {"fondation-macif", "macif"}),
    ],
)
def test_known_names_are_found_whole(text, expected):
    assert ids(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "J'ai envie de changer, la nef de l'église est fermée.",
        "Un mouvement associatif fort, une coopération agricole en crise.",
        "Una cooperativa nuova, una storia antica.",
        "Le prix est fair, les cigales chantent.",
        "Les banques alimentaires du pays, les restos du coin.",
        "AMI, AAP, CAP, EI, ACI, ESS : les sigles fatiguent.",
        "Envie de bouger ? Le relais de la flamme passe samedi.",
    ],
)
def test_common_words_are_no_organisations(text):
    assert ids(text) == set()


def test_an_ambiguous_acronym_needs_something_else():
    assert ids("La FAS réagit.") == set()
    assert ids("La FAS réagit à la baisse des places d'hébergement.") == {"fas"}
    assert ids("La Fédération des acteurs de la solidarité réagit. La FAS appelle à manifester.") == {"fas"}
    assert ids("La FAS réagit.", url="https://www.federationsolidarite.org/actu") == {"fas"}


def test_an_acronym_told_to_mean_something_else_does_not_count():
    assert ids("Le fonds d'action sociale (FAS) aide l'hébergement. Le FAS paie.") == set()


def test_a_title_in_capitals_tells_strong_names_only():
    assert ids("", title="UNIOPSS : ENVIE DE CHANGER, LE RELAIS DES ASSOCIATIONS EST PRIS") == {"uniopss"}

"""What members type and the titles it must find, and must not: one table, over the shipped synonyms."""

import sqlite3

import pytest

from veille.classify import load_taxonomy
from veille.text import index_terms
from veille.web import synonyms
from veille.web.highlight import highlight
from veille.web.querylang import understand

SHIPPED = synonyms.of_rows(
    (number, *form) for number, group in enumerate(load_taxonomy().synonyms) for form in group
)  # fmt: skip

FOUND = [
    # plurals
    ("cooperative agricole", "Les coopératives agricoles du Gers"),
    ("coopératives agricoles", "Une coopérative agricole ouvre ses comptes"),
    ("emploi", "Les emplois de l’économie sociale"),
    ("emplois", "Un emploi à temps plein"),
    ("loi", "Deux lois sur le logement"),
    ("vélos", "Un atelier vélo au village"),
    ("tiers-lieu", "Quatre tiers-lieux ruraux"),
    ("tiers-lieux", "Un tiers-lieu en Creuse"),
    ("tiers lieux", "Le tiers-lieu du canal"),
    ("enjeu", "Les enjeux du vieillissement"),
    ("milieux ruraux", "Entreprendre en milieu rural"),
    ("journal", "Des journaux associatifs"),
    ("réseau", "Les réseaux de l’insertion"),
    ("travail", "Les travaux du conseil supérieur"),
    ("élus", "Une élue raconte"),
    ("ami", "Les amis de la librairie"),
    ("hôpital", "Les hôpitaux publics"),
    # genders
    ("directrice", "Le directeur de la scop s’en va"),
    ("directeur", "Deux directrices à la tête du réseau"),
    ("employée", "Les employés reprennent l’usine"),
    ("employés", "Une employée devenue associée"),
    ("salariée", "Les salariés de la fonderie"),
    ("entrepreneuse", "Des entrepreneurs sociaux"),
    ("entrepreneurs", "Une entrepreneure sociale"),
    ("agriculteur", "Des agricultrices s’associent"),
    ("infirmière", "Un infirmier en zone rurale"),
    ("conseillers", "Une conseillère numérique"),
    ("maraîchère", "Un maraîcher bio"),
    ("créateurs", "Une créatrice d’entreprise"),
    ("créative", "L’atelier créatif"),
    ("services publics", "La fonction publique et le service public"),
    ("citoyenne", "Des citoyens au capital"),
    ("travailleuses", "Un travailleur indépendant"),
    ("porteuse de projet", "Les porteurs de projets"),
    ("porteur de projet", "Une porteuse de projet"),
    ("acheteur", "Une acheteuse publique"),
    ("paysanne", "Un paysan boulanger"),
    ("nouvelle", "Le nouveau plan"),
    ("financière", "Un appui financier"),
    # accents, case, ligatures, elisions
    ("economie", "L’économie de proximité"),
    ("ÉCONOMIE", "Une économie locale"),
    ("coeur", "Au cœur du village"),
    ("œuvre", "Un chef-d’oeuvre en péril"),
    ("l'habitat", "Habitat participatif"),
    ("qu’habitat", "L’habitat groupé"),
    ("foret", "La forêt en commun"),
    # words in any order, small words not demanded
    ("agricole coopérative", "La coopérative agricole"),
    ("logement des jeunes", "Logement : les jeunes d’abord"),
    ("la maison de santé", "Maisons de santé en coopérative"),
    # phrases, prefixes, exclusions
    ("« circuit court »", "Le circuit court a dix ans"),
    ('"circuits courts"', "Un circuit court alimentaire"),
    ("coopérat*", "La coopération décentralisée"),
    ("mutual*", "La mutualisation des moyens"),
    ("énergie -nucléaire", "L’énergie citoyenne"),
    # synonyms
    ("ESS", "La loi sur l’économie sociale et solidaire"),
    ("économie sociale et solidaire", "L’ESS en Bretagne"),
    ("economie sociale solidaire", "Le mois de l’ESS"),
    ("l'ESS", "Une économie sociale et solidaire vivante"),
    ("SCIC", "Une société coopérative d’intérêt collectif"),
    ("scop", "Les sociétés coopératives et participatives"),
    ("appel à projets", "AAP : des fonds pour les quartiers"),
    ("AAP ruralité", "Appels à projets pour la ruralité"),
    ("AMI", "Un appel à manifestation d’intérêt de la Région"),
    ("insertion par l'activité économique", "L’IAE en chiffres"),
    ("TZCLD", "Territoires zéro chômeur de longue durée"),
    ("ehpad", "Un établissement d’hébergement pour personnes âgées dépendantes"),
    ("QPV", "Dans les quartiers prioritaires"),
    ("CAE", "La coopérative d’activité et d’emploi fête ses vingt ans"),
    ("ptce", "Les pôles territoriaux de coopération économique"),
    ("esat", "Les établissements et services d’aide par le travail"),
]
NOT_FOUND = [
    ("emploi", "L’employeur et la paie"),
    ("mois", "Moi, bénévole"),
    ("mai", "Mais où sont les aides ?"),
    ("paris", "Le pari d’un maire"),
    ("creux", "Un pari"),
    ("aide", "Des idées pour aimer lire"),
    ("« rural ouvre »", "Il ouvre un lieu rural"),
    ("énergie -nucléaire", "L’énergie nucléaire et les communs"),
    ('"ESS"', "L’économie sociale et solidaire"),
    ("« directrice »", "Le directeur"),
    ("appel à manifestation d’intérêt", "Un ami de la forêt"),
    ("AMI", "Un ami de la forêt"),
    ("organisme de foncier solidaire", "The best of Europe"),
    ("coopérative banque", "La coopérative du quartier"),
    ("mutual*", "La mutation du secteur"),
    ("secteur", "Une sécurité sociale de l’alimentation"),
    ("directeur", "La vente directe au village"),
]


def finds(typed: str, title: str) -> bool:
    conn = sqlite3.connect(":memory:")
    conn.execute("""create virtual table t using fts5(x, content='', tokenize="unicode61 remove_diacritics 0")""")
    conn.execute("insert into t (rowid, x) values (1, ?)", (index_terms(title),))
    query = understand(typed, SHIPPED)
    assert query.problem == ""
    found = conn.execute("select rowid from t where t match ?", (query.match,)).fetchall()
    conn.close()
    return bool(found)


@pytest.mark.parametrize(("typed", "title"), FOUND)
def test_a_search_finds_and_marks_what_was_meant(typed: str, title: str) -> None:
    assert finds(typed, title)
    assert "<mark>" in highlight(title, understand(typed, SHIPPED).forms)


@pytest.mark.parametrize(("typed", "title"), NOT_FOUND)
def test_a_search_does_not_find_what_only_looks_like_it(typed: str, title: str) -> None:
    assert not finds(typed, title)

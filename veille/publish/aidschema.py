"""What schema-dispositif-aide (Etalab, version 0.1.0) takes for values of `cibles` and `eligibilite_geographique`.

https://github.com/etalab/schema-dispositif-aide
"""

from collections.abc import Iterable

from veille.text import fold

# fmt: off
_TARGETS = {
    "professionnels": (
        "entrepr", "scic", "scop", "cooperativ", "societe", "tpe", "pme", "mutuelle", "siae", "esus", "startup",
        "artisan", "exploitation", "agricult", "commerc", "professionnel", "company", "companies", "sme", "business",
    ),
    "particuliers": (
        "particulier", "habitant", "citoyen", "jeune", "etudiant", "personne", "individu", "benevole", "resident",
        "citizen",
    ),
    "associations": (
        "associ", "fondation", "fonds", "federation", "ong", "club", "comite", "ngo", "charit", "nonprofit",
    ),
    "secteur public": (
        "collectiv", "commune", "departement", "region", "epci", "intercommunal", "metropole", "etablissement",
        "mairie", "ville", "hopita", "universit", "ecole", "college", "lycee", "ccas", "bailleur", "syndicat", "public",
        "municipal", "authorit",
    ),
}
# fmt: on
"""Beginnings of folded words that tell which of the four categories a beneficiary is in."""


def targets(beneficiaries: Iterable[str]) -> list[str]:
    """Return the categories that beneficiaries, as written, are in: professionnels, particuliers, associations,
    secteur public, in this order.
    """
    words = [word for one in beneficiaries for word in fold(one).replace("-", " ").split()]
    return [name for name, beginnings in _TARGETS.items() if any(word.startswith(beginnings) for word in words)]


_COUNTRIES = {
    "FR": "99100", "DK": "99101", "SE": "99104", "FI": "99105", "EE": "99106", "LV": "99107", "LT": "99108",
    "DE": "99109", "AT": "99110", "BG": "99111", "HU": "99112", "RO": "99114", "CZ": "99116", "SK": "99117",
    "HR": "99119", "PL": "99122", "GR": "99126", "IT": "99127", "BE": "99131", "GB": "99132", "ES": "99134",
    "NL": "99135", "IE": "99136", "LU": "99137", "PT": "99139", "CH": "99140", "MT": "99144", "SI": "99145",
    "CY": "99254",
}  # fmt: skip
"""INSEE numbers (Code officiel géographique, pays) of the Union's countries and of two neighbours, by ISO code."""


def cog(code: str) -> str | None:
    """Return a territory as the schema writes it: REG-11, DEP-93, COM-93066, EPCI-200054781, PAYS-99100 for France.

    None for the European Union, which has no number, and for countries farther away.
    """
    if code in _COUNTRIES:
        return f"PAYS-{_COUNTRIES[code]}"
    if code[:1] in ("R", "D") and code[1:2].isdigit():
        return f"{'REG' if code[0] == 'R' else 'DEP'}-{code[1:]}"
    if len(code) == 9 and code.isdigit():
        return f"EPCI-{code}"
    return f"COM-{code}" if len(code) == 5 and code[:1].isdigit() else None

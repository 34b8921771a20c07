"""How French says that something is in a territory: « en Bretagne », « dans le Finistère », « à La Réunion »."""

from veille.enrich.places.gazetteer import Territory, territory

_VOWELS = tuple("AEIOUYÂÊÎÔÛÉÈÀH")
_PLAIN = {
    "EU": "dans l’Union européenne", "R04": "à La Réunion", "D974": "à La Réunion", "R06": "à Mayotte",
    "D976": "à Mayotte", "D75": "à Paris", "R44": "dans le Grand Est", "R52": "dans les Pays de la Loire",
    "TF": "dans les Terres australes et antarctiques françaises", "CP": "à Clipperton",
    "MK": "en Macédoine du Nord", "CF": "en République centrafricaine", "DO": "en République dominicaine",
    "VA": "au Vatican", "CD": "en République démocratique du Congo", "CG": "au Congo", "CZ": "en Tchéquie",
}  # fmt: skip
_RIVERS = frozenset({"D23", "D26", "D42", "D50", "D51", "D55", "D58", "D72", "D80", "D86"})
"""Départements with « la » that take « dans »: dans la Creuse, but en Charente."""
_PLURAL = frozenset(
    {"US", "NL", "AE", "PH", "KM", "MV", "SC", "BS", "SB", "MH", "FJ", "TO", "PW", "KY", "TC", "VI", "VG"}
)
_MASCULINE = frozenset({"MX", "MZ", "KH", "ZW", "SR", "BZ"})
"""Countries that end with e and take « au »: au Mexique."""
_FEMININE = frozenset({"KR", "KP", "PG", "BA"})
"""Countries with « en » or « dans la » whose names do not end with e."""
_ISLANDS = frozenset(
    {
        "WF",
        "CU",
        "CY",
        "MT",
        "MG",
        "MC",
        "SG",
        "BH",
        "MU",
        "TW",
        "DJ",
        "HT",
        "HK",
        "MO",
        "OM",
        "LC",
        "VC",
        "SM",
        "GD",
        "BB",
    }
)
"""Countries without article: à Cuba."""


def located(code: str) -> str:
    """Return the words that place something in a territory; an unknown code gives itself after « à »."""
    found = territory(code)
    if code in _PLAIN or found is None:
        return _PLAIN.get(code, f"à {code}")
    return _BY_KIND.get(found.kind, _in_country)(found)


def _in_town(found: Territory) -> str:
    name = found.name
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"à {name}"


def _in_region(found: Territory) -> str:
    if found.article == "2" and found.kind == "departement":
        return f"dans le {found.name}"
    if found.article == "4":
        return f"dans les {found.name}"
    if found.article == "5" and found.kind == "departement":
        return f"dans l’{found.name}"
    return f"dans la {found.name}" if found.code in _RIVERS else f"en {found.name}"


def _in_arrondissement(found: Territory) -> str:
    city, _, number = found.name.partition(" ")
    return f"dans le {number} de {city}"


def _in_group(found: Territory) -> str:
    name = found.name
    if name.startswith(("Communauté", "Métropole")):
        return f"dans la {name[0].lower()}{name[1:]}"
    if name.startswith("Eurométropole"):
        return f"dans l’{name[0].lower()}{name[1:]}"
    return f"à {name}"


def _in_country(found: Territory) -> str:
    if found.code in _ISLANDS:
        return f"à {found.name}"
    if found.code in _PLURAL or found.name.startswith("Îles"):
        return f"aux {found.name[0].lower()}{found.name[1:]}" if found.name.startswith("Îles") else f"aux {found.name}"
    if found.name.startswith("Saint"):
        return f"à {found.name}"
    feminine = found.code in _FEMININE or (found.name.endswith("e") and found.code not in _MASCULINE)
    return f"en {found.name}" if feminine or found.name.startswith(_VOWELS) else f"au {found.name}"


_BY_KIND = {
    "commune": _in_town,
    "arrondissement": _in_arrondissement,
    "region": _in_region,
    "departement": _in_region,
    "epci": _in_group,
}

"""Codes as the training corpus and `veille classify` write them: IDF, 93, FR, EU, IT.

Everywhere else a territory has its design code: R11, D93, a commune's or an intercommunality's own.
"""

from collections.abc import Iterable

from veille.enrich.places.gazetteer import territory

REGIONS = {
    "R11": "IDF", "R84": "ARA", "R53": "BRE", "R52": "PDL", "R32": "HDF", "R44": "GES", "R27": "BFC", "R24": "CVL",
    "R28": "NOR", "R75": "NAQ", "R76": "OCC", "R93": "PAC", "R94": "COR", "R01": "GP", "R02": "MQ", "R03": "GF",
    "R04": "RE", "R06": "YT",
}  # fmt: skip
_FROM = {outward_code: code for code, outward_code in REGIONS.items()}
_OVERSEAS = {"971": "R01", "972": "R02", "973": "R03", "974": "R04", "976": "R06"}


def outward(codes: Iterable[str]) -> list[str]:
    """Return corpus codes: of a place in a département its region, then the département; overseas the region alone.

    In the order given, each once; what has no outward code (an unknown code) is left out.
    """
    answer: list[str] = []
    for code in codes:
        for one in _one(code):
            if one not in answer:
                answer.append(one)
    return answer


def _one(code: str) -> list[str]:
    found = territory(code)
    if found is None:
        return []
    line = (code, *found.parents)
    regions = [REGIONS[one] for one in line if one in REGIONS]
    if not regions:
        overseas = [one for one in line if (above := territory(one)) and above.kind == "collectivite"]
        return overseas or [code]
    departements = [one[1:] for one in line if one[0] == "D" and not one.startswith("D97")]
    return [regions[0], *departements[:1]]


def inward(code: str) -> str:
    """Return the design code of a corpus code."""
    if code in _FROM or code in _OVERSEAS:
        return _FROM.get(code) or _OVERSEAS[code]
    return f"D{code}" if code[:1].isdigit() else code

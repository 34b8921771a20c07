"""Write the gazetteer's two data files; for developers, once a year and after editing territories.yml.

    npm pack @etalab/decoupage-administratif && tar xf etalab-*.tgz
    python tools/territories.py cog package         official lists -> veille/enrich/places/data/cog.txt.gz
    python tools/territories.py names               territories.yml -> veille/enrich/places/data/names.txt.gz

The official lists (Code officiel géographique of the Insee, intercommunalities of the DGCL, legal populations)
are under the Licence Ouverte 2.0, names of countries come from the Unicode CLDR (Unicode License V3);
both are said in the head of the files. Both commands write the same bytes for the same input.
"""

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from veille.text import fold

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "veille" / "enrich" / "places" / "data"
NAMES = Path(__file__).with_suffix(".yml")
CORPUS = ROOT / "veille" / "classify" / "data" / "corpus"
LANGUAGES = ("fr", "en", "it", "es", "de")
OVERSEAS = {"975": "PM", "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC", "989": "CP"}
"""Collectivities that have an ISO code and no region."""
NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ", "FR", "GP", "MQ", "GF", "RE", "YT", *OVERSEAS.values()}
UNLIKELY = {
    "GE": {"georgia"},
    "JO": {"jordan"},
    "TD": {"chad"},
    "CU": {"cuba libre"},
    "GG": {"guernesey"},
    "NU": {"niue"},
}
"""Country names that are first names or states where we meet them."""
FORMS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
}
SHORT = re.compile(
    r"^Communauté (?:de communes|d’agglomération|urbaine)\s+(?:de la |de l['’]|du |des |de |d['’]|les |le |la |l['’])?"
)
LONG_TOWN = re.compile(
    r"((?:Saint-|Sainte-|La |Le |Les )?[^- ]+)"
    r"-(?:sur|sous|en|lès|les|lez|le|la|aux|du|de|d['’]|l['’]|Saint|Sainte|Billancourt)\b"
)
WELL_KNOWN = 7_000
"""Inhabitants from which a town is known by the beginning of its name."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("cog", "names"))
    parser.add_argument("package", nargs="?", type=Path, help="the unpacked npm package")
    options = parser.parse_args()
    if options.what == "cog":
        if options.package is None:
            parser.error("cog needs the folder of the unpacked npm package")
        write(DATA / "cog.txt.gz", cog(options.package))
    else:
        write(DATA / "names.txt.gz", names(yaml.safe_load(NAMES.read_text(encoding="utf-8"))))
    return 0


def write(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    content = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(content, 9, mtime=0))
    print(f"{path.name}: {path.stat().st_size:,} bytes")


# --- official lists ---


def cog(package: Path) -> Iterator[str]:
    """Give the lines of cog.txt: a head, regions, départements, intercommunalities, then columns of communes."""
    data = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (package / "data").glob("*.json")}
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    readme = (package / "README.md").read_text(encoding="utf-8")
    vintage = next(line.split("|")[1].strip() for line in readme.splitlines() if f"| {version} " in line)
    yield f"# Code officiel géographique (Insee) {vintage}, intercommunalités (DGCL), populations légales (Insee)"
    yield f"# Licence Ouverte 2.0, Etalab ; par @etalab/decoupage-administratif {version}, tools/territories.py"
    yield f"vintage\t{vintage}"
    current = [one for one in data["communes"] if one["type"] == "commune-actuelle"]
    departement = {one["code"]: departement_code(one) for one in current}
    groups, member = intercommunalities(data, departement)
    for one in data["regions"]:
        if one["zone"] != "com":
            yield f"region\tR{one['code']}\tFR\t{one['nom']}\t{one['typeLiaison']}"
    for one in data["departements"]:
        com = one["zone"] == "com"
        code, parent = (OVERSEAS[one["code"]], "FR") if com else (f"D{one['code']}", f"R{one['region']}")
        kind = "collectivite" if com else "departement"
        yield f"{kind}\t{code}\t{parent}\t{one['nom']}\t{one['typeLiaison']}"
    for code, (parent, name) in groups.items():
        yield f"epci\t{code}\t{parent}\t{name}"
    for one in data["communes"]:
        if one["type"] == "arrondissement-municipal":
            name = one["nom"].replace("Arrondissement", "arrondissement")
            yield f"arrondissement\t{one['code']}\t{one['commune']}\t{name}"
    order = {code: number for number, code in enumerate(groups, 1)}
    yield "codes\t" + " ".join(one["code"] for one in current)
    yield "names\t" + "|".join(one["nom"] for one in current)
    yield "groups\t" + " ".join(str(order.get(member.get(one["code"], ""), 0)) for one in current)
    yield "people\t" + " ".join(str(one.get("population", 0)) for one in current)
    known = {one["code"]: one["nom"] for one in current}
    former = sorted(
        {
            (one["nom"], one["chefLieu"])
            for one in data["communes"]
            if one["type"] in {"commune-deleguee", "commune-associee"} and known.get(one["chefLieu"]) != one["nom"]
        }
    )
    yield "former\t" + "|".join(name for name, _ in former)
    yield "formerly\t" + " ".join(code for _, code in former)


def departement_code(commune: dict[str, Any]) -> str:
    return OVERSEAS.get(commune["departement"], f"D{commune['departement']}")


def intercommunalities(
    data: dict[str, Any], departement: dict[str, str]
) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Return {code: (parent, name)} and {commune: code}; in Grand Paris a commune's own is its EPT.

    The parent is the département where most of the people live; of the one that spreads over four, the region.
    """
    groups, member = {}, {}
    for one in [*data["epci"], *data["ept"]]:
        people: Counter[str] = Counter()
        for commune in one["membres"]:
            people[departement[commune["code"]]] += commune["populationMunicipale"] or 0
            member[commune["code"]] = one["code"]
        parent = "R11" if one["nom"] == "Métropole du Grand Paris" else people.most_common(1)[0][0]
        groups[one["code"]] = (parent, long_name(one["nom"], one["type"]))
    return groups, member


def long_name(name: str, form: str) -> str:
    name = re.sub(r"\s*\([^)]*\)$", "", name.replace("''", '"')).replace('"', "").strip()
    name = re.sub(r"\bSt(e?)(?=[- ])", r"Saint\1", name)
    prefix, _, rest = name.partition(" ")
    return f"{FORMS[prefix]} {rest}" if form in FORMS and prefix == form else name


# --- our names ---


def names(ours: dict[str, Any]) -> Iterator[str]:
    """Give the lines of names.txt: kind of name, codes, names by « | »."""
    yield "# Noms de veille (tools/territories.yml), Apache-2.0 ; noms des pays : Unicode CLDR, Unicode License V3"
    french = ours["french"]
    towns = town_departements()
    for group in (french["names"], french["areas"]):
        for codes, known in group.items():
            yield line("name", codes, [name for name in known if codes not in towns.get(fold(name), ())])
    for codes, known in french["exact"].items():
        yield line("exact", codes, known)
    largest = largest_towns()
    for town, known in french["towns"].items():
        yield line("adjective", largest[town], inflected(known, {}))
    for codes, known in french["adjectives"].items():
        yield line("adjective", codes, inflected(known, {}))
    yield line("name", "EU", ours["union"]["names"])
    yield line("exact", "EU", ours["union"]["exact"])
    yield line("cue", "EU", ours["union"]["cues"])
    yield line("adjective", "EU", [*inflected(ours["union"]["adjectives"], {}), *ours["union"]["lower"]])
    yield line("name", "001", ours["world"]["names"])
    yield line("exact", "001", ours["world"]["exact"])
    for reach, words in ours["reach"].items():
        yield line("reach", reach, words)
    yield line("cue", "FR", ours["french_cues"])
    yield line("mask", "-", ours["masks"])
    yield from countries(ours["countries"])
    build = ours["build"]
    areas = [name for group in (french["names"], french["areas"]) for known in group.values() for name in known]
    yield from short_groups(set(build["generic"]))
    yield from short_towns(set(build["no_short_name"]))
    yield line("common", "-", sorted(common_words(build["common"], set(build["proper"]), areas)))


def countries(ours: dict[str, Any]) -> Iterator[str]:
    spoken = {language: Locale(language).territories for language in LANGUAGES}
    codes = sorted(code for code in spoken["fr"] if re.fullmatch("[A-Z]{2}", code) and code not in NOT_COUNTRIES)
    for code in codes:
        official = spoken["fr"][code]
        yield f"country\t{code}\t{official}"
        written = [spoken[language][code] for language in LANGUAGES if code in spoken[language]]
        bare = [re.sub(r"\s*[(\[].*[)\]]", "", name) for name in written]
        yield line("name", code, [name for name in bare if fold(name) not in UNLIKELY.get(code, ())])
    for code, more in ours.items():
        if more.get("names"):
            yield line("place" if code != "FR" else "name", code, more["names"])
        adjectives = inflected(more.get("adjectives", []), more.get("feminine", {}))
        if adjectives or more.get("lower"):
            yield line("adjective", code, [*adjectives, *more.get("lower", [])])
        if more.get("cues"):
            yield line("cue", code, more["cues"])


def line(kind: str, codes: str, known: Iterable[str]) -> str:
    # A word ends before « + »: FSE+ is found as FSE.
    return f"{kind}\t{codes}\t" + "|".join(dict.fromkeys(name.rstrip("+") for name in known))


def inflected(adjectives: Iterable[str], feminine: dict[str, str]) -> list[str]:
    """Return the four forms of each masculine singular adjective."""
    forms: list[str] = []
    for one in adjectives:
        she = feminine.get(one) or (
            one if one.endswith("e") else one + one[-1] + "e" if one.endswith(("en", "on")) else one + "e"
        )
        for form in (one, she):
            forms += [form] if form.endswith(("s", "x")) else [form, form + "s"]
    return list(dict.fromkeys(forms))


def short_groups(generic: set[str]) -> Iterator[str]:
    """Give the names of intercommunalities: the official one, and what is left without its legal form."""
    towns = {fold(name) for name in commune_names()}
    with gzip.open(DATA / "cog.txt.gz", "rt", encoding="utf-8") as lines:
        groups = [row.rstrip("\n").split("\t") for row in lines if row.startswith("epci\t")]
    for _, code, _, name in groups:
        short = SHORT.sub("", name)
        known = [name]
        if fold(short) not in towns and set(re.findall(r"\w+", fold(short))) - generic:
            known.append(short)
        if " Agglomération" in name:
            known += [one.replace(" Agglomération", " Agglo") for one in known]
        yield line("group", code, known)


def short_towns(unused: set[str]) -> Iterator[str]:
    """Give what is left of a town's name without what follows « -sur- », « -en- »: Romans, Ivry, Châlons."""
    columns = cog_columns()
    people = [int(number) for number in columns["people"].split(" ")]
    towns = list(zip(columns["codes"].split(" "), columns["names"].split("|"), people, strict=True))
    largest = {fold(name): number for _, name, number in sorted(towns, key=lambda town: town[2])}
    for code, name, number in towns:
        match = LONG_TOWN.match(name)
        if not match or number < WELL_KNOWN or len(match[1]) < 3 or fold(match[1]) in unused:
            continue
        if largest.get(fold(match[1]), 0) < number:
            yield line("short", code, [match[1]])


def town_departements() -> dict[str, set[str]]:
    """Return {folded name: départements that have a commune of it}: an area of that name there needs no entry."""
    columns = cog_columns()
    answer: dict[str, set[str]] = {}
    for name, code in zip(columns["names"].split("|"), columns["codes"].split(" "), strict=True):
        answer.setdefault(fold(name), set()).add(
            departement_code({"code": code, "departement": code[:3] if code > "97" else code[:2]})
        )
    return answer


def largest_towns() -> dict[str, str]:
    """Return {name: code} with the code of the most peopled commune of each name."""
    columns = cog_columns()
    people = map(int, columns["people"].split(" "))
    towns = sorted(zip(people, columns["names"].split("|"), columns["codes"].split(" "), strict=True))
    return {name: code for _, name, code in towns}


def common_words(listed: list[str], proper: set[str], areas: Iterable[str]) -> set[str]:
    """Return the folded one-word names of towns and areas that are words too: small in the corpus, or listed."""
    towns = {fold(name) for name in [*commune_names(), *areas] if re.fullmatch(r"\w+", name)}
    small: Counter[str] = Counter()
    for path in sorted(CORPUS.glob("part-*.jsonl")):
        for row in path.read_text(encoding="utf-8").splitlines():
            small.update(fold(word) for word in re.findall(r"\b[^\W\d_]+\b", json.loads(row)["text"]) if word.islower())
    own = {town for town in towns if small[town] and town not in proper}
    return own | (set(listed) & towns)


def cog_columns() -> dict[str, str]:
    with gzip.open(DATA / "cog.txt.gz", "rt", encoding="utf-8") as lines:
        rows = (row.rstrip("\n").split("\t") for row in lines if not row.startswith("#"))
        return {row[0]: row[1] for row in rows if len(row) == 2}


def commune_names() -> list[str]:
    columns = cog_columns()
    return columns["names"].split("|") + columns["former"].split("|")


if __name__ == "__main__":
    sys.exit(main())

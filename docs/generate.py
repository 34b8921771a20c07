"""Write the reference pages from the code, or check that they are fresh.

    python docs/generate.py --write     renew docs/reference/*.md
    python docs/generate.py --check     exit 1 and name the stale pages (make docs, tests/test_docs.py)

Names, types, defaults, choices and ranges come from the code; the French
sentences for configuration keys and outcomes from docs/reference/cles.yml,
where a missing or superfluous one is an error.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

import click
import yaml

from veille.cli.main import cli
from veille.cli.outcomes import outcome_name
from veille.config import Settings
from veille.config.feeds import EVIDENCE, REQUIRED, STATES
from veille.config.toml import LIMITS
from veille.kinds import FAMILIES, OPTIONS, TYPES
from veille.models import Outcome, Source

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.battery import CASES, Case, Group

FOLDER = Path(__file__).parent / "reference"
HEADER = "<!-- Écrit par docs/generate.py : ne pas modifier à la main. -->\n\n"
KINDS = {str: "texte", int: "entier", float: "nombre", bool: "`true` ou `false`"}
METAVARS = {"TEXT": "TEXTE", "FILE": "FICHIER", "DIRECTORY": "DOSSIER", "INTEGER RANGE": "NOMBRE", "INTEGER": "NOMBRE"}
KINDS_OF_TUPLES = {str: "liste de textes", int: "liste d’entiers"}


def main() -> int:
    """Write or check every page; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--write", action="store_true")
    mode.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.write:
        for name, text in pages().items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        return 0
    stale = stale_pages()
    for name in stale:
        print(f"docs/reference/{name} is stale: python docs/generate.py --write", file=sys.stderr)
    return 1 if stale else 0


def stale_pages() -> list[str]:
    """Return the names of the pages that differ from what the code says now."""
    return [
        name
        for name, text in pages().items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]


def pages() -> dict[str, str]:
    """Return the text of every reference page by file name."""
    sentences = yaml.safe_load((FOLDER / "cles.yml").read_text(encoding="utf-8"))
    makers: dict[str, Callable[[dict[str, Any]], str]] = {
        "cli.md": lambda _sentences: cli_page(),
        "feeds-yml.md": feeds_page,
        "veille-toml.md": toml_page,
        "outcomes.md": outcomes_page,
        "pannes.md": lambda _sentences: faults_page(),
    }
    return {name: HEADER + make(sentences) for name, make in makers.items()}


def sentence(sentences: dict[str, str], group: str, keys: list[str]) -> dict[str, str]:
    """Return the sentences of one group after checking that each key has one and no other key does."""
    if set(sentences) != set(keys):
        sys.exit(f"docs/reference/cles.yml, {group}: missing or superfluous: {sorted(set(sentences) ^ set(keys))}")
    return sentences


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table; pipes in cells are escaped."""
    lines = [head, tuple("---" for _cell in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def kind(hint: Any) -> str:
    """Return the French name of a field's type; None as an alternative goes without saying."""
    if isinstance(hint, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    if hint in KINDS:
        return KINDS[hint]
    inside = get_args(hint)[0]
    return KINDS_OF_TUPLES.get(inside, "`motif: valeur`")


def default(field: "Field[Any]") -> str:
    """Return a field's default as it would be written in the file."""
    value = field.default if field.default is not MISSING else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    if isinstance(value, str):
        return f'`"{value}"`'
    return f"`{value:_}`" if value >= 10_000 else f"`{value}`"


def said_default(field: "Field[Any]") -> str:
    """Return a default worth saying: an empty text or list goes without."""
    return default(field) if field.default not in ("", ()) else ""


# --- feeds.yml ---


def feeds_page(sentences: dict[str, Any]) -> str:
    """Return the page on feeds.yml."""
    keys = [field.name for field in fields(Source) if field.name != "options"]
    said = sentence(sentences["feeds"], "feeds", keys)
    hints = get_type_hints(Source)
    allowed = {"type": TYPES, "family": FAMILIES, "state": STATES, "evidence": EVIDENCE}
    rows = []
    for field in (one for one in fields(Source) if one.name in said):
        choices = allowed.get(field.name)
        extra = f" Une valeur parmi : {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
        shown = "**obligatoire**" if field.name in REQUIRED else said_default(field)
        rows.append((f"`{field.name}`", kind(hints[field.name]), shown, said[field.name] + extra))
    return f"""# feeds.yml : ce que la veille surveille

Une liste sous la clé `sources`, une source par tiret. Trois clés suffisent ; toutes les autres ont une valeur par
défaut. Le fichier est cherché à l’endroit donné par `--feeds`, puis dans le dossier des données, puis dans le dossier
courant ; à défaut, celui qui est livré sert.

```{{literalinclude}} ../exemples/feeds.yml
:language: yaml
```

{table(("Clé", "Type", "Par défaut", "Sens"), rows)}
## Ce qui est propre à chaque sorte de source

Un bloc qui porte le nom du `type`, facultatif, sous la source. Une source de type `feed` n’en a pas.

{kinds_of_sources(sentences)}
## Les motifs d’adresse

`include`, `exclude`, `kinds` et `sitemap.children` comparent le chemin d’une adresse, depuis son début et sans
distinguer majuscules et minuscules : `/actualites/` prend tout ce qui est dessous, `*` remplace n’importe quels
caractères, `$` à la fin marque la fin de l’adresse.

Une erreur nomme le fichier, la ligne, la clé et ce qui était attendu. Sont refusés : une clé inconnue, un identifiant
ou une adresse donnés deux fois, un thème hors de la taxonomie, un fichier vide ou qui n’est pas en UTF-8.
"""


def kinds_of_sources(sentences: dict[str, Any]) -> str:
    """Return one table for each kind of source that has keys of its own."""
    keys = [f"{name}.{field.name}" for name, cls in OPTIONS.items() for field in fields(cls)]
    said = sentence(sentences["options"], "options", keys)
    intro = sentence(sentences["kinds"], "kinds", list(OPTIONS))
    parts = []
    for name, cls in OPTIONS.items():
        hints = get_type_hints(cls)
        rows = [
            (f"`{field.name}`", kind(hints[field.name]), said_default(field), said[f"{name}.{field.name}"])
            for field in fields(cls)
        ]
        parts.append(f"### {name}\n\n{intro[name]}\n\n{table(('Clé', 'Type', 'Par défaut', 'Sens'), rows)}")
    return "\n".join(parts)


# --- veille.toml ---


def toml_page(sentences: dict[str, Any]) -> str:
    """Return the page on veille.toml."""
    tables = get_type_hints(Settings)
    keys = [f"{name}.{field.name}" for name, cls in tables.items() for field in fields(cls)]
    said = sentence(sentences["veille"], "veille", keys)
    intro = sentence(sentences["tables"], "tables", list(tables))
    parts = []
    for name, cls in tables.items():
        hints = get_type_hints(cls)
        rows = [
            (
                f"`{field.name}`",
                kind(hints[field.name]),
                default(field) or '`""`',
                bounds(f"{name}.{field.name}"),
                said[f"{name}.{field.name}"],
            )
            for field in fields(cls)
        ]
        parts.append(f"## [{name}]\n\n{intro[name]}\n\n{table(('Clé', 'Type', 'Par défaut', 'Bornes', 'Sens'), rows)}")
    return """# veille.toml : comment cette machine travaille

Facultatif : chaque réglage a une valeur par défaut. Le fichier est cherché à l’endroit donné par `--config`, puis dans
le dossier des données, puis dans le dossier courant. Une table ou une clé inconnue est une erreur, qui nomme la ligne.

```{literalinclude} ../exemples/veille.toml
:language: toml
```

""" + "\n".join(parts)


def bounds(key: str) -> str:
    """Return the range of a number, or nothing."""
    if key not in LIMITS:
        return ""
    low, high = (f"{limit:_}".replace("_", " ").replace(".", ",") for limit in LIMITS[key])
    return f"{low} à {high}"


# --- outcomes ---


def outcomes_page(sentences: dict[str, Any]) -> str:
    """Return the page on outcomes."""
    said = sentence(sentences["outcomes"], "outcomes", [str(outcome) for outcome in Outcome])
    rows = [(f"`{outcome}`", outcome_name(outcome), said[str(outcome)]) for outcome in Outcome]
    return f"""# Les issues : comment finit chaque demande

Chaque source prévue et chaque lien trouvé finit par une issue, et une seule. Les données et les sorties `--json`
portent le mot anglais ; le terminal et le site, le mot français.

{table(("Issue", "Affichée", "Sens"), rows)}"""


# --- faults ---


def faults_page() -> str:
    """Return the page on what happens when a site misbehaves: the cases of the battery of tests."""
    parts = []
    for group in Group:
        cases = [one for one in CASES.values() if one.group is group]
        rows = [(one.does, outcome_name(one.outcome), outcome_name(one.again), leads_of(one)) for one in cases]
        if rows:
            head = ("Ce qui arrive", "Issue de la source", "Redemandée aussitôt", "Issue des liens")
            parts.append(f"## {group}\n\n{table(head, rows)}")
    return f"""# Les pannes : ce que la veille en fait

Chacune de ces {len(CASES)} pannes est rejouée par les tests, toutes ensemble et avec quarante sites sains, que rien ne
doit gêner. Les [issues](outcomes.md) sont celles que la collecte note et dit. « Redemandée aussitôt » est l’issue d’une
seconde collecte lancée avec `--all`, qui n’attend rien ; une collecte ordinaire laisse chaque source jusqu’à son heure.

""" + "\n".join(parts)


def leads_of(one: Case) -> str:
    """Return how the leads of a case end, each outcome once."""
    return ", ".join(dict.fromkeys(outcome_name(lead) for lead in one.leads or ()))


# --- command line ---


def cli_page() -> str:
    """Return the page on the command line, one section a command."""
    parts = [command_section(path, command) for path, command in commands(cli, ("veille",))]
    return """# La ligne de commande

`veille COMMANDE --help` dit la même chose dans le terminal. Codes de sortie : `0` tout va bien, `1` échec (dit en une
phrase), `2` commande mal écrite, `75` une autre collecte tient déjà le verrou.

""" + "\n".join(parts)


def commands(group: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command that does something, depth first, in alphabetical order."""
    if not isinstance(group, click.Group):
        yield path, group
        return
    if group.invoke_without_command:
        yield path, group
    for name in sorted(group.commands):
        yield from commands(group.commands[name], (*path, name))


def command_section(path: tuple[str, ...], command: click.Command) -> str:
    """Return the heading, help, usage and options of one command."""
    context = click.Context(command, info_name=" ".join(path))
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    usage = " ".join([*path, "[OPTIONS]" if options else "", *(one.make_metavar(context) for one in arguments)])
    rows = [option_row(option, context) for option in options]
    body = table(("Option", "Par défaut", "Sens"), rows) if rows else ""
    return f"## {' '.join(path)}\n\n{command.help or ''}\n\n```text\n{' '.join(usage.split())}\n```\n\n{body}"


def option_row(option: click.Option, context: click.Context) -> tuple[str, str, str]:
    """Return one line of a table of options."""
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    metavar = option.make_metavar(context)
    value = "" if option.is_flag else f" `{METAVARS.get(metavar, metavar)}`"
    shown = f"`{option.default}`" if option.show_default and option.default is not None else ""
    environment = f" Variable d’environnement : `{option.envvar}`." if option.envvar else ""
    needed = " **Obligatoire.**" if option.required else ""
    return names + value, shown, (option.help or "") + needed + environment


if __name__ == "__main__":
    sys.exit(main())

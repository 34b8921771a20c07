"""YAML as a tree of nodes, each of which knows its line: nothing is constructed, so `NO` stays Norway and aliases cost
nothing. What is wrong with a text is said in French.
"""

from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import Node

from veille.errors import ConfigError
from veille.i18n import _

MAX_DEPTH = 10
"""Nesting that is still read; ours needs 5. libyaml's composer overflows the C stack at 50,000 (measured)."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str, path: Path) -> Node | None:
    """Return the root of a YAML text, None for an empty one. Raises ConfigError that names file and line.

    Parses twice: by events to bound its depth, then to nodes. Both passes are libyaml's: 8 + 21 ms for 1,000 sources.
    """
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise ConfigError(_("trop de niveaux imbriqués"), file=path, line=line_of(event.start_mark))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        node: Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = line_of(error.problem_mark or error.context_mark)
        raise ConfigError(_syntax_help(error, text, line), file=path, line=line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(_("caractère de contrôle interdit"), file=path, line=line) from error
    return node


def line_of(mark: "yaml.error.Mark | yaml._yaml.Mark | None") -> int:
    """Return the line of a place in the file, counted from 1."""
    return int(mark.line) + 1 if mark is not None else 1


def _syntax_help(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    """Say in French what is probably wrong; the parser's own words follow in parentheses."""
    written = "".join(text.split("\n")[line - 1 : line])
    problem = error.problem or ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        advice = _("tabulation en début de ligne : le YAML s’indente avec des espaces")
    elif "mapping values" in problem:
        advice = _("deux-points inattendu : mettez la valeur entre guillemets si elle contient « : »")
    elif "expected ':'" in problem:
        advice = _("il manque « : » après une clé, juste avant cette ligne")
    elif "'-' indicator" in problem or "block mapping" in (error.context or ""):
        advice = _("indentation irrégulière : les clés d’un même niveau commencent à la même colonne")
    elif "undefined alias" in problem or "found character" in problem:
        advice = _("caractère spécial : mettez la valeur entre guillemets")
    elif "end of stream" in problem or "',' or" in problem:
        advice = _("guillemet ou crochet jamais refermé")
    else:
        advice = _("YAML mal écrit")
    return f"{advice} ({problem})"

"""`veille sources export` and `import` as an officer runs them."""

from pathlib import Path

import pytest

from tests.support.program import inside as veille
from tests.support.terminal import on_terminal
from veille.config import load_sources

FEEDS = """\
sources:
  # commentaire
  - {id: one, name: Un, url: "https://one.example/rss", home: "https://one.example/", family: media}
  - id: two
    name: Deux
    url: https://two.example/actualites
    type: listing
    listing:
      item: li.actu
"""
OPML = """<opml version="1.0"><body><outline text="Presse">
<outline text="Un" type="rss" xmlUrl="http://www.one.example/rss/"/>
<outline text="Trois" type="rss" xmlUrl="https://three.example/rss"/>
<outline text="Trois encore" type="rss" xmlUrl="https://three.example/rss"/>
<outline text="Filtre" type="rss" xmlUrl="filter:x:https://four.example/"/>
</outline></body></opml>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "feeds.yml").write_text(FEEDS)
    (tmp_path / "list.opml").write_text(OPML)
    return tmp_path


def test_out_and_in_again_gives_the_same_sources(folder: Path) -> None:
    out = veille("sources", "export", "mine.opml", cwd=folder)
    back = veille("sources", "import", "mine.opml", "--feeds", "new.yml", "--yes", cwd=folder)
    again = veille("sources", "import", "mine.opml", "--feeds", "new.yml", "--yes", cwd=folder)

    assert out.stdout == "2 sources écrites dans mine.opml\n"
    assert back.returncode == 0, back.stderr
    assert load_sources(folder / "new.yml") == load_sources(folder / "feeds.yml")
    assert "2 déjà suivies, passées" in again.stdout
    assert "Rien à ajouter." in again.stdout
    assert again.returncode == 0


def test_standard_output_gets_the_document_alone(folder: Path) -> None:
    result = veille("sources", "export", cwd=folder)

    assert result.stdout.startswith("<?xml")
    assert result.stdout.rstrip().endswith("</opml>")
    assert result.stderr == ""


def test_a_list_is_shown_then_written_whole(folder: Path) -> None:
    shown = veille("sources", "import", "list.opml", cwd=folder)
    unchanged = (folder / "feeds.yml").read_text()
    written = veille("sources", "import", "list.opml", "--yes", cwd=folder)

    assert (shown.returncode, unchanged) == (2, FEEDS)
    for line in (
        "1 nouvelle source\n  + Trois (media) https://three.example/rss\n",
        "2 déjà suivies, passées\n  = Un : one\n  = Trois encore : trois\n",
        "1 impossible à suivre\n  ✗ Filtre : commande ou filtre d’un autre logiciel (filter:)\n",
    ):
        assert line in shown.stdout
    assert written.returncode == 0
    assert "veille sources check --probation" in written.stdout
    assert (folder / "feeds.yml").read_text().startswith(FEEDS.partition("  - id: two")[0])
    assert {source.id for source in load_sources(folder / "feeds.yml") if source.on_probation} == {"trois"}


def test_a_person_is_asked(folder: Path) -> None:
    code, shown = on_terminal("sources", "import", "list.opml", cwd=folder, answers=(("[o/N]", "o"),))

    assert code == 0, shown
    assert len(load_sources(folder / "feeds.yml")) == 3


@pytest.mark.parametrize("text", ["<html>bonjour", "<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "bonjour", ""])
def test_what_is_no_list_is_refused_in_one_sentence(text: str, folder: Path) -> None:
    (folder / "wrong").write_text(text)

    result = veille("sources", "import", "wrong", "--yes", cwd=folder)

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("Erreur : wrong : ")
    assert (folder / "feeds.yml").read_text() == FEEDS

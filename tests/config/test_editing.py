"""Entries go into and lines out of feeds.yml; every other byte stays, and nothing is lost when something goes wrong."""

import difflib
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.smalldisk import filled, small_disk
from veille.config import load_sources, shipped_feeds
from veille.config.editing import Edit, Place, add_entries, add_entry, confirm, find_editable
from veille.errors import ConfigError
from veille.kinds import ApiOptions, ListingOptions, MailboxOptions, SitemapOptions
from veille.models import Source

SHIPPED = Path(__file__).resolve().parents[2] / "feeds.yml"
GROUPED = """\
# Nos sources.
sources:

  # --- Réseaux

  - id: one
    name: 'Un'   # entre apostrophes
    url: https://one.example/rss
    family: reseau

  # --- Presse
  # Locale surtout.

  - id: two
    name: >-
      Deux

    url: https://two.example/rss
    family: media
    # ce qui suit n’est pas encore lu

  # --- Europe

  - {id: three, name: Trois, url: https://three.example/rss, family: europe}
# fin
"""
AWKWARD = (
    "Le nom : avec deux-points", "#dièse", "a #b", "- tiret", "? clé", "🚀 fusée", "null", "~", "yes", "12:30", "=",
    "@a", "'a' \"b\" \\c", "%p", "!tag", "&x *y", "[a]", "{a: b}", "a, b", "fin:", "|", ">-", "2024-01-01", "1e3",
    "`a`", "x" * 5000, "L’été\u00a0: « oui »", "<<", "...", "---", "0x1F", ".5", "\u2028ligne", "Ελλάδα", "مرحبا", "\\",
)  # fmt: skip


def feeds(folder: Path, text: str | bytes = GROUPED) -> Path:
    path = folder / "feeds.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def add(path: Path, *sources: Source) -> Edit:
    return add_entries(Place(read=path, write=path), sources)


def source(name: str = "new", **fields: object) -> Source:
    return Source(**({"id": name, "name": name, "url": f"https://{name}.example/rss"} | fields))  # type: ignore[arg-type]


def removed(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(True), after.splitlines(True)) if line[0] == "-"]


def test_an_entry_goes_to_the_end_of_the_group_of_its_family_and_nothing_else_changes(tmp_path: Path) -> None:
    path = feeds(tmp_path)

    edit = add(path, source(family="media", themes=("financement",), note="Vue : oui"))

    entry = """
  - id: new
    name: new
    type: feed
    family: media
    url: https://new.example/rss
    lang: fr
    themes: [financement]
    priority: 2
    note: "Vue : oui"
"""
    anchor = "    # ce qui suit n’est pas encore lu\n"
    assert path.read_text() == GROUPED.replace(anchor, anchor + entry)
    assert path.read_text().splitlines()[edit.lines[0] - 1] == "  - id: new"


def test_a_family_without_group_gets_one_at_the_end_where_groups_have_headings(tmp_path: Path) -> None:
    path = feeds(tmp_path)

    add(path, source(family="recherche"))

    assert "three.example/rss, family: europe}\n\n  # --- Recherche et statistique\n\n  - id: new\n" in path.read_text()
    assert path.read_text().endswith("    priority: 2\n# fin\n")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("sources:\n- id: a\n  name: A\n  url: https://a.example/\n", "\n- id: new\n  name: new\n"),
        (
            "sources:\n    -   id: a\n        name: A\n        url: https://a.example/\n",
            "\n    - id: new\n      name: new\n",
        ),
        ('sources:\n  - {"id": "a", "name": "A", "url": "https://a.example/"}\n', "\n  - id: new\n"),
    ],
)
def test_the_indentation_of_the_file_is_taken(text: str, start: str, tmp_path: Path) -> None:
    path = feeds(tmp_path, text)

    add(path, source())

    assert path.read_text().startswith(text)
    assert path.read_text()[len(text) :].startswith(start)


def test_entries_that_stand_close_stay_close(tmp_path: Path) -> None:
    text = "sources:\n" + "".join(f"  - {{id: {name}, name: A, url: https://{name}.example/}}\n" for name in "ab")
    path = feeds(tmp_path, text)

    add(path, source())

    assert path.read_text().startswith(text + "  - id: new\n")


def test_windows_line_ends_a_byte_order_mark_and_a_missing_last_newline_stay(tmp_path: Path) -> None:
    before = b"\xef\xbb\xbf" + GROUPED.removesuffix("# fin\n").rstrip("\n").replace("\n", "\r\n").encode()
    path = feeds(tmp_path, before)

    add(path, source(family="europe"))

    after = path.read_bytes()
    assert after.startswith(before + b"\r\n\r\n  - id: new\r\n")
    assert after.endswith(b"    priority: 2")
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert len(load_sources(path)) == 4


@pytest.mark.parametrize("text", ["", "# rien encore\n", "sources:\n", "sources: []\n", "sources:   # bientôt\n# fin"])
def test_a_file_without_source_takes_its_first(text: str, tmp_path: Path) -> None:
    path = feeds(tmp_path, text)

    add(path, source())

    assert load_sources(path) == (source(),)
    assert all(comment in path.read_text() for comment in ("# rien encore", "# bientôt", "# fin") if comment in text)


def test_a_file_that_does_not_exist_is_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "feeds.yml"

    add(path, source())

    assert load_sources(path) == (source(),)


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_words_are_quoted_so_that_they_come_back(name: str, tmp_path: Path) -> None:
    path = feeds(tmp_path)
    asked = source(name="new", note=name, include=("/a", name), kinds=((f"/{name[:200]}", name),))

    add(path, asked)

    (found,) = [one for one in load_sources(path) if one.id == "new"]
    words = " ".join(name.split())
    assert (found.note, found.include, found.kinds[0][1]) == (words, ("/a", words), words)
    assert removed(GROUPED, path.read_text()) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda text: text.strip()))
def test_any_text_comes_back(words: str, tmp_path: Path) -> None:
    path = feeds(tmp_path)

    add(path, source(name="new", note=words))

    assert load_sources(path)[-1].note == " ".join(words.split())


def test_every_field_and_every_kind_of_source_comes_back(tmp_path: Path) -> None:
    path = feeds(tmp_path)
    asked = (
        source("feed", family="media", home="https://feed.example/", lang="no", territory="75056", themes=("a", "b"),
               priority=3, ess=True, excerpt=0, enabled=False, aggregator=True, state="a-verifier",
               evidence="supposee", exclude=("/x/*$",), silent_after=0),
        source("list", type="listing", options=ListingOptions(item="li.a > b:nth-child(2)", pages=3, pdf=True)),
        source("map", type="sitemap", options=SitemapOptions(children=("/news", "/a?b"))),
        source("api", type="api", options=ApiOptions(flavour="wordpress", token="VEILLE_X")),
        source("bare", type="api", options=ApiOptions()),
        source("mail", type="mailbox", url="maildir:/var/mail", home="https://mail.example/",
               options=MailboxOptions(senders=("@a.example",))),
    )  # fmt: skip

    add(path, *asked)

    assert {one.id: one for one in load_sources(path) if one.id in {a.id for a in asked}} == {a.id: a for a in asked}


def test_the_shipped_file_takes_one_of_each_family_without_losing_a_byte(tmp_path: Path) -> None:
    before = SHIPPED.read_text()
    path = feeds(tmp_path, before)
    families = ["reseau", "federation", "media", "institution", "europe", "financeur", "recherche", "think-tank"]

    add(path, *(source(f"new-{family}", family=family) for family in families))

    assert removed(before, path.read_text()) == []
    found = load_sources(path)
    for family in families:
        place = [one.id for one in found].index(f"new-{family}")
        assert found[place - 1].family == family


@pytest.mark.parametrize(
    "text",
    [
        "sources: [{id: a, name: A, url: https://a.example/}]\n",
        "{sources: [{id: a, name: A, url: https://a.example/}]}\n",
        "sources:\n  -\n    id: a\n    name: A\n    url: https://a.example/\n",
    ],
)
def test_a_file_written_in_an_unusual_way_is_left_alone_with_the_entry_to_paste(text: str, tmp_path: Path) -> None:
    path = feeds(tmp_path, text)

    with pytest.raises(ConfigError, match=r"ajoutez vous-même :\n\n  - id: new\n    name: new\n"):
        add(path, source())

    assert path.read_text() == text
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "text",
    [
        "---\nsources:\n  - {id: a, name: A, url: https://a.example/}\n...\n",
        "%YAML 1.1\n---\nsources: &all\n  - {id: a, name: A, url: https://a.example/}\n",
        "sources:\n  - id: a\n    name: A\n    url: https://a.example/\n    note: |+\n      # du texte\n\n\n",
    ],
)
def test_rarities_of_yaml_are_no_obstacle(text: str, tmp_path: Path) -> None:
    path = feeds(tmp_path, text)
    before = load_sources(path)

    add(path, source())

    assert load_sources(path) == (*before, source())
    assert removed(text, path.read_text()) == []


@pytest.mark.parametrize(
    "wrong", [source("one"), source("x", url="https://one.example/rss"), source("X"), source("x", lang="french")]
)
def test_what_would_be_refused_is_not_written(wrong: Source, tmp_path: Path) -> None:
    path = feeds(tmp_path)

    with pytest.raises(ConfigError, match=r"rien n’a été écrit"):
        add(path, source("fine"), wrong)

    assert path.read_text() == GROUPED
    assert list(tmp_path.iterdir()) == [path]


def test_mode_stays_and_a_link_is_followed(tmp_path: Path) -> None:
    path = feeds(tmp_path)
    path.chmod(0o640)
    link = tmp_path / "link.yml"
    link.symlink_to(path)

    edit = add(link, source())

    assert link.is_symlink()
    assert edit.path == path.resolve()
    assert path.stat().st_mode & 0o777 == 0o640
    assert len(load_sources(link)) == 4


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    path = feeds(tmp_path)
    program = (
        "import sys; from pathlib import Path; from veille.config.editing import Place, add_entry\n"
        "from veille.models import Source\n"
        "path = Path(sys.argv[1])\n"
        "for n in range(8):\n"
        "    name = f'{sys.argv[2]}{n}'\n"
        "    add_entry(Place(read=path, write=path), Source(id=name, name=name, url=f'https://{name}.example/'))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, path, name]) for name in "abc"]

    assert [one.wait(60) for one in running] == [0, 0, 0]
    assert len(load_sources(path)) == 3 + 3 * 8
    assert list(tmp_path.iterdir()) == [path]


def test_what_an_editor_saved_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor takes no lock: it saves between our reading and our replacing."""
    path = feeds(tmp_path)
    fsync, saved = os.fsync, []

    def saving(handle: int) -> None:
        if not saved:
            saved.append(path.write_text(GROUPED.replace("# fin", "# fin !")))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", saving)
    add(path, source())

    assert path.read_text().endswith("# fin !\n")
    assert len(load_sources(path)) == 4


def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 2) as disk:
        path = feeds(disk)
        with filled(disk, 0), pytest.raises(ConfigError, match=r"le disque est plein\) ; rien n’a été changé"):
            add(path, *(source(f"new{n}") for n in range(100)))

        assert path.read_text() == GROUPED
        assert sorted(one.name for one in disk.iterdir()) == ["feeds.yml", "model"]


def test_the_file_that_came_with_the_software_is_copied_never_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = shipped_feeds()
    assert shipped is not None
    before = shipped.read_bytes()
    place = find_editable(tmp_path / "var", None)

    assert place.is_copied
    add_entry(place, source(family="media"))

    assert shipped.read_bytes() == before
    assert removed(before.decode(), (tmp_path / "var" / "feeds.yml").read_text()) == []
    assert find_editable(tmp_path / "var", None) == Place(
        read=tmp_path / "var" / "feeds.yml", write=tmp_path / "var" / "feeds.yml"
    )


def test_confirming_takes_away_one_line_a_source(tmp_path: Path) -> None:
    path = feeds(tmp_path)
    add(
        path,
        source("a", state="a-verifier", family="reseau"),
        source("b", state="a-verifier"),
        source("c", state="a-verifier"),
    )
    before = path.read_text()

    confirm(Place(read=path, write=path), ["a", "c"])

    assert [one.id for one in load_sources(path) if one.on_probation] == ["b"]
    assert removed(before, path.read_text()) == ["-     state: a-verifier\n"] * 2
    with pytest.raises(ConfigError, match="inconnue"):
        confirm(Place(read=path, write=path), ["b", "zzz"])
    assert [one.id for one in load_sources(path) if one.on_probation] == ["b"]


def test_a_state_that_stands_in_a_line_with_others_is_left_to_its_author(tmp_path: Path) -> None:
    text = "sources:\n  - {id: a, name: A, url: https://a.example/, state: a-verifier}\n"
    path = feeds(tmp_path, text)

    with pytest.raises(ConfigError, match="à la main"):
        confirm(Place(read=path, write=path), ["a"])

    assert path.read_text() == text


def test_lines_are_found_again_in_a_file_of_any_order(tmp_path: Path) -> None:
    path = feeds(tmp_path)
    asked = [source(f"s{n}", family=random.choice(["media", "reseau", "autre"])) for n in range(30)]

    edit = add(path, *asked)

    lines = path.read_text().splitlines()
    assert [lines[number - 1].strip() for number in edit.lines] == [f"- id: {one.id}" for one in asked]

"""Newsletters give the leads a person would list, each with its own address and text; no way out is ever asked."""

import json
from pathlib import Path

import pytest

from tests.support.mailing import HOME, NOW, Redirects, collect, mailbox
from veille.models import Lead, Outcome, Page
from veille.sources.mailbox import MailboxReader

MAIL = Path(__file__).parents[2] / "data" / "mail"
LETTERS = sorted(MAIL.glob("*.eml"))


def alone(tmp_path: Path, letter: Path) -> str:
    (tmp_path / letter.name).write_bytes(letter.read_bytes())
    return f"eml:{tmp_path}"


def expected(letter: Path) -> dict[str, object]:
    return json.loads(letter.with_name(letter.name + ".expected.json").read_text())  # type: ignore[no-any-return]


def seen(lead: Lead) -> dict[str, str | None]:
    url = None if lead.url.startswith(f"{HOME}#courriel-") else lead.url
    return {"title": lead.title, "url": url, "text": " ".join(lead.content.split())}


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)
async def test_each_article_is_one_lead_with_its_own_title_address_and_text(tmp_path: Path, letter: Path) -> None:
    wanted = expected(letter)
    fetcher = Redirects(wanted["redirects"])  # type: ignore[arg-type]

    collected = await collect(mailbox(alone(tmp_path, letter)), fetcher)

    assert [seen(lead) for lead in collected.leads] == wanted["leads"]
    assert collected.outcome is Outcome.OK


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)
async def test_no_request_leaves_the_list_and_no_reader_is_named(tmp_path: Path, letter: Path) -> None:
    wanted = expected(letter)
    targets: dict[str, str] = wanted["redirects"]  # type: ignore[assignment]
    fetcher = Redirects(targets)

    collected = await collect(mailbox(alone(tmp_path, letter)), fetcher)

    ways_out = {url for url, target in targets.items() if "unsub" in target or "addio" in target}
    listed = {one["url"] for one in wanted["leads"]}  # type: ignore[attr-defined]
    assert not ways_out & set(fetcher.asked)
    assert {targets[url] for url in fetcher.asked} <= listed | {HOME}
    assert "camille" not in repr(collected.leads)
    assert not {lead.url for lead in collected.leads} & set(targets)


def _grid(*rows: str, columns: int = 2) -> bytes:
    cells = ("".join(f"<td>{row.format(n=n)}</td>" for n in range(columns)) for row in rows)
    table = "".join(f"<tr>{one}</tr><tr><td>&nbsp;</td></tr>" for one in cells)
    return (
        "From: a@a.example\r\nDate: Tue, 10 Nov 2026 08:00:00 +0100\r\nSubject: Lettre\r\n"
        f"Content-Type: text/html; charset=utf-8\r\n\r\n<h1>La lettre</h1><table>{table}</table>"
    ).encode()


PICTURE = '<a href="https://a.example/{n}"><img src="https://a.example/{n}.png" alt=""></a>'
TITLE = '<h3><a href="https://a.example/{n}">Le titre de l’article {n}</a></h3>'
TEXT = "Le texte {n} dit en une phrase ce que fait la coopérative numéro {n} de la vallée."
BUTTON = '<a href="https://a.example/{n}">Lire la suite</a>'


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize(
    "rows",
    [
        (PICTURE, TITLE, TEXT, BUTTON),
        (TITLE, TEXT),
        ("<strong>Le titre de l’article {n}</strong>", TEXT, BUTTON),
        (TITLE, TEXT, BUTTON, TITLE.replace("{n}", "1{n}"), TEXT.replace("{n}", "1{n}"), BUTTON.replace("{n}", "1{n}")),
        (PICTURE + TITLE + TEXT + BUTTON,),
    ],
    ids=["pictures", "bare", "buttons", "two grids", "whole cells"],
)
def test_articles_side_by_side_each_keep_their_own_text(rows: tuple[str, ...], columns: int) -> None:
    """Titles in one row, texts in the next: the texts must not all go to the last title."""
    page = Page(url="f", final_url="f", outcome=Outcome.OK, body=_grid(*rows, columns=columns), fetched_at=NOW)

    leads = MailboxReader().read(page, mailbox("eml:x")).leads

    numbers = [str(n) for n in range(columns)] + ([f"1{n}" for n in range(columns)] if len(rows) > 4 else [])
    assert [(lead.title, lead.url) for lead in leads] == [
        (f"Le titre de l’article {n}", f"https://a.example/{n}") for n in numbers
    ]
    assert all(lead.content.count("Le texte") == 1 for lead in leads)
    assert all(f"Le texte {n} " in lead.content for n, lead in zip(numbers, leads, strict=True))


async def test_a_way_out_hidden_behind_its_list_header_or_the_words_around_it_is_never_asked(tmp_path: Path) -> None:
    host = "https://clics.example/c/"
    out, here, settings = (f"{host}{name}9Z8y7X6w5V4u3T2s1R0q" for name in ("Out", "Here", "Set"))
    good = f"{host}Good9Z8y7X6w5V4u3T2s1R0q"
    (tmp_path / "a.eml").write_text(
        f"From: a@b.example\nMessage-ID: <1@b>\nSubject: s\nList-Unsubscribe: <{out}>\n"
        f"Content-Type: text/html; charset=utf-8\n\n"
        f'<h2>Une bonne nouvelle pour les régies</h2><p>Le texte.</p><a href="{good}">Lire la suite</a>'
        f'<p><a href="{out}">Un grand titre qui se fait passer pour un article</a></p>'
        f'<p>Pour ne plus recevoir nos messages, merci de<br><a href="{here}">cliquer ici</a></p>'
        f'<div>Gérer vos préférences : <a href="{settings}">c’est ici</a></div>'
    )
    fetcher = Redirects({good: "https://b.example/regies", out: "https://b.example/x", here: "https://b.example/y"})

    collected = await collect(mailbox(f"eml:{tmp_path}"), fetcher)

    assert fetcher.asked == [good]
    assert [lead.url for lead in collected.leads] == ["https://b.example/regies"]


async def test_a_redirect_that_turns_out_to_be_a_way_out_is_not_followed(tmp_path: Path) -> None:
    first, second = "https://t.co/aB3dE6fG9hJ2kL5mN8pQ", "https://t.co/zY8xW5vU2tS9rQ6pO3nM"
    (tmp_path / "a.eml").write_text(
        f"From: a@b.example\nSubject: s\nContent-Type: text/html\n\n<p>Texte.</p>"
        f'<p><a href="{first}">Un titre qui ne dit rien de tel</a></p>'
        f'<p><a href="{second}">Un autre titre, honnête</a></p>'
    )
    fetcher = Redirects({first: "https://b.example/unsubscribe?u=1", second: "https://b.example/article"})

    collected = await collect(mailbox(f"eml:{tmp_path}"), fetcher)

    assert fetcher.asked == [first, second]
    assert [lead.url for lead in collected.leads] == ["https://b.example/article"]


async def test_an_article_whose_tracker_fails_keeps_its_text_and_gets_a_living_page(tmp_path: Path) -> None:
    letter = next(one for one in LETTERS if one.stem == "brevo")

    collected = await collect(mailbox(alone(tmp_path, letter)), Redirects())

    assert len(collected.leads) == 3
    assert all(lead.url.startswith(f"{HOME}#courriel-") and not lead.fetchable for lead in collected.leads)
    assert all(len(lead.content) > 80 for lead in collected.leads)
    assert len({lead.url for lead in collected.leads}) == len({lead.entry_id for lead in collected.leads}) == 3


async def test_entry_ids_are_the_same_at_every_reading(tmp_path: Path) -> None:
    letter = next(one for one in LETTERS if one.stem == "mailjet")
    source = mailbox(alone(tmp_path, letter))

    assert (await collect(source)).leads == (await collect(source)).leads


LAYOUTS = {
    "an agenda in a list": (
        """<h2>Agenda</h2><ul>
        <li><b>12 novembre</b> – <a href="https://f.example/a">Webinaire : mesurer son impact social</a></li>
        <li><b>18 novembre</b> – <a href="https://f.example/b">Université des bénévoles à Lyon</a> (complet)</li></ul>
        <p><a href="https://f.example/c"><b>Rapport : que reste-t-il ?</b></a><br>Cinq ans après, un bilan mitigé.</p>
        <p><small>Vous ne souhaitez plus recevoir nos lettres ? <a href="https://f.example/u">Désinscription</a></small>""",
        [
            ("https://f.example/a", "Webinaire : mesurer son impact social", "12 novembre"),
            ("https://f.example/b", "Université des bénévoles à Lyon", "18 novembre – (complet)"),
            ("https://f.example/c", "Rapport : que reste-t-il ?", "Cinq ans après, un bilan mitigé."),
        ],
    ),
    "a colleague's mail in divs": (
        """<div>Bonjour à tous,</div><div>Veuillez trouver les appels à projets en cours :</div><div><br></div>
        <div><b>1. Fondation de l’Avenir – Appel santé</b></div><div>Soutien aux projets de prévention.</div>
        <div>Lien : <a href="https://g.example/sante">https://g.example/sante</a></div><div><br></div>
        <div><b>2. Région – Fonds vie associative</b></div><div>Jusqu’à 15 000 euros.</div>
        <div>Lien : <a href="https://g.example/fdva">https://g.example/fdva</a></div><div>Jeanne</div>""",
        [
            ("https://g.example/sante", "1. Fondation de l’Avenir – Appel santé", "Soutien aux projets de prévention."),
            ("https://g.example/fdva", "2. Région – Fonds vie associative", "Jusqu’à 15 000 euros."),
        ],
    ),
    "one article with a link in its text": (
        """<h1>Pourquoi la loi doit évoluer</h1><p>Le cadre montre ses limites, dit
        <a href="https://h.example/rapport">le rapport du Conseil supérieur</a>, et les agréments sont trop lents
        pour celles et ceux qui veulent entreprendre autrement dans les territoires.</p>
        <p><a href="https://h.example/tribune">Lire la tribune complète sur notre site</a></p>
        <p><a href="https://h.example/stop">Se désinscrire</a></p>""",
        [
            (
                "https://h.example/tribune",
                "Pourquoi la loi doit évoluer",
                "Le cadre montre ses limites, dit le rapport du Conseil supérieur, et les agréments sont trop lents "
                "pour celles et ceux qui veulent entreprendre autrement dans les territoires.",
            )
        ],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_other_ways_of_laying_out(tmp_path: Path, layout: str) -> None:
    markup, wanted = LAYOUTS[layout]
    head = "From: a@b.example\nSubject: s\nContent-Type: text/html; charset=utf-8\n\n"
    (tmp_path / "a.eml").write_text(head + markup)

    collected = await collect(mailbox(f"eml:{tmp_path}"))

    assert [(lead.url, lead.title, lead.content) for lead in collected.leads] == wanted


def test_a_letter_by_itself_is_read_without_a_request() -> None:
    letter = next(one for one in LETTERS if one.stem == "mailjet")
    page = Page(url="file", final_url="file", outcome=Outcome.OK, body=letter.read_bytes(), fetched_at=NOW)

    reading = MailboxReader().read(page, mailbox("eml:x"))

    assert [seen(lead) for lead in reading.leads] == expected(letter)["leads"]


def test_rubbish_by_itself_is_an_outcome() -> None:
    page = Page(url="file", final_url="file", outcome=Outcome.OK, body=b"\0\xff" * 50, fetched_at=NOW)

    assert MailboxReader().read(page, mailbox("eml:x")).outcome in (Outcome.EMPTY, Outcome.MALFORMED, Outcome.OK)

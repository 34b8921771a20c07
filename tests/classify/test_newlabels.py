"""An officer adds a theme with ten examples: the training says whether it works and what it costs."""

import shutil
from pathlib import Path

import pytest

from tests.support.model import Training
from veille.classify import load_tagger, load_taxonomy, train
from veille.classify.assessment.agreement import SetScore
from veille.classify.corpus import Row
from veille.classify.lessons import Lessons, examples, learning_rows
from veille.classify.newlabels import NewLabel
from veille.classify.tagger import TextIn
from veille.classify.taxonomy import SHIPPED
from veille.errors import ConfigError

COINS = [
    ("La gonette fête ses dix ans", "La monnaie locale circule chez trois cents commerçants, billets en main."),
    ("Une monnaie pour le Trégor", "Des gens impriment leur propre monnaie locale pour garder l’argent au pays."),
    ("L’eusko passe au numérique", "La monnaie locale basque s’échange par téléphone chez les commerçants."),
    ("Payer ses légumes en pêche", "À Montreuil, la monnaie locale sert au marché et les billets changent de mains."),
    ("Le sol-violette cherche des commerçants", "La monnaie locale toulousaine cherche des boutiques."),
    ("Monnaies locales : une rencontre", "Les porteurs de monnaies locales comparent billets et comptoirs."),
    ("Un comptoir de change ouvre", "On y troque ses euros contre la monnaie locale du pays, billet pour billet."),
    ("La commune accepte la monnaie locale", "La piscine se paie en billets de la monnaie locale depuis lundi."),
    ("La Luciole entre en circulation", "Les billets de la monnaie locale ardéchoise circulent chez cent commerçants."),
    ("Le réseau des monnaies locales", "Quarante monnaies locales circulent, avec billets et comptoirs."),
]  # fmt: skip


def taxonomy_with(tmp_path: Path, *, told: int, cues: str = "[gonette, eusko, sol-violette]") -> Path:
    listed = "".join(f'\n      - {{title: "{title}", text: "{text}"}}' for title, text in COINS[:told])
    label = "  monnaies: {fr: Monnaies, en: Currencies}\n"
    if told or cues:
        label = "  monnaies:\n    fr: Monnaies locales\n    en: Local currencies\n"
        label += f"    cues: {cues}\n" if cues else ""
        label += f"    examples:{listed}\n" if told else ""
    path = tmp_path / "taxonomy.yml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace("\nsectors:", f"{label}\nsectors:"), encoding="utf-8")
    return path


def test_ten_examples_make_a_theme_and_the_report_says_so(
    small_model: Path, small_corpus: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(small_model, tmp_path / "model"))
    own = taxonomy_with(tmp_path, told=10)

    report = train(folder, corpus=small_corpus, taxonomy=own)

    (label,) = report.novelties.labels
    assert (label.id, label.examples, label.verdict()) == ("monnaies", 10, "fonctionne")
    assert label.figures.recall >= 0.8
    assert report.novelties.compared
    assert "monnaies : fonctionne" in report.to_text()
    assert "Ce qu’elles coûtent aux autres" in report.to_text()
    assert report.to_json()["new"]["labels"][0]["verdict"] == "fonctionne"
    tagger = load_tagger(folder)
    assert "monnaies" in tagger.taxonomy.ids("theme")
    text = "La monnaie locale de la vallée imprime de nouveaux billets pour les commerçants."
    (tagging,) = tagger.tag([TextIn(title="Une monnaie locale", text=text, ess=True)])
    assert ("theme", "monnaies") in [(tag.facet, tag.label) for tag in tagging.tags]


def test_without_a_new_label_nothing_is_said(small_training: Training) -> None:
    missing = {
        label.id for label in small_training.report.novelties.labels
    }  # of so few texts some shipped labels have none
    assert "monnaies" not in missing


def test_a_label_with_nothing_to_learn_from_is_refused(small_corpus: Path, tmp_path: Path) -> None:
    own = taxonomy_with(tmp_path, told=0, cues="")

    with pytest.raises(ConfigError, match="« monnaies » n’a ni exemple ni indice"):
        train(tmp_path / "model", corpus=small_corpus, taxonomy=own)


def label(examples: int, f1: float, *confused: tuple[str, int]) -> NewLabel:
    figures = SetScore(precision=f1, recall=f1, f1=f1, low=0.0, high=1.0, texts=100, support=examples)
    return NewLabel(
        facet="theme", id="monnaies", examples=examples, figures=figures, wrongly=0, of=90, confused=confused
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (label(0, 0.0), "à nourrir : aucun exemple"),
        (label(10, 0.7), "fonctionne"),
        (label(5, 0.9), "à nourrir : 10 exemples de plus"),
        (label(20, 0.3), "à nourrir : 20 exemples de plus"),
        (label(10, 0.3, ("financement", 6)), "se confond avec « financement »"),
        (label(10, 0.3, ("financement", 4)), "à nourrir"),
    ],
)
def test_the_verdict_says_what_to_do(one: NewLabel, said: str) -> None:
    assert said in one.verdict()


def test_an_example_is_sure_of_its_own_label_only(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(taxonomy_with(tmp_path, told=2))

    first, _second = examples(taxonomy)

    assert first.themes == ("monnaies",)
    assert first.knows("theme", "monnaies")
    assert not first.knows("theme", "financement")
    assert not first.knows("sector", "energie")
    assert first.knows("relevance")


def test_texts_that_meet_the_cues_of_a_new_label_are_left_open(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(taxonomy_with(tmp_path, told=1))
    corpus = [
        Row(id=str(number), lang="fr", title="", text=text, relevant=True, themes=("financement",), kind="actualite")
        for number, text in enumerate(["L’eusko circule.", "Rien à voir."])
    ]
    met, other, *_examples = learning_rows(corpus, Lessons(), taxonomy)

    assert not met.knows("theme", "monnaies")
    assert met.knows("theme", "financement")
    assert other.knows("theme", "monnaies")

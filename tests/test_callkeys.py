"""One call told by several sources is recognised, another edition or another territory is not."""

from dataclasses import replace

import pytest

from veille.callkeys import CallKey, call_key, call_marks, joined, puts_off, same_call
from veille.facts import Call, Found


def found(value: str) -> Found:
    return Found(value=value, quote="", confidence=0.9)


def key(title: str, closing: str = "", **facts: object) -> CallKey:
    zones = facts.pop("zones", ())
    made = {name: found(str(value)) for name, value in facts.items()}
    call = replace(Call(closing=found(closing) if closing else None), **made)  # type: ignore[arg-type]
    return call_key(title, call, zones)  # type: ignore[arg-type]


GARDENS = key("Appel à projets « Jardins partagés » de la Métropole", "2025-03-14", funder="Métropole de Lyon")


@pytest.mark.parametrize(
    "other",
    [
        key("Jardins partagés : candidatez avant le 14 mars", "2025-03-14T12:00"),
        key("La Métropole soutient les jardins partagés", "2025-03-14", funder="Métropole de Lyon"),
        key("Jardins partagés : appel prolongé", "2025-03-28", extended="2025-03-14"),
        key("Jardins partagés : la Métropole prolonge son appel", "2025-04-11", extended=""),
    ],
)
def test_one_call_in_other_words(other: CallKey) -> None:
    assert same_call(GARDENS, other)
    assert same_call(other, GARDENS)
    assert set(call_marks(GARDENS)) & set(call_marks(other))


@pytest.mark.parametrize(
    "other",
    [
        key("Appel à projets « Jardins partagés » de la Métropole", "2026-03-13"),
        key("Appel à projets « Vélos solidaires » de la Métropole", "2025-03-14"),
        key("Fonds vert : candidatures jusqu'au 14 mars", "2025-03-14"),
    ],
)
def test_another_call(other: CallKey) -> None:
    assert not same_call(GARDENS, other)


def test_editions_and_territories_part_calls_of_one_name() -> None:
    drome = key("FDVA 2025 fonctionnement innovation", "2025-03-03", zones=(("FR", "R84", "D26"),))
    jura = key("FDVA 2025 fonctionnement innovation", "2025-03-03", zones=(("FR", "R27", "D39"),))
    region = key("FDVA 2025 fonctionnement innovation", "2025-03-03", zones=(("FR", "R84"),))
    before = key("FDVA 2024 fonctionnement innovation", "2025-03-03")
    assert not same_call(drome, jura)
    assert same_call(drome, region)
    assert not same_call(drome, before)


def test_a_form_of_its_own_tells_a_call_a_platforms_front_page_does_not() -> None:
    own = "https://www.demarches-simplifiees.fr/commencer/jardins"
    one, other = key("Jardins", "2025-03-14", form=own), key("Potagers urbains", "2025-03-14", form=own)
    assert same_call(one, other)
    front = "https://www.demarches-simplifiees.fr/"
    assert not same_call(key("Jardins", "2025-03-14", form=front), key("Vélos", "2025-03-14", form=front))


def test_an_extension_updates_the_record() -> None:
    older = Call(closing=found("2025-03-14"), funder=found("Métropole"))
    newer = Call(closing=found("2025-03-28"))
    assert puts_off(call_key("Jardins partagés", older), call_key("Jardins partagés", newer))
    record = joined(older, newer)
    assert record.closing == newer.closing
    assert record.extended is not None
    assert record.extended.value == "2025-03-14"
    assert record.funder == older.funder


def test_nothing_known_is_never_the_same() -> None:
    assert not same_call(key(""), key(""))
    assert call_marks(key("")) == ()

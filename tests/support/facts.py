"""Small makers of facts: places, calls, events and organisations as the enrichers would read them."""

from veille.facts import Amount, Call, Event, Facts, Found, Mention, Place, PlaceRole


def found(value: str, quote: str = "", confidence: float = 0.9) -> Found:
    return Found(value=value, quote=quote or f"La phrase qui dit {value}.", confidence=confidence)


def place(code: str, role: PlaceRole = PlaceRole.SUBJECT, probability: float = 0.9, *evidence: str) -> Place:
    return Place(code=code, role=role, probability=probability, evidence=evidence)


def mention(name: str, id_: str = "", family: str = "association") -> Mention:
    return Mention(id=id_ or name.lower(), name=name, family=family, probability=0.8, evidence=(name,))


def call(closing: str = "", *, before: str = "", **fields: object) -> Call:
    """Return a call that closes on a day; `before` is the closing that its text says was put off."""
    values: dict[str, object] = {"closing": found(closing) if closing else None}
    if before:
        values["extended"] = found(before, f"La date du {before} est repoussée.")
    return Call(**values | fields)  # type: ignore[arg-type]


def full_call() -> Call:
    """Return a call with every field."""
    return call(
        "2026-12-15T12:00",
        before="2026-12-01",
        opening=found("2026-11-01"),
        waves=(found("2027-03-01"), found("2027-06-01")),
        permanent=found("", "Le guichet reste ouvert toute l'année."),
        amounts=(
            Amount(role="plafond", value=30_000, quote="Jusqu'à 30 000 euros.", confidence=0.8),
            Amount(role="taux", value=60, currency="", quote="60 % des dépenses.", confidence=0.7),
        ),
        funder=found("Région Île-de-France"),
        beneficiaries=(found("associations"), found("SCIC")),
        form=found("https://aides.example/ess"),
    )


def event(start: str = "2026-12-04", **fields: object) -> Event:
    return Event(**{"start": found(start)} | fields)  # type: ignore[arg-type]


def facts(**fields: object) -> Facts:
    return Facts(**{"version": "e1"} | fields)  # type: ignore[arg-type]

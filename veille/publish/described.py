"""The form of an entry of the data dictionary."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its name, what it holds, and what each column says."""

    name: str
    title: str
    description: str
    columns: dict[str, str]

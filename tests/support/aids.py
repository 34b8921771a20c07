"""What a row of schema-dispositif-aide 0.1.0 must be, and what is wrong with a table."""

import csv
import io
import json
import re
import uuid
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_SCHEMA = Path(__file__).parents[1] / "data" / "aides" / "dispositif-aide-0.1.0.json"


def fields() -> list[dict[str, Any]]:
    """Return our transcription of the schema."""
    return json.loads(_SCHEMA.read_text(encoding="utf-8"))["fields"]


def faults(body: bytes) -> list[str]:
    """Return what the schema refuses in a table; empty for a valid one."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8"), newline="")))
    wanted = fields()
    found = [] if rows[0] == [field["name"] for field in wanted] else [f"columns {rows[0]}"]
    for number, row in enumerate(rows[1:], 1):
        found += [f"row {number}: {len(row)} cells"] if len(row) != len(wanted) else []
        found += [
            f"row {number}: {fault}" for field, cell in zip(wanted, row, strict=False) for fault in _of(field, cell)
        ]
    for place, field in enumerate(wanted):
        if field.get("unique"):
            repeated = [cell for cell, times in Counter(row[place] for row in rows[1:]).items() if times > 1]
            found += [f"{field['name']} twice: {cell}" for cell in repeated]
    return found


def _of(field: dict[str, Any], cell: str) -> list[str]:
    name = field["name"]
    if not cell:
        return [f"{name} is missing"] if field.get("required") else []
    found = []
    if len(cell) > field.get("maxLength", len(cell)):
        found.append(f"{name} is too long")
    if not re.search(field.get("pattern", ""), cell):
        found.append(f"{name} does not fit its pattern: {cell}")
    try:
        if field.get("format") == "uuid":
            uuid.UUID(cell)
        elif field.get("format") == "uri" and not urlsplit(cell).netloc:
            found.append(f"{name} is no address")
        elif field["type"] == "datetime":
            datetime.strptime(cell, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - the form is what is looked at
    except ValueError:
        found.append(f"{name} has not its form: {cell}")
    return found

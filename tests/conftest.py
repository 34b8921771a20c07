"""What all tests share."""

import os

import pytest

os.environ.setdefault("LANGUAGE", "fr")


@pytest.fixture(autouse=True)
def _no_real_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that forgets --data must not touch the data of whoever runs it."""
    monkeypatch.delenv("VEILLE_DATA", raising=False)

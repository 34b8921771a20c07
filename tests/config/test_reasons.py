"""Why a file cannot be used is said in French."""

import os
from pathlib import Path

import pytest

from veille.config import load_sources
from veille.errors import ConfigError, reason


def test_the_usual_reasons_of_the_system_are_said_in_french(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"fichier illisible \(c’est un dossier\)"):
        load_sources(tmp_path)
    assert reason(PermissionError(13, "Permission denied")) == "accès refusé"
    assert reason(OSError(98, "Address already in use (while …)")) == "adresse déjà utilisée par un autre programme"


def test_a_rare_reason_keeps_the_words_of_the_system() -> None:
    assert reason(OSError(33, os.strerror(33))) == os.strerror(33)
    assert reason(OSError("hors catalogue")) == "hors catalogue"

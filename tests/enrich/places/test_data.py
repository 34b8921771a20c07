"""The data files are what the tools make of their sources, and say whose they are."""

import gzip
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from veille.enrich.places.evidence import LEVELS
from veille.enrich.places.gazetteer import WORLD, territory
from veille.enrich.places.ranking import shipped

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "veille" / "enrich" / "places" / "data"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("territories_tool", ROOT / "tools" / "territories.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def lines(name: str) -> list[str]:
    return gzip.decompress((DATA / name).read_bytes()).decode().splitlines()


def test_the_names_are_those_of_the_list_by_hand(tool: ModuleType) -> None:
    made = list(tool.names(yaml.safe_load((ROOT / "tools" / "territories.yml").read_text(encoding="utf-8"))))
    # Which names are common words also depends on the corpus, which grows.
    assert [line for line in made if not line.startswith("common")] == [
        line for line in lines("names.txt.gz") if not line.startswith("common")
    ]


def test_every_code_of_the_list_by_hand_exists() -> None:
    listed = [line.split("\t")[:2] for line in lines("names.txt.gz") if not line.startswith("#")]
    codes = {code for kind, field in listed if kind not in {"reach", "mask", "common"} for code in field.split(" ")}
    assert {code for code in codes if territory(code) is None} <= {WORLD}


def test_the_files_say_their_licences() -> None:
    assert "Licence Ouverte" in lines("cog.txt.gz")[1]
    assert "Unicode License" in lines("names.txt.gz")[0]


def test_the_files_are_light() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 1_500_000


def test_the_weights_know_every_level() -> None:
    assert set(shipped().levels) == {*LEVELS, "FR", "EU"} == set(shipped().thresholds) - {"fallback"}
    assert json.loads((DATA / "weights.json").read_text(encoding="utf-8"))

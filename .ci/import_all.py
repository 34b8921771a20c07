"""Import every module of the installed veille, outside of the checkout, and look for its data files."""

import importlib
import pkgutil
import sys
from pathlib import Path

import veille
from veille.config import load_sources, shipped_feeds

names = [module.name for module in pkgutil.walk_packages(veille.__path__, "veille.")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)

feeds = shipped_feeds()
installed = Path(sys.prefix) in Path(veille.__file__).parents
if not installed or feeds is None or feeds.parent != Path(veille.__file__).parent:
    sys.exit(f"this is not the wheel's veille: {veille.__file__}, feeds: {feeds}")
print(f"{len(names)} modules imported, {len(load_sources(feeds))} sources shipped")

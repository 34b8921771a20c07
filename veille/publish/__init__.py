"""PUBLISH: veille.db, what may be public, brought up to date from collect.db in short transactions.

    collect.db --changes_since--> whole groups --rows--> wanted articles --plan--> differences --apply--> veille.db
    veille.db  --dump--> exports/: the daily files to take home

Holds no full text, no subscriber, no officer; the full-text index is contentless.
"""

from veille.publish.dump import make_dump, paris_day
from veille.publish.exports import Dump, discard, read_index
from veille.publish.lookups import Label
from veille.publish.publisher import CHUNK, Published, publish

__all__ = ["CHUNK", "Dump", "Label", "Published", "discard", "make_dump", "paris_day", "publish", "read_index"]

"""PUBLISH: veille.db, what may be public, brought up to date from collect.db in short transactions.

    collect.db --changes_since--> whole groups --rows--> wanted articles --plan--> differences --apply--> veille.db

Holds no full text, no subscriber, no officer; the full-text index is contentless.
"""

from veille.publish.lookups import Label
from veille.publish.publisher import CHUNK, Published, publish

__all__ = ["CHUNK", "Label", "Published", "publish"]

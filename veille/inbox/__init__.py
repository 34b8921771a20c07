"""DATA/inbox: what people hand in while a run may be under way, one small file each.

    put (web, command line)  ->  inbox/<time>-<random>.json  ->  pending (run, desk)  ->  done

Nothing here decides what a note means: its `kind` says who takes it in. A file nobody can read is set
aside in inbox/rejets with its reason, never deleted. How to reach an author is erased after six months.
"""

from veille.inbox.contacts import KEPT, erase_contact, erase_old_contacts
from veille.inbox.notes import MAX_BYTES, Note, Rejected, done, pending, put, reject, rejected

__all__ = [
    "KEPT", "MAX_BYTES", "Note", "Rejected", "done", "erase_contact", "erase_old_contacts", "pending", "put", "reject",
    "rejected",
]  # fmt: skip

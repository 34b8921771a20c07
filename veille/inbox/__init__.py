"""DATA/inbox: what people hand in while a run may be under way, one small file each.

    put (web, command line)  ->  inbox/<time>-<random>.json  ->  pending (run, desk)  ->  done

Nothing here decides what a note means: its `kind` says who takes it in. A file nobody can read is set
aside in inbox/rejets with its reason, never deleted.
"""

from veille.inbox.notes import MAX_BYTES, Note, Rejected, done, pending, put, reject, rejected

__all__ = ["MAX_BYTES", "Note", "Rejected", "done", "pending", "put", "reject", "rejected"]

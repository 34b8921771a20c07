"""Which enrichers read the facts of an article: nobody has to remember a version number."""

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from veille import facts

_HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def version() -> str:
    """Return a hash of everything that facts are read with: the code and data of this room, and the form of facts.

    Articles whose facts another version read are read anew (`pipeline.retag`).
    """
    hashed = blake2b(Path(facts.__file__).read_bytes(), digest_size=8)
    for path in sorted(_HERE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            hashed.update(path.relative_to(_HERE).as_posix().encode())
            hashed.update(path.read_bytes())
    return hashed.hexdigest()

"""Stable ids for organisations that have no entry, so that one organisation is linked over articles."""

from veille.enrich.structures.heads import listed
from veille.phrases import key

_LONGEST = 80
_LEFT_OUT = listed(
    "le la les l un une du de des d au aux the a of il lo i gli el los las der die das den"
    " association asso associazione asociacion verein cooperative cooperativa genossenschaft scop scic sas sarl sa eg"
    " ev fondation fondazione fundacion foundation mutuelle srl coop co op"
)


def made_id(name: str, family: str) -> str:
    """Return the id of an organisation by its name and family; accents, case, articles and legal form do not matter."""
    words = key(name).split()
    kept = [word for word in words if word not in _LEFT_OUT] or words
    return "-".join(filter(None, (family, *kept)))[:_LONGEST].rstrip("-")

"""The battery: named faults, each with what must be recorded of it, and one web that shows them all."""

from tests.support.battery import bodies, connections, documents, kinds, pages, protocol
from tests.support.battery.case import CASES, Case, Group, Stage

__all__ = ["CASES", "Case", "Group", "Stage", "bodies", "connections", "documents", "kinds", "pages", "protocol"]

"""The command line: parse, call, print; no logic.

Commands import their heavy libraries when they run, so that `veille --help`
answers at once (tests/test_architecture.py holds it).
"""

from veille.cli.main import main

__all__ = ["main"]

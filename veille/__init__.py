"""veille: a news and policy watch for the French and European social and solidarity economy."""

__version__ = "0.1.0"

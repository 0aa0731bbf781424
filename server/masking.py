"""What is shown of a sensitive answer to those who need not know it: the same everywhere."""

from typing import Final

MASK: Final = "••••"

_SHOWN_FROM: Final = 9
"""Shorter texts show nothing of themselves: their ends would be most of them."""


def masked(text: str) -> str:
    """A sensitive answer with its middle hidden: enough to recognise, not to use."""
    return MASK if len(text) < _SHOWN_FROM else f"{text[:3]}{MASK}{text[-4:]}"

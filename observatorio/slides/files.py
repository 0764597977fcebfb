"""The file of a deck, for whoever has it made elsewhere: nothing that writes it is loaded here."""

from __future__ import annotations

from observatorio.slides.model import Deck


def deck_file(deck: Deck) -> bytes:
    """The deck as a PPTX."""
    from observatorio.slides.deck import deck_bytes

    return deck_bytes(deck)

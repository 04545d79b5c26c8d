"""Which of the plates' palettes a product line gets: stable, and seldom shared with another."""

from galleries.models import ImageDefinition
from portal.plates import PALETTES, palette_of


def choose_palette(publisher: str, offer: str) -> int:
    """The line's own palette; for a new line the one its name picks, or the next that is free."""
    line = ImageDefinition.objects.filter(publisher__iexact=publisher, offer__iexact=offer)
    known = line.values_list("palette", flat=True).first()
    return known if known is not None else _free_palette(palette_of(publisher, offer))


def _free_palette(first: int) -> int:
    used = set(ImageDefinition.objects.values_list("palette", flat=True).distinct())
    in_turn = [(first + step) % len(PALETTES) for step in range(len(PALETTES))]
    return next((palette for palette in in_turn if palette not in used), first)

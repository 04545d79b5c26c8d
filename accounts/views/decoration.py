"""The wall beside the ways in: prints of images that exist nowhere, so that it tells nothing."""

from dataclasses import dataclass

LINES = "meridian:base harbour:edge lumen:build orchard:desk tessera:hpc quarry:db".split()
SKUS = ("a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8")


@dataclass(frozen=True)
class Print:
    """As much of an image definition as a plate is drawn from."""

    os_type: str
    publisher: str
    offer: str
    sku: str
    palette: int


def _print(number: int) -> Print:
    row, column = divmod(number, len(LINES))
    line = (column * 5 + row * 2) % len(LINES)
    publisher, offer = LINES[line].split(":")
    os_type = "Windows" if (row + column) % 3 == 1 else "Linux"
    return Print(os_type, publisher, offer, SKUS[row] + str(column), palette=line * 2 + row % 2)


WALL = tuple(_print(number) for number in range(len(LINES) * len(SKUS)))

"""What comes back from print to print: houses, people, gulls, boats, the mole and its lighthouse."""

from __future__ import annotations

from collections.abc import Sequence

from tamizdat.project.demo.drawing.plates import WIDTH, Plate, Point, Print


def along(points: Sequence[Point], x: float, y: float, size: float = 1.0, flip: bool = False) -> list[Point]:
    """A shape moved to x, y and made this many times larger."""
    turn = -1 if flip else 1
    return [(x + px * size * turn, y + py * size) for px, py in points]


def town(plate: Plate, x0: float, x1: float, base: float, high: float, *, windows: int = 0) -> None:
    """A row of gabled houses with chimneys; some windows are lit (cut away)."""
    chance = plate.chance
    x = x0
    while x < x1:
        wide = chance.uniform(0.45, 0.9) * high
        tall = chance.uniform(0.55, 1.0) * high
        roof = chance.uniform(0.2, 0.42) * high
        top = base - tall
        plate.box(x, top, x + wide, base)
        peak = x + wide * chance.choice([0.5, 0.5, 0.25, 0.75])
        plate.shape([(x - 4, top), (peak, top - roof), (x + wide + 4, top)])
        chimney = x + wide * chance.uniform(0.15, 0.75)
        plate.box(chimney, top - roof * 0.9, chimney + high * 0.07, top)
        for _ in range(windows):
            wx, wy = x + wide * chance.uniform(0.12, 0.78), base - tall * chance.uniform(0.18, 0.9)
            plate.box(wx, wy, wx + high * 0.055, wy + high * 0.085, 0)
        x += wide * chance.uniform(0.82, 1.0)


def steeple(plate: Plate, x: float, base: float, high: float) -> None:
    """The tower of the town hall."""
    wide = high * 0.13
    plate.box(x - wide, base - high * 0.66, x + wide, base)
    plate.shape([(x - wide * 1.25, base - high * 0.66), (x, base - high), (x + wide * 1.25, base - high * 0.66)])
    plate.oval(x, base - high * 0.56, wide * 0.5, ink=0)


def mole(plate: Plate, y: float, x0: float = 0, x1: float = WIDTH, thick: float = 46) -> None:
    """A breakwater of big stones."""
    chance = plate.chance
    plate.box(x0, y, x1, y + thick)
    x = x0
    while x < x1:
        wide = chance.uniform(40, 90)
        plate.stroke([(x, y + 8), (x + chance.uniform(-4, 4), y + thick - 6)], 3, 0)
        plate.gouge((x + 6, y + thick / 2), (min(x + wide, x1), y + thick / 2 + chance.uniform(-4, 4)), 4)
        x += wide


def lighthouse(
    plate: Plate, x: float, base: float, high: float, *, cuts: bool = True, sheet: Print | None = None
) -> Point:
    """Tower, gallery, lantern; gives back where the light is."""
    foot, head = high * 0.13, high * 0.085
    top = base - high * 0.78
    if sheet:
        sheet.clear([(x - foot, base), (x - head, top), (x + head, top), (x + foot, base)])
    plate.shape([(x - foot, base), (x - head, top), (x + head, top), (x + foot, base)])
    plate.box(x - head * 1.6, top - high * 0.02, x + head * 1.6, top + high * 0.015)
    plate.box(x - head * 0.8, top - high * 0.12, x + head * 0.8, top)
    plate.shape([(x - head * 1.1, top - high * 0.12), (x, top - high * 0.2), (x + head * 1.1, top - high * 0.12)])
    plate.oval(x, top - high * 0.21, high * 0.012)
    plate.box(x - head * 0.55, top - high * 0.105, x + head * 0.55, top - high * 0.03, 0)
    if cuts:
        for step in range(3):
            y = base - high * (0.16 + 0.22 * step)
            half = foot - (foot - head) * (base - y) / (high * 0.78)
            plate.shape(
                [(x - half, y), (x - half + 3, y - high * 0.09), (x + half - 3, y - high * 0.1), (x + half, y)], 0
            )
    return x, top - high * 0.07


def gulls(plate: Plate, places: Sequence[tuple[float, float, float]], ink: int = 255) -> None:
    """Gulls: x, y, size."""
    for x, y, size in places:
        plate.gouge((x - size, y - size * 0.35), (x, y), size * 0.2, -size * 0.16, ink)
        plate.gouge((x, y), (x + size, y - size * 0.4), size * 0.2, -size * 0.16, ink)


def person(
    plate: Plate, x: float, foot: float, high: float, *, hat: str = "", flip: bool = False, ink: int = 255
) -> None:
    """A standing figure in a coat, seen from afar."""
    turn = -1 if flip else 1
    head = foot - high * 0.9
    plate.oval(x, head, high * 0.065, high * 0.08, ink)
    coat = [(-0.12, -0.8), (0.1, -0.81), (0.16, -0.62), (0.17, -0.28), (-0.15, -0.27), (-0.17, -0.62)]
    plate.shape(along(coat, x, foot, high, flip), ink)
    plate.box(x - high * 0.1, foot - high * 0.3, x - high * 0.02, foot, ink)
    plate.box(x + high * 0.03, foot - high * 0.3, x + high * 0.11, foot, ink)
    plate.box(x + turn * high * 0.04 - high * 0.06, foot - high * 0.03, x + turn * high * 0.08 + high * 0.06, foot, ink)
    if hat == "cap":
        plate.box(x - high * 0.075, head - high * 0.085, x + high * 0.075, head - high * 0.035, ink)
        plate.oval(x + turn * high * 0.06, head - high * 0.04, high * 0.06, high * 0.015, ink)
    elif hat == "scarf":
        plate.shape(along([(-0.085, 0.09), (-0.07, -0.07), (0, -0.1), (0.07, -0.06), (0.08, 0.09)], x, head, high), ink)
    elif hat == "brim":
        plate.oval(x, head - high * 0.03, high * 0.13, high * 0.018, ink)
        plate.oval(x, head - high * 0.06, high * 0.07, high * 0.05, ink)


def mast(plate: Plate, x: float, base: float, high: float, lean: float = 0) -> None:
    """A mast with stays and a yard."""
    top = (x + lean, base - high)
    plate.stroke([(x, base), top], 5)
    plate.stroke([(x - high * 0.22, base), top], 2)
    plate.stroke([(x + high * 0.24, base), top], 2)
    plate.stroke([(x - high * 0.1 + lean, base - high * 0.72), (x + high * 0.1 + lean, base - high * 0.75)], 3.5)


def bollard(plate: Plate, x: float, foot: float, size: float) -> None:
    """An iron bollard."""
    plate.box(x - size * 0.3, foot - size, x + size * 0.3, foot)
    plate.oval(x, foot - size, size * 0.46, size * 0.17)
    plate.oval(x, foot, size * 0.46, size * 0.12)


def hull(plate: Plate, bow: float, stern: float, deck: float, keel: float, sheer: float = 20, ink: int = 255) -> None:
    """A hull seen from the side; the bow may be left or right."""
    turn = 1 if stern > bow else -1
    plate.shape(
        [
            (bow - turn * 18, deck - sheer),
            (bow + turn * 60, deck - sheer * 0.3),
            ((bow + stern) / 2, deck),
            (stern - turn * 40, deck - sheer * 0.2),
            (stern, deck - sheer * 0.5),
            (stern - turn * 14, keel),
            (bow + turn * 46, keel),
        ],
        ink,
    )


def smoke(plate: Plate, x: float, y: float, size: float, turn: int = 1, ink: int = 255) -> None:
    """Smoke that the wind takes."""
    for step in range(7):
        grow = 0.35 + step * 0.16
        plate.oval(
            x + turn * size * step * 0.55, y - size * (step * 0.3 + 0.2), size * grow * 0.8, size * grow * 0.42, ink
        )

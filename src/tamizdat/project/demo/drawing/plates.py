"""A print is made of plates: one colour each, inked and cut, printed over each other on warm paper."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1067
FINE = 2
"""Plates are cut this many times finer than they are printed."""

Point = tuple[float, float]
Colour = tuple[int, int, int]

PAPER: Colour = (243, 235, 217)
OCHRE: Colour = (231, 178, 92)
MIST: Colour = (160, 190, 181)
RUST: Colour = (203, 92, 62)
TEAL: Colour = (54, 108, 114)
INK: Colour = (33, 41, 54)


class Plate:
    """One colour. ``ink`` 255 prints fully, 0 is cut away; a wash keeps its half tones, a cut plate has edges."""

    def __init__(self, colour: Colour, chance: Random, *, wash: bool = False) -> None:
        self.colour, self.chance, self.wash = colour, chance, wash
        self.mask = Image.new("L", (WIDTH * FINE, HEIGHT * FINE), 0)
        self.pen = ImageDraw.Draw(self.mask)

    def shape(self, points: Iterable[Point], ink: int = 255) -> None:
        """A flat shape."""
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=ink)

    def box(self, x0: float, y0: float, x1: float, y1: float, ink: int = 255) -> None:
        """An upright rectangle."""
        self.pen.rectangle((x0 * FINE, y0 * FINE, x1 * FINE, y1 * FINE), fill=ink)

    def oval(self, x: float, y: float, across: float, high: float | None = None, ink: int = 255) -> None:
        """An ellipse around x, y with these half axes."""
        high = across if high is None else high
        self.pen.ellipse(((x - across) * FINE, (y - high) * FINE, (x + across) * FINE, (y + high) * FINE), fill=ink)

    def stroke(self, points: Sequence[Point], wide: float, ink: int = 255) -> None:
        """A line of even width with round corners."""
        self.pen.line(
            [(x * FINE, y * FINE) for x, y in points], fill=ink, width=max(1, round(wide * FINE)), joint="curve"
        )

    def gouge(self, start: Point, end: Point, wide: float, bend: float = 0.0, ink: int = 0) -> None:
        """One push of the knife: thin, wide, thin."""
        (x0, y0), (x1, y1) = start, end
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        nx, ny = -(y1 - y0) / length, (x1 - x0) / length
        left, right = [], []
        for step in range(9):
            t = step / 8
            away = 4 * t * (1 - t) * bend
            half = wide / 2 * math.sin(math.pi * (0.04 + 0.92 * t)) ** 0.8
            x, y = x0 + (x1 - x0) * t + nx * away, y0 + (y1 - y0) * t + ny * away
            left.append((x + nx * half, y + ny * half))
            right.append((x - nx * half, y - ny * half))
        self.shape(left + right[::-1], ink)

    def fade(self, y0: float, y1: float, ink0: int, ink1: int, x0: float = 0, x1: float = WIDTH) -> None:
        """A band whose ink grows from one value to another, as a roller leaves it."""
        for y in range(int(y0 * FINE), int(y1 * FINE)):
            t = (y / FINE - y0) / max(1.0, y1 - y0)
            self.pen.line((x0 * FINE, y, x1 * FINE, y), fill=round(ink0 + (ink1 - ink0) * t))

    def keep_oval(self, x: float, y: float, across: float, high: float) -> None:
        """Cut away everything outside an ellipse."""
        kept = Image.new("L", self.mask.size, 0)
        box = ((x - across) * FINE, (y - high) * FINE, (x + across) * FINE, (y + high) * FINE)
        ImageDraw.Draw(kept).ellipse(box, fill=255)
        self.mask = ImageChops.multiply(self.mask, kept)
        self.pen = ImageDraw.Draw(self.mask)

    # Fields of cuts.

    def water(self, y0: float, y1: float, count: int, ink: int = 0, x: tuple[float, float] = (0, WIDTH)) -> None:
        """Level cuts, longer and wider the nearer they are."""
        for _ in range(count):
            t = self.chance.random() ** 0.8
            y = y0 + (y1 - y0) * t
            long = (30 + 190 * t) * (0.5 + self.chance.random())
            middle = x[0] + (x[1] - x[0]) * self.chance.random()
            self.gouge((middle - long / 2, y), (middle + long / 2, y), 2.5 + 6.5 * t, self.chance.uniform(-3, 3), ink)

    def rays(
        self, centre: Point, near: float, far: float, count: int, turn: tuple[float, float] = (0, 360),
        wide: float = 12, ink: int = 0,
    ) -> None:  # fmt: skip
        """Cuts that go out from a light."""
        for step in range(count):
            angle = math.radians(turn[0] + (turn[1] - turn[0]) * (step + self.chance.uniform(0.2, 0.8)) / count)
            first, last = near * self.chance.uniform(0.95, 1.2), far * self.chance.uniform(0.65, 1.0)
            cos, sin = math.cos(angle), math.sin(angle)
            x, y = centre
            self.gouge((x + cos * first, y + sin * first), (x + cos * last, y + sin * last), wide, 0, ink)

    def rows(
        self, y0: float, y1: float, apart: float, wide: float, ink: int = 0, bend: float = 6,
        x: tuple[float, float] = (0, WIDTH), long: tuple[float, float] = (120, 420),
    ) -> None:  # fmt: skip
        """Rows of long level cuts, as skies are made."""
        y = y0
        while y < y1:
            here = x[0] - self.chance.uniform(0, long[0])
            while here < x[1]:
                length = self.chance.uniform(*long)
                start, end = max(here, x[0]), min(here + length, x[1])
                if end - start > 12:
                    self.gouge(
                        (start, y), (end, y + self.chance.uniform(-2, 2)), wide, self.chance.uniform(-bend, bend), ink
                    )
                here += length + self.chance.uniform(14, 70)
            y += apart * self.chance.uniform(0.8, 1.2)

    def pressed(self, offset: tuple[int, int]) -> Image.Image:
        """The mask as it prints: edges a little rough, ink a little uneven, the plate a little out of place."""
        mask = self.mask
        if not self.wash:
            rough = cloud(self.chance, (WIDTH // 4, HEIGHT // 4), mask.size, 112, 144)
            soft = mask.filter(ImageFilter.GaussianBlur(2.2))
            steep = [0] * 112 + [(v - 112) * 8 for v in range(112, 144)] + [255] * 112
            mask = ImageChops.add(soft, rough, 1, -128).point(steep)
        mask = mask.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        thin = 250 if self.colour == INK else 238
        mask = ImageChops.multiply(mask, cloud(self.chance, (36, 24), (WIDTH, HEIGHT), thin, 255))
        return ImageChops.offset(mask, *offset) if offset != (0, 0) else mask


def cloud(chance: Random, size: tuple[int, int], to: tuple[int, int], low: int, high: int) -> Image.Image:
    """Soft noise between two values."""
    noise = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    return noise.resize(to, Image.Resampling.BICUBIC).point([low + (high - low) * v // 255 for v in range(256)])


class Print:
    """Plates in the order of printing."""

    def __init__(self, name: str) -> None:
        self.chance = Random(name)
        self.plates: list[Plate] = []

    def plate(self, colour: Colour, *, wash: bool = False) -> Plate:
        """The next plate."""
        made = Plate(colour, Random(self.chance.random()), wash=wash)
        self.plates.append(made)
        return made

    def clear(self, points: Iterable[Point]) -> None:
        """Cut a shape out of every plate so far: bare paper."""
        shape = list(points)
        for plate in self.plates:
            plate.shape(shape, 0)

    def clear_oval(self, x: float, y: float, across: float, high: float | None = None) -> None:
        """Cut an ellipse out of every plate so far."""
        for plate in self.plates:
            plate.oval(x, y, across, high, 0)

    def pull(self) -> Image.Image:
        """The finished sheet."""
        sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        for place, plate in enumerate(self.plates):
            offset = (0, 0) if plate.colour == INK else ((-2, 1), (2, 0), (0, 2))[place % 3]
            if plate.colour == INK:  # thick enough to cover
                sheet.paste(INK, mask=plate.pressed(offset))
                continue
            white = Image.new("RGB", sheet.size, (255, 255, 255))
            white.paste(plate.colour, mask=plate.pressed(offset))
            sheet = ImageChops.multiply(sheet, white)
        trimmed = sheet.crop((4, 4, WIDTH - 4, HEIGHT - 4))
        return trimmed.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

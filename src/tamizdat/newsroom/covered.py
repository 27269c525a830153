"""Parts of a picture that readers must not see: painted over in the pixels, before anything is encoded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from PIL import Image, ImageDraw

FILL, MOSAIC = "fill", "mosaic"
GREY = (96, 96, 96)
SQUARES = 4
"""A mosaic of more squares than this across can be undone by guessing."""
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


class Region(NamedTuple):
    """A rectangle in percent of the upright picture."""

    left: float
    top: float
    width: float
    height: float


def read_regions(text: str) -> tuple[Region, ...]:
    """One rectangle a line, ``left top width height`` in percent; raises ValueError with the line that is none."""
    return tuple(_read(line) for line in text.splitlines() if line.strip())


def _read(line: str) -> Region:
    numbers = [float(one.replace(",", ".")) for one in NUMBER.findall(line)]
    if len(numbers) != 4 or NUMBER.sub("", line).strip(" \t;%|"):
        raise ValueError(line.strip())
    region = Region(*numbers)
    fits = 0 <= region.left < 100 and 0 <= region.top < 100 and region.left + region.width <= 100.5
    if not fits or region.width <= 0 or region.height <= 0 or region.top + region.height > 100.5:
        raise ValueError(line.strip())
    return region


def cover(image: Image.Image, regions: Iterable[Region], how: str) -> Image.Image:
    """The picture with these parts gone for good: nothing of what was beneath a filled part is left."""
    image = image.copy()
    for region in regions:
        box = _pixels_of(region, image.size)
        if how == MOSAIC:
            image.paste(_coarse(image.crop(box)), box)
        else:
            ImageDraw.Draw(image).rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=GREY)
    return image


def _pixels_of(region: Region, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Rounded outwards: rather a pixel too many."""
    width, height = size
    left, top = min(int(region.left * width / 100), width - 1), min(int(region.top * height / 100), height - 1)
    right = -int(-(region.left + region.width) * width // 100)
    bottom = -int(-(region.top + region.height) * height // 100)
    return left, top, min(width, max(right, left + 1)), min(height, max(bottom, top + 1))


def _coarse(part: Image.Image) -> Image.Image:
    """A few squares, each of one colour."""
    few = (min(SQUARES, part.width), min(SQUARES, part.height))
    return part.resize(few, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)

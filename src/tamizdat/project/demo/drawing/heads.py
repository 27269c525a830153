"""Heads, as they are cut for interviews."""

from __future__ import annotations

from PIL import Image

from tamizdat.project.demo.drawing.figures import gulls, hull, mast, town
from tamizdat.project.demo.drawing.plates import INK, MIST, OCHRE, RUST, TEAL, WIDTH, Plate, Print


def _coat(plate: Plate, x: float, shoulder: float, wide: float) -> None:
    """Shoulders and a collar."""
    plate.shape([(x - wide, 1067), (x - wide * 0.92, shoulder + 120), (x - wide * 0.4, shoulder), (x, shoulder + 60),
                 (x + wide * 0.4, shoulder), (x + wide * 0.92, shoulder + 120), (x + wide, 1067)])  # fmt: skip


def _face(sheet: Print, dark: Plate, x: float, y: float, s: float, light: int) -> None:
    """A face lit from one side: paper, with everything else cut by the knife. ``light`` is -1 (left) or 1."""
    sheet.clear_oval(x, y, s * 0.74, s)
    sheet.clear(
        [
            (x - s * 0.34, y + s * 0.6),
            (x + s * 0.34, y + s * 0.6),
            (x + s * 0.4, y + s * 1.3),
            (x - s * 0.4, y + s * 1.3),
        ]
    )
    side = -light
    dark.shape(
        [
            (x + side * s * 0.16, y - s * 0.9),
            (x + side * s * 0.6, y - s * 0.7),
            (x + side * s * 0.76, y - s * 0.1),
            (x + side * s * 0.66, y + s * 0.55),
            (x + side * s * 0.3, y + s),
            (x + side * s * 0.4, y + s * 1.3),
            (x + side * s * 0.1, y + s * 1.25),
            (x + side * s * 0.3, y + s * 0.7),
            (x + side * s * 0.44, y + s * 0.3),
            (x + side * s * 0.34, y - s * 0.1),
        ]
    )
    for eye in (-1, 1):
        ex = x + eye * s * 0.3
        dark.gouge((ex - s * 0.16, y - s * 0.06), (ex + s * 0.16, y - s * 0.06), s * 0.1, -s * 0.03, 255)
        dark.gouge((ex - s * 0.2, y - s * 0.24), (ex + s * 0.2, y - s * 0.26), s * 0.09, -s * 0.05, 255)
        dark.gouge((ex - s * 0.14, y + s * 0.06), (ex + s * 0.12, y + s * 0.08), s * 0.03, s * 0.03, 255)
    dark.shape(
        [
            (x, y - s * 0.1),
            (x + side * s * 0.05, y + s * 0.22),
            (x + side * s * 0.15, y + s * 0.34),
            (x - side * s * 0.08, y + s * 0.36),
            (x - side * s * 0.02, y + s * 0.3),
            (x - side * s * 0.01, y + s * 0.1),
        ]
    )
    dark.gouge((x - s * 0.24, y + s * 0.58), (x + s * 0.22, y + s * 0.57), s * 0.08, s * 0.04, 255)
    dark.gouge((x - s * 0.12, y + s * 0.7), (x + s * 0.1, y + s * 0.7), s * 0.05, s * 0.03, 255)
    for n in range(3):
        dark.gouge(
            (x + light * s * (0.5 - n * 0.05), y + s * (0.1 + n * 0.1)),
            (x + light * s * (0.36 - n * 0.03), y + s * (0.52 + n * 0.07)),
            s * 0.035,
            0,
            255,
        )
        dark.gouge(
            (x + side * s * 0.42, y - s * (0.5 - n * 0.14)), (x + side * s * 0.66, y - s * (0.34 - n * 0.16)), s * 0.04
        )
        dark.gouge(
            (x + side * s * (0.5 + n * 0.02), y + s * (0.1 + n * 0.14)),
            (x + side * s * 0.64, y + s * (0.18 + n * 0.12)),
            s * 0.04,
        )


def captain() -> Image.Image:
    """Captain Bruna Vesk of the Haste."""
    sheet = Print("captain")
    sky = sheet.plate(OCHRE)
    sky.box(0, 0, WIDTH, 1067)
    sky.rays((800, 480), 380, 1000, 60, wide=20)
    sea = sheet.plate(TEAL)
    sea.box(0, 760, WIDTH, 1067)
    sea.water(780, 1060, 50)
    scarf = sheet.plate(RUST)
    dark = sheet.plate(INK)
    _coat(dark, 800, 800, 470)
    _face(sheet, dark, 800, 520, 270, -1)
    sheet.clear([(650, 800), (800, 850), (950, 800), (980, 880), (800, 930), (620, 880)])
    scarf.shape([(650, 800), (800, 850), (950, 800), (980, 880), (800, 930), (620, 880)])
    dark.shape([(650, 800), (800, 850), (950, 800), (980, 880), (800, 930), (620, 880)], 0)
    for n in range(5):
        dark.gouge(
            (650 + n * 66, 830 + (20 if n in (1, 2, 3) else 0)),
            (646 + n * 70, 890 + (24 if n in (1, 2, 3) else 0)),
            8,
            0,
            255,
        )
    dark.shape([(560, 330), (590, 220), (700, 160), (900, 160), (1010, 220), (1040, 330)])
    dark.shape([(580, 330), (1020, 330), (1046, 384), (800, 410), (554, 384)])
    dark.gouge((600, 344), (1000, 344), 10, -8)
    dark.oval(800, 262, 40, 36, 0)
    sheet.clear_oval(800, 262, 40, 36)
    dark.shape([(790, 236), (810, 236), (806, 290), (794, 290)])
    dark.gouge((772, 268), (828, 268), 10, 16, 255)
    for side in (-1, 1):
        for n in range(5):
            dark.gouge(
                (800 + side * (196 + n * 6), 384), (800 + side * (206 + n * 11), 590 + n * 26), 22, side * -14, 255
            )
        for n in range(4):
            dark.gouge((800 + side * (220 + n * 50), 880 + n * 20), (800 + side * (230 + n * 54), 1060), 8)
    hull(dark, 60, 330, 730, 776)
    mast(dark, 190, 736, 220)
    gulls(dark, [(260, 240, 40), (1380, 300, 34), (1300, 200, 22)])
    return sheet.pull()


def sisters() -> Image.Image:
    """Agna and Tilde Mirrow, of the salt pans."""
    sheet = Print("sisters")
    sky = sheet.plate(MIST)
    sky.box(0, 0, WIDTH, 1067)
    sky.rows(40, 620, 52, 16, long=(240, 640))
    heaps = sheet.plate(TEAL)
    town(heaps, -20, 1640, 690, 70)
    heaps.box(0, 682, WIDTH, 1067)
    heaps.water(700, 1060, 40)
    cloth = sheet.plate(RUST)
    gold = sheet.plate(OCHRE)
    dark = sheet.plate(INK)
    for x, y, s, light, plate in ((520, 520, 235, 1, cloth), (1090, 480, 250, 1, gold)):
        _coat(dark, x, y + s * 1.08, s * 1.62)
        hood = [
            (x - s * 1.02, y + s * 0.7),
            (x - s * 1.06, y - s * 0.2),
            (x - s * 0.8, y - s * 0.9),
            (x, y - s * 1.26),
            (x + s * 0.8, y - s * 0.9),
            (x + s * 1.06, y - s * 0.2),
            (x + s * 1.02, y + s * 0.7),
            (x + s * 0.4, y + s * 1.3),
            (x - s * 0.4, y + s * 1.3),
        ]
        sheet.clear(hood)
        plate.shape(hood)
        dark.shape([(px, py) for px, py in hood], 0)
        _face(sheet, dark, x, y, s, light)
        for n in range(7):
            a = -0.9 + n * 0.3
            dark.gouge(
                (x + a * s * 0.62, y - s * (1.0 - abs(a) * 0.14)),
                (x + a * s * 0.9, y - s * (1.16 - abs(a) * 0.3)),
                s * 0.06,
                0,
                255,
            )
        dark.gouge((x - s * 0.36, y + s * 1.18), (x + s * 0.36, y + s * 1.18), s * 0.12, s * 0.05, 255)
        for n in range(4):
            dark.gouge((x - s * (0.9 - n * 0.5), y + s * 1.5), (x - s * (1.0 - n * 0.56), y + s * 2.1), s * 0.05)
    gulls(dark, [(160, 200, 32), (1470, 180, 28), (800, 150, 24)])
    return sheet.pull()

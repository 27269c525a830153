"""Prints of things ashore: the bell, the market, the chart, the cat, the heron."""

from __future__ import annotations

import math

from PIL import Image

from tamizdat.project.demo.drawing.figures import along, bollard, gulls, hull, mast, person, steeple, town
from tamizdat.project.demo.drawing.plates import HEIGHT, INK, MIST, OCHRE, RUST, TEAL, WIDTH, Plate, Print

BELL = [
    (-0.1, -0.98),
    (0.1, -0.98),
    (0.2, -0.92),
    (0.27, -0.8),
    (0.31, -0.6),
    (0.35, -0.38),
    (0.43, -0.18),
    (0.56, -0.04),
    (0.56, 0.03),
    (-0.56, 0.03),
    (-0.56, -0.04),
    (-0.43, -0.18),
    (-0.35, -0.38),
    (-0.31, -0.6),
    (-0.27, -0.8),
    (-0.2, -0.92),
]


def bell() -> Image.Image:
    """The Widow in her frame, with the sea behind her."""
    sheet = Print("bell")
    sky = sheet.plate(MIST, wash=True)
    sky.fade(0, 760, 60, 235)
    sky.fade(760, 1067, 235, 140)
    metal = sheet.plate(OCHRE)
    metal.shape(along(BELL, 800, 800, 560))
    metal.rays((800, 420), 430, 900, 34, turn=(180, 360), wide=15, ink=255)
    sea = sheet.plate(TEAL)
    sea.box(0, 770, WIDTH, 1067)
    sea.water(784, 1060, 60)
    sea.shape(along(BELL, 800, 800, 560), 0)
    dark = sheet.plate(INK)
    dark.box(300, 90, 1300, 168)
    dark.shape([(330, 168), (420, 168), (372, 1067), (250, 1067)])
    dark.shape([(1180, 168), (1270, 168), (1350, 1067), (1228, 1067)])
    dark.shape([(420, 168), (560, 168), (420, 330)])
    dark.shape([(1180, 168), (1040, 168), (1186, 330)])
    for x in (352, 372, 1218, 1240):
        dark.gouge((x, 200), (x + (-50 if x < 800 else 50), 1040), 7)
    for y in (112, 134):
        dark.gouge((330, y), (1270, y), 6)
    dark.box(766, 160, 834, 270)
    dark.oval(800, 856, 44, 50)
    dark.box(790, 800, 810, 850)
    shade = along([(0.1, -0.98), (0.2, -0.92), (0.27, -0.8), (0.31, -0.6), (0.35, -0.38), (0.43, -0.18), (0.56, -0.04),
                   (0.56, 0.03), (0.16, 0.03), (0.2, -0.2), (0.17, -0.6), (0.1, -0.9)], 800, 800, 560)  # fmt: skip
    dark.shape(shade)
    for step in range(13):
        x = 896 + step * 13
        dark.gouge((x - step * 4, 330 + step * 26), (x + 18 + step * 3, 790), 7, -8)
    for y, half in ((296, 108), (470, 176), (690, 236), (712, 246)):
        dark.gouge((800 - half, y), (800 + half, y), 11, 14, 255)
    dark.shape(along([(-0.58, 0.0), (0.58, 0.0), (0.58, 0.045), (-0.58, 0.045)], 800, 800, 560))
    for step in range(6):
        dark.gouge((560 + step * 20, 560 - step * 40), (520 + step * 22, 770), 8, 0, 255)
    gulls(dark, [(150, 320, 34), (1450, 240, 40), (1490, 330, 22)])
    return sheet.pull()


def market() -> Image.Image:
    """The Salt Market on a Saturday: awnings, scales, opinions."""
    sheet = Print("market")
    sky = sheet.plate(MIST, wash=True)
    sky.fade(0, 700, 200, 60)
    stripes = sheet.plate(OCHRE)
    red = sheet.plate(RUST)
    far = sheet.plate(TEAL)
    town(far, -20, 1640, 560, 240)
    steeple(far, 1180, 560, 500)
    far.rows(330, 560, 34, 7, long=(60, 180))
    ground = sheet.plate(MIST)
    ground.box(0, 560, WIDTH, HEIGHT)
    ground.rows(920, 1067, 36, 8, long=(120, 400))
    dark = sheet.plate(INK)
    for place, x in enumerate((30, 560, 1090)):
        plate = red if place != 1 else stripes
        sheet.clear([(x + 14, 400), (x + 494, 400), (x + 494, 560), (x - 20, 560)])
        for step in range(8):
            left, right = x + step * 60, x + step * 60 + 60
            foot = [(left - 20, 560), (right - 20, 560)] if step < 4 else [(left + 14, 560), (right + 14, 560)]
            if step % 2 == 0:
                plate.shape([(left + 14, 400), (right + 14, 400), foot[1], foot[0]])
            dark.oval((foot[0][0] + foot[1][0]) / 2, 560, 30, 16)
        dark.box(x, 572, x + 12, 900)
        dark.box(x + 470, 572, x + 482, 900)
        dark.box(x - 14, 780, x + 500, 900)
        for n in range(6):
            dark.gouge((x + 20 + n * 80, 800), (x + 24 + n * 80, 890), 7)
        for n in range(5):
            size = 34 + (n * 17) % 22
            sheet.clear(
                [(x + 50 + n * 92 - size, 782), (x + 50 + n * 92, 782 - size * 1.3), (x + 50 + n * 92 + size, 782)]
            )
            dark.shape([(x + 58 + n * 92, 782), (x + 50 + n * 92, 782 - size * 1.3), (x + 50 + n * 92 + size, 782)])
    dark.stroke([(800, 600), (800, 700)], 6)
    dark.stroke([(700, 640), (900, 624)], 7)
    for px, py in ((700, 640), (900, 624)):
        dark.stroke([(px, py), (px - 34, py + 78), (px + 34, py + 78), (px, py)], 3)
        dark.oval(px, py + 80, 42, 12)
    for x, tall, hat, flip in (
        (300, 380, "scarf", False),
        (500, 400, "cap", True),
        (980, 410, "brim", True),
        (1330, 370, "scarf", True),
        (1500, 400, "cap", True),
    ):
        person(dark, x, 1080, tall, hat=hat, flip=flip)
    dark.shape([(560, 960), (640, 960), (626, 1040), (574, 1040)])
    dark.stroke([(570, 960), (600, 900), (630, 960)], 5)
    return sheet.pull()


def chart() -> Image.Image:
    """Pelorna as its sailors know it: soundings, mole, town, shoal."""
    sheet = Print("chart")
    land = sheet.plate(OCHRE)
    coast = [
        (0, 0),
        (1600, 0),
        (1600, 210),
        (1460, 260),
        (1330, 236),
        (1210, 330),
        (1090, 318),
        (1010, 400),
        (880, 392),
        (800, 470),
        (690, 440),
        (620, 520),
        (500, 500),
        (420, 590),
        (280, 610),
        (210, 720),
        (80, 760),
        (0, 850),
    ]
    land.shape(coast)
    water = sheet.plate(MIST)
    for grow, ink in ((90, 255), (62, 0), (52, 255), (30, 0), (22, 255), (4, 0)):
        water.shape([(0, 0), (1600, 0), *[(x + grow * 0.5, y + grow) for x, y in coast[2:]]], ink)
    shoal = sheet.plate(RUST)
    shoal.oval(1010, 800, 150, 62)
    shoal.oval(1010, 800, 120, 42, 0)
    for step in range(9):
        shoal.gouge((910 + step * 24, 790 + (step % 3) * 12), (934 + step * 24, 792 + (step % 3) * 12), 7, 0, 255)
    lines = sheet.plate(TEAL)
    lines.stroke([*coast[2:]], 7)
    for a, b in (((1600, 520), (820, 560)), ((820, 560), (690, 470)), ((1600, 590), (840, 620))):
        lines.stroke([a, b], 4)
    _rose(lines, 330, 880, 128)
    dark = sheet.plate(INK)
    for row, (x0, y0) in enumerate(
        ((700, 180), (820, 210), (940, 170), (560, 240), (430, 300), (1060, 130), (300, 380), (690, 320), (560, 380))
    ):
        for n in range(5):
            dark.box(x0 + n * 21, y0 + (n % 2) * 5, x0 + n * 21 + 15, y0 + 42 + (row + n) % 3 * 5)
    dark.stroke([(880, 400), (1010, 520), (1180, 560), (1330, 540)], 20)
    dark.oval(1330, 540, 20)
    for n in range(8):
        dark.gouge((1330, 540), (1330 + 92 * math.cos(n * 0.785), 540 + 92 * math.sin(n * 0.785)), 8, 0, 255)
    for n in range(46):
        x, y = dark.chance.uniform(420, 1560), dark.chance.uniform(600, 1020)
        if (x - 1010) ** 2 / 3 + (y - 800) ** 2 * 3 > 22000:
            for mark in range(1 + n % 3):
                dark.box(x + mark * 11, y, x + mark * 11 + 6, y + 20)
    hull(dark, 1290, 1180, 700, 722, 10)
    mast(dark, 1240, 702, 60)
    for wide, x0, y0, x1, y1 in ((6, 16, 16, 1584, 1051), (2, 30, 30, 1570, 1037)):
        dark.stroke([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], wide)
    return sheet.pull()


def _rose(plate: Plate, x: float, y: float, size: float) -> None:
    """A compass rose."""
    for step in range(16):
        angle = math.radians(step * 22.5)
        far = size * (1 if step % 4 == 0 else 0.7 if step % 2 == 0 else 0.45)
        side = math.radians(step * 22.5 + 90)
        wide = size * 0.09
        tip = (x + math.sin(angle) * far, y - math.cos(angle) * far)
        plate.shape([tip, (x + math.sin(side) * wide, y - math.cos(side) * wide), (x, y)])
    plate.oval(x, y, size * 0.16, ink=0)
    plate.oval(x, y, size * 0.08)


def cat() -> Image.Image:
    """Demurrage, of the harbour office, at work."""
    sheet = Print("cat")
    moon = sheet.plate(OCHRE)
    moon.oval(1090, 330, 210)
    moon.water(800, 1000, 26, 255, x=(900, 1280))
    night = sheet.plate(TEAL)
    night.box(0, 0, WIDTH, 1067)
    night.oval(1090, 330, 196, ink=0)
    night.rows(30, 640, 40, 11, x=(0, 800), long=(160, 520))
    night.rows(30, 640, 40, 11, x=(1330, WIDTH), long=(60, 240))
    night.water(730, 1060, 60)
    dark = sheet.plate(INK)
    town(dark, -30, 420, 716, 120, windows=2)
    dark.box(0, 706, WIDTH, 722)
    hull(dark, 1280, 1640, 700, 770)
    mast(dark, 1440, 706, 430)
    bollard(dark, 700, 1010, 330)
    dark.box(0, 1000, WIDTH, 1067)
    dark.gouge((640, 730), (636, 990), 13)
    dark.gouge((664, 760), (660, 990), 8)
    body = [
        (-0.3, 0),
        (-0.36, -0.3),
        (-0.3, -0.62),
        (-0.16, -0.86),
        (-0.2, -1.0),
        (-0.18, -1.24),
        (-0.08, -1.14),
        (0.08, -1.14),
        (0.18, -1.24),
        (0.21, -1.0),
        (0.15, -0.86),
        (0.2, -0.6),
        (0.24, -0.3),
        (0.22, 0),
    ]
    dark.shape(along(body, 700, 684, 330))
    dark.stroke([(800, 670), (872, 640), (884, 560), (850, 500), (868, 450)], 26)
    for x in (666, 734):
        dark.oval(x, 352, 17, 13, 0)
        dark.oval(x, 352, 4, 12)
    dark.shape([(690, 386), (710, 386), (700, 398)], 0)
    for side in (-1, 1):
        for n in range(3):
            dark.gouge((700 + side * 22, 398 + n * 8), (700 + side * 110, 386 + n * 18), 4)
    for n in range(5):
        dark.gouge((640 + n * 6, 480 + n * 20), (616 + n * 10, 640), 6, 4)
    dark.gouge((730, 470), (746, 660), 6, -6)
    return sheet.pull()


def heron() -> Image.Image:
    """The heron on the custom house clock, which is why it was ten past four."""
    sheet = Print("heron")
    sky = sheet.plate(OCHRE, wash=True)
    sky.fade(0, 1067, 60, 190)
    stripes = sheet.plate(MIST)
    stripes.rows(40, 620, 46, 22, ink=255, long=(260, 760))
    roof = sheet.plate(RUST)
    roof.shape([(320, 1067), (440, 760), (1160, 760), (1280, 1067)])
    for step in range(7):
        roof.gouge((400 - step * 12, 800 + step * 40), (1200 + step * 12, 800 + step * 40), 8)
    far = sheet.plate(TEAL)
    town(far, -20, 420, 1000, 190)
    town(far, 1200, 1640, 1000, 190)
    far.box(0, 990, 400, 1067)
    far.box(1240, 990, 1640, 1067)
    far.shape([(320, 1067), (440, 760), (1160, 760), (1280, 1067)], 0)
    dark = sheet.plate(INK)
    dark.shape([(560, 760), (560, 470), (800, 360), (1040, 470), (1040, 760)])
    dark.shape([(530, 478), (800, 348), (1070, 478), (1070, 500), (800, 376), (530, 500)])
    sheet.clear_oval(800, 590, 132)
    dark.oval(800, 590, 132, ink=0)
    dark.oval(800, 590, 12)
    for step in range(12):
        a = math.radians(step * 30)
        dark.stroke(
            [(800 + 104 * math.sin(a), 590 - 104 * math.cos(a)), (800 + 122 * math.sin(a), 590 - 122 * math.cos(a))], 9
        )
    dark.stroke([(800, 590), (874, 546)], 11)
    dark.stroke([(800, 590), (864, 652)], 14)
    dark.stroke([(786, 360), (782, 250)], 7)
    dark.stroke([(820, 360), (826, 250)], 7)
    dark.shape([(690, 280), (740, 214), (830, 190), (900, 210), (960, 268), (880, 262), (800, 272)])
    dark.stroke([(738, 226), (690, 190), (700, 140), (744, 108), (740, 82)], 20)
    dark.oval(734, 70, 26, 20)
    dark.shape([(716, 60), (610, 84), (716, 80)])
    dark.gouge((750, 66), (812, 92), 7, 0, 255)
    for step in range(4):
        dark.gouge((760 + step * 34, 214 + step * 6), (830 + step * 34, 256), 6)
    gulls(dark, [(260, 240, 30), (1330, 180, 36), (1400, 260, 20)])
    return sheet.pull()

"""Prints of things ashore: the bell, the court, the library of tools, the market, the chart, the cat and so on."""

from __future__ import annotations

import math

from PIL import Image

from tamizdat.project.demo.drawing.figures import (
    along, bollard, gulls, hull, lighthouse, mast, person, smoke, steeple, town,
)  # fmt: skip
from tamizdat.project.demo.drawing.plates import HEIGHT, INK, MIST, OCHRE, RUST, TEAL, WIDTH, Plate, Print

BELL = [
    (-0.1, -0.98), (0.1, -0.98), (0.2, -0.92), (0.27, -0.8), (0.31, -0.6), (0.35, -0.38), (0.43, -0.18), (0.56, -0.04),
    (0.56, 0.03), (-0.56, 0.03), (-0.56, -0.04), (-0.43, -0.18), (-0.35, -0.38), (-0.31, -0.6), (-0.27, -0.8), (-0.2, -0.92),
]  # fmt: skip


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


def court() -> Image.Image:
    """The court of the Custom House; the pilot stands."""
    sheet = Print("court")
    wall = sheet.plate(OCHRE, wash=True)
    wall.fade(0, HEIGHT, 150, 60)
    light = sheet.plate(MIST)
    for x in (210, 520, 830):
        light.shape([(x, 110), (x + 190, 110), (x + 640, 1067), (x + 330, 1067)])
    room = sheet.plate(TEAL)
    room.box(0, 0, WIDTH, 760)
    for x in (200, 510, 820):
        room.box(x, 90, x + 200, 470, 0)
        room.oval(x + 100, 94, 100, 72, 0)
    for step in range(6):
        x = 250 + step * 110
        room.gouge((x, 480), (x + 150, 750), 26)
    room.box(0, 760, WIDTH, 1067)
    for step in range(8):
        room.gouge((-20, 800 + step * 36), (WIDTH, 796 + step * 40), 9)
    bench = sheet.plate(RUST)
    room.box(1090, 396, WIDTH, 780, 0)
    bench.box(1120, 420, 1600, 780)
    bench.shape([(1090, 400), (1600, 400), (1600, 430), (1090, 430)])
    dark = sheet.plate(INK)
    for x in (200, 510, 820):
        for px in (x, x + 97, x + 194):
            dark.box(px, 90, px + 7, 470)
        for py in (200, 310, 420):
            dark.box(x, py, x + 200, py + 6)
    _judge(dark)
    dark.box(120, 640, 860, 668)
    for x in range(130, 860, 60):
        dark.box(x, 660, x + 12, 830)
    person(dark, 470, 830, 400, hat="")
    dark.shape([(452, 560), (486, 560), (496, 640), (440, 640)])
    for x, tall, hat in ((1000, 300, "scarf"), (760, 320, ""), (180, 330, "brim"), (920, 280, "cap")):
        person(dark, x, 1090, tall, hat=hat, flip=x > 600)
    dark.box(0, 960, WIDTH, 990)
    dark.box(0, 1010, WIDTH, 1067)
    for step in range(9):
        dark.gouge((step * 190 - 40, 1036), (step * 190 + 120, 1038), 7)
    return sheet.pull()


def _judge(dark: Plate) -> None:
    """A small judge behind a tall bench."""
    dark.shape([(1210, 400), (1240, 290), (1330, 262), (1420, 290), (1450, 400)])
    dark.oval(1330, 222, 44, 54)
    dark.shape([(1300, 290), (1330, 350), (1360, 290)], 0)
    for x in (1180, 1300, 1420):
        dark.box(x, 480, x + 90, 720)
        dark.box(x + 12, 494, x + 78, 706, 0)
    dark.box(1100, 396, 1600, 412)
    dark.box(1140, 340, 1160, 398)
    dark.oval(1150, 330, 26, 16)
    dark.box(1290, 30, 1380, 60)
    dark.shape([(1250, 60), (1420, 60), (1400, 84), (1270, 84)])


def _tool(plate: Plate, kind: int, x: float, y: float, s: float) -> None:
    """One tool on its hook."""
    if kind == 0:  # saw
        plate.shape(along([(0, 0), (0.3, 0.02), (0.42, 0.3), (0.2, 0.36), (0.14, 1.3), (0.02, 1.3)], x, y, s))
        plate.oval(x + 0.24 * s, y + 0.17 * s, 0.07 * s, 0.09 * s, 0)
    elif kind == 1:  # hammer
        plate.box(x + 0.17 * s, y, x + 0.25 * s, y + 1.2 * s)
        plate.shape(along([(-0.05, 0.06), (0.34, 0.02), (0.44, 0.1), (0.34, 0.22), (-0.05, 0.2)], x, y, s))
    elif kind == 2:  # spanner
        plate.box(x + 0.15 * s, y + 0.15 * s, x + 0.25 * s, y + 1.1 * s)
        for cy, notch in ((0.12, -0.1), (1.14, 0.1)):
            plate.oval(x + 0.2 * s, y + cy * s, 0.17 * s)
            plate.box(x + 0.13 * s, y + (cy + min(notch * 1.8, 0)) * s, x + 0.27 * s, y + (cy + max(notch * 1.8, 0)) * s, 0)
    elif kind == 3:  # brace
        plate.stroke(along([(0.2, 0), (0.2, 0.3), (0.42, 0.36), (0.42, 0.7), (0.2, 0.76), (0.2, 1.2)], x, y, s), 0.07 * s)
        plate.oval(x + 0.2 * s, y, 0.13 * s, 0.07 * s)
    elif kind == 4:  # plane
        plate.shape(along([(-0.1, 0.7), (0.6, 0.7), (0.6, 0.95), (-0.1, 0.95)], x, y, s))
        plate.shape(along([(0.1, 0.7), (0.16, 0.4), (0.3, 0.44), (0.28, 0.7)], x, y, s))
        plate.oval(x + 0.48 * s, y + 0.62 * s, 0.08 * s)
    elif kind == 5:  # axe
        plate.box(x + 0.17 * s, y + 0.05 * s, x + 0.25 * s, y + 1.25 * s)
        plate.shape(along([(0.2, 0.1), (0.5, 0.0), (0.56, 0.42), (0.2, 0.32)], x, y, s))
    else:  # kettle
        plate.oval(x + 0.22 * s, y + 0.78 * s, 0.28 * s, 0.24 * s)
        plate.shape(along([(0.42, 0.66), (0.66, 0.5), (0.7, 0.56), (0.46, 0.86)], x, y, s))
        plate.stroke(along([(0.0, 0.66), (0.08, 0.4), (0.36, 0.4), (0.44, 0.66)], x, y, s), 0.05 * s)


def tools() -> Image.Image:
    """The wall of the library of tools, with its ladder and its librarian."""
    sheet = Print("tools")
    wall = sheet.plate(OCHRE)
    wall.box(0, 0, WIDTH, HEIGHT)
    for x in range(80, 1600, 160):
        wall.gouge((x, -20), (x, 1090), 5)
    board = sheet.plate(RUST)
    for y in (60, 372, 690):
        board.box(50, y + 236, 1150, y + 262)
    board.box(0, 930, WIDTH, HEIGHT)
    board.rows(950, 1067, 30, 7, long=(200, 500))
    dark = sheet.plate(INK)
    order = [0, 1, 2, 5, 3, 4, 1, 2, 6, 0, 5, 3, 2, 0, 6, 1, 4, 3, 5, 2, 1]
    for place, kind in enumerate(order):
        _tool(dark, kind, 90 + (place % 7) * 152, 76 + (place // 7) * 314, 160)
    for place in range(21):
        x, y = 106 + (place % 7) * 152, 308 + (place // 7) * 314
        dark.box(x, y, x + 64, y + 20)
        dark.gouge((x + 8, y + 10), (x + 54, y + 10), 5)
    dark.stroke([(1200, 60), (1300, 980)], 16)
    dark.stroke([(1330, 50), (1450, 980)], 16)
    for step in range(8):
        y = 150 + step * 105
        dark.stroke([(1208 + step * 11.4, y), (1342 + step * 13.4, y)], 12)
    person(dark, 1110, 985, 520, hat="scarf", flip=True)
    dark.stroke([(1100, 620), (1000, 720)], 40)
    _tool(dark, 1, 935, 650, 150)
    dark.box(1490, 640, 1600, 1000)
    dark.box(1470, 620, 1600, 646)
    dark.oval(1540, 590, 40, 30)
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
            sheet.clear([(x + 50 + n * 92 - size, 782), (x + 50 + n * 92, 782 - size * 1.3), (x + 50 + n * 92 + size, 782)])
            dark.shape([(x + 58 + n * 92, 782), (x + 50 + n * 92, 782 - size * 1.3), (x + 50 + n * 92 + size, 782)])
    dark.stroke([(800, 600), (800, 700)], 6)
    dark.stroke([(700, 640), (900, 624)], 7)
    for px, py in ((700, 640), (900, 624)):
        dark.stroke([(px, py), (px - 34, py + 78), (px + 34, py + 78), (px, py)], 3)
        dark.oval(px, py + 80, 42, 12)
    for x, tall, hat, flip in ((300, 380, "scarf", False), (500, 400, "cap", True), (980, 410, "brim", True), (1330, 370, "scarf", True), (1500, 400, "cap", True)):  # fmt: skip
        person(dark, x, 1080, tall, hat=hat, flip=flip)
    dark.shape([(560, 960), (640, 960), (626, 1040), (574, 1040)])
    dark.stroke([(570, 960), (600, 900), (630, 960)], 5)
    return sheet.pull()


def chart() -> Image.Image:
    """Pelorna as its sailors know it: soundings, mole, town, shoal."""
    sheet = Print("chart")
    land = sheet.plate(OCHRE)
    coast = [(0, 0), (1600, 0), (1600, 210), (1460, 260), (1330, 236), (1210, 330), (1090, 318), (1010, 400), (880, 392),
             (800, 470), (690, 440), (620, 520), (500, 500), (420, 590), (280, 610), (210, 720), (80, 760), (0, 850)]  # fmt: skip
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
    for row, (x0, y0) in enumerate(((700, 180), (820, 210), (940, 170), (560, 240), (430, 300), (1060, 130), (300, 380), (690, 320), (560, 380))):
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
    body = [(-0.3, 0), (-0.36, -0.3), (-0.3, -0.62), (-0.16, -0.86), (-0.2, -1.0), (-0.18, -1.24), (-0.08, -1.14),
            (0.08, -1.14), (0.18, -1.24), (0.21, -1.0), (0.15, -0.86), (0.2, -0.6), (0.24, -0.3), (0.22, 0)]  # fmt: skip
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
        dark.stroke([(800 + 104 * math.sin(a), 590 - 104 * math.cos(a)), (800 + 122 * math.sin(a), 590 - 122 * math.cos(a))], 9)
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


def desk() -> Image.Image:
    """The newsroom on the other shore: a desk, a lamp, a window, and over the water the town."""
    sheet = Print("desk")
    wall = sheet.plate(OCHRE)
    wall.box(0, 0, WIDTH, HEIGHT)
    wall.box(560, 90, 1440, 640, 0)
    glass = sheet.plate(MIST, wash=True)
    glass.fade(90, 470, 60, 210, 560, 1440)
    glass.fade(470, 640, 230, 120, 560, 1440)
    far = sheet.plate(TEAL)
    for x in range(20, 560, 86):
        far.gouge((x, -10), (x, 800), 12, 0, 255)
    town(far, 780, 1200, 470, 60)
    lighthouse(far, 1290, 470, 120, cuts=False)
    far.box(560, 466, 1440, 474)
    far.water(486, 640, 30, 255, x=(640, 1380))
    red = sheet.plate(RUST)
    red.box(0, 800, WIDTH, 1067)
    red.rows(830, 1067, 46, 9, long=(300, 700))
    red.shape([(120, 300), (300, 300), (380, 450), (40, 450)])
    dark = sheet.plate(INK)
    for x in (548, 990, 1430):
        dark.box(x, 80, x + 20, 650)
    dark.box(548, 76, 1450, 96)
    dark.box(530, 640, 1470, 668)
    dark.box(548, 350, 1450, 362)
    dark.stroke([(210, 450), (210, 770)], 12)
    dark.box(140, 770, 280, 800)
    dark.box(0, 796, WIDTH, 812)
    sheet.clear([(430, 800), (470, 742), (820, 742), (860, 800)])
    for n in range(4):
        dark.gouge((490, 752 + n * 12), (800, 752 + n * 12), 5, 0, 255)
    dark.shape([(930, 796), (950, 690), (1240, 690), (1262, 796)])
    dark.shape([(970, 690), (1000, 600), (1190, 600), (1220, 690)])
    sheet.clear([(1010, 690), (1020, 560), (1170, 560), (1180, 690)])
    dark.shape([(1010, 690), (1020, 560), (1170, 560), (1180, 690)], 0)
    for n in range(4):
        dark.gouge((1036, 590 + n * 24), (1156, 590 + n * 24), 5, 0, 255)
    for row in range(3):
        for n in range(9):
            dark.oval(976 + n * 30 + row * 6, 722 + row * 24, 9, 7, 0)
    dark.box(1350, 700, 1440, 796)
    dark.stroke([(1440, 720), (1476, 730), (1470, 770), (1440, 774)], 9)
    smoke(dark, 1392, 670, 14, 1)
    dark.gouge((1366, 716), (1366, 786), 8)
    gulls(dark, [(700, 220, 26), (1260, 180, 30)])
    return sheet.pull()


def teahouse() -> Image.Image:
    """The tea house on the quay: a samovar, glasses, a window full of masts."""
    sheet = Print("teahouse")
    glow = sheet.plate(OCHRE)
    glow.box(0, 0, WIDTH, HEIGHT)
    glow.oval(1130, 330, 330, 300, 0)
    evening = sheet.plate(MIST, wash=True)
    evening.fade(20, 640, 90, 255, 780, 1480)
    evening.keep_oval(1130, 340, 320, 300)
    room = sheet.plate(RUST)
    room.box(0, 760, WIDTH, HEIGHT)
    for step in range(16):
        x = step * 108
        room.shape([(x, 910), (x + 54, 850), (x + 108, 910), (x + 54, 970)], 0)
    far = sheet.plate(TEAL)
    far.box(0, 0, WIDTH, 640)
    for x in range(40, 760, 90):
        far.gouge((x, 0), (x, 640), 10)
    far.oval(1130, 340, 320, 300, 0)
    far.box(780, 470, 1480, 482)
    far.water(490, 620, 24, 255, x=(860, 1400))
    dark = sheet.plate(INK)
    dark.oval(1130, 340, 340, 320)
    dark.oval(1130, 340, 316, 296, 0)
    for x, high in ((960, 250), (1130, 320), (1300, 220)):
        hull(dark, x - 70, x + 76, 500, 528, 10)
        mast(dark, x, 502, high)
    dark.box(0, 744, WIDTH, 790)
    samovar = [(-0.2, 0), (-0.26, -0.06), (-0.12, -0.14), (-0.16, -0.22), (-0.34, -0.34), (-0.38, -0.62), (-0.26, -0.78),
               (-0.14, -0.84), (-0.1, -1.0), (0.1, -1.0), (0.14, -0.84), (0.26, -0.78), (0.38, -0.62), (0.34, -0.34),
               (0.16, -0.22), (0.12, -0.14), (0.26, -0.06), (0.2, 0)]  # fmt: skip
    dark.shape(along(samovar, 430, 760, 460))
    dark.shape(along([(-0.12, -1.0), (-0.2, -1.1), (-0.1, -1.22), (0.12, -1.22), (0.2, -1.1), (0.12, -1.0)], 430, 760, 460))
    dark.stroke([(520, 214), (580, 190), (590, 160)], 16)
    dark.stroke([(590, 560), (650, 566), (656, 610)], 18)
    dark.box(600, 530, 622, 570)
    for side in (-1, 1):
        dark.stroke([(430 + side * 166, 520), (430 + side * 214, 470), (430 + side * 176, 420)], 15)
    for n in range(5):
        dark.gouge((316 + n * 14, 620 - n * 6), (306 + n * 16, 440 - n * 10), 9, -6)
    dark.gouge((290, 392), (560, 392), 8)
    dark.gouge((330, 690), (530, 690), 7)
    for x in (820, 1010, 1230, 1400):
        sheet.clear([(x - 34, 744), (x - 26, 690), (x - 36, 640), (x + 36, 640), (x + 26, 690), (x + 34, 744)])
        room.shape([(x - 32, 742), (x - 25, 690), (x - 30, 664), (x + 30, 664), (x + 25, 690), (x + 32, 742)])
        dark.oval(x, 748, 62, 11)
        dark.stroke([(x - 36, 640), (x - 26, 690), (x - 34, 744)], 4)
        dark.stroke([(x + 36, 640), (x + 26, 690), (x + 34, 744)], 4)
    return sheet.pull()


def lead_line() -> Image.Image:
    """The lead goes down: what the pilot measured, and the bottom."""
    sheet = Print("lead-line")
    sky = sheet.plate(OCHRE, wash=True)
    sky.fade(0, 300, 50, 170)
    water = sheet.plate(MIST, wash=True)
    water.fade(296, 1067, 140, 255)
    deep = sheet.plate(TEAL)
    for step in range(7):
        y = 330 + step * 84
        deep.rows(y, y + 10, 30, 8 + step * 3, ink=255, bend=12, long=(180, 520))
    mud = sheet.plate(RUST)
    mud.shape([(0, 1067), (0, 930), (220, 890), (480, 920), (760, 860), (1000, 850), (1280, 880), (1600, 840), (1600, 1067)])
    mud.rows(910, 1067, 36, 8, bend=10, long=(120, 380))
    dark = sheet.plate(INK)
    dark.shape([(120, 150), (1180, 190), (1300, 150), (1210, 330), (300, 330), (190, 270)])
    dark.gouge((220, 220), (1220, 226), 9)
    dark.gouge((260, 262), (1200, 264), 6)
    dark.shape([(420, 160), (430, 60), (640, 60), (660, 170)])
    for x in (460, 520, 580):
        dark.box(x, 84, x + 34, 120, 0)
    person(dark, 960, 190, 176, hat="cap")
    dark.stroke([(970, 70), (1240, 92)], 18)
    dark.stroke([(1240, 92), (1240, 780)], 5)
    for n, y in enumerate((360, 450, 540, 630, 720)):
        dark.box(1228, y, 1252, y + 12)
        for k in range(n % 3 + 1):
            dark.shape([(1252, y), (1300, y - 6 + k * 14), (1252, y + 10)])
    dark.shape([(1226, 770), (1254, 770), (1272, 872), (1262, 886), (1218, 886), (1208, 872)])
    dark.gouge((1232, 784), (1224, 870), 7)
    for n in range(3):
        x, y = 420 + n * 190, 600 + (n * 97) % 150
        dark.shape([(x - 60, y), (x - 10, y - 20), (x + 40, y), (x - 10, y + 20)])
        dark.shape([(x + 30, y), (x + 64, y - 20), (x + 64, y + 20)])
        dark.oval(x - 36, y - 4, 4, ink=0)
    dark.gouge((1180, 892), (1310, 890), 12, 10, 255)
    return sheet.pull()

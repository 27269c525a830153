"""Prints of rooms: the court, the library of tools, the newsroom, the tea house."""

from __future__ import annotations

from PIL import Image

from tamizdat.project.demo.drawing.figures import along, gulls, hull, lighthouse, mast, person, smoke, town
from tamizdat.project.demo.drawing.plates import HEIGHT, INK, MIST, OCHRE, RUST, TEAL, WIDTH, Plate, Print


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
            plate.box(
                x + 0.13 * s, y + (cy + min(notch * 1.8, 0)) * s, x + 0.27 * s, y + (cy + max(notch * 1.8, 0)) * s, 0
            )
    elif kind == 3:  # brace
        plate.stroke(
            along([(0.2, 0), (0.2, 0.3), (0.42, 0.36), (0.42, 0.7), (0.2, 0.76), (0.2, 1.2)], x, y, s), 0.07 * s
        )
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
    samovar = [
        (-0.2, 0),
        (-0.26, -0.06),
        (-0.12, -0.14),
        (-0.16, -0.22),
        (-0.34, -0.34),
        (-0.38, -0.62),
        (-0.26, -0.78),
        (-0.14, -0.84),
        (-0.1, -1.0),
        (0.1, -1.0),
        (0.14, -0.84),
        (0.26, -0.78),
        (0.38, -0.62),
        (0.34, -0.34),
        (0.16, -0.22),
        (0.12, -0.14),
        (0.26, -0.06),
        (0.2, 0),
    ]
    dark.shape(along(samovar, 430, 760, 460))
    dark.shape(
        along([(-0.12, -1.0), (-0.2, -1.1), (-0.1, -1.22), (0.12, -1.22), (0.2, -1.1), (0.12, -1.0)], 430, 760, 460)
    )
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

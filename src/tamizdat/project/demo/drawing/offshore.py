"""Prints of the open water: the lead line, the storm, the post boat, the ferry in fog."""

from __future__ import annotations

from PIL import Image

from tamizdat.project.demo.drawing.figures import bollard, gulls, hull, lighthouse, mole, person, smoke, town
from tamizdat.project.demo.drawing.plates import INK, MIST, OCHRE, RUST, TEAL, WIDTH, Plate, Print


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
    mud.shape(
        [(0, 1067), (0, 930), (220, 890), (480, 920), (760, 860), (1000, 850), (1280, 880), (1600, 840), (1600, 1067)]
    )
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


def storm() -> Image.Image:
    """The sea comes over the mole."""
    sheet = Print("storm")
    sky = sheet.plate(MIST, wash=True)
    sky.fade(0, 780, 255, 90)
    sky.fade(780, 1067, 90, 200)
    deep = sheet.plate(TEAL)
    deep.box(0, 0, WIDTH, 800)
    deep.rows(420, 760, 44, 15, bend=16, long=(260, 700))
    deep.rays((760, 860), 120, 880, 46, turn=(196, 338), wide=30)
    deep.rays((760, 860), 60, 560, 40, turn=(200, 334), wide=38)
    for _ in range(90):
        x, y = deep.chance.gauss(760, 300), deep.chance.gauss(210, 110)
        deep.oval(x, y, deep.chance.uniform(4, 11), ink=0)
    _waves(deep)
    dark = sheet.plate(INK)
    dark.rows(10, 300, 46, 26, ink=255, bend=22, long=(300, 800))
    dark.rays((760, 860), 330, 880, 40, turn=(204, 330), wide=20)
    mole(dark, 776, 560, WIDTH, 100)
    lighthouse(dark, 1330, 776, 540, sheet=sheet)
    dark.shape([(1200, 780), (1236, 726), (1424, 726), (1460, 780)])
    for step in range(7):
        y = 884 + step * 28
        dark.gouge((120 + step * 90, y), (640 + step * 130, y - 8), 17, -16, 255)
    dark.water(900, 1060, 16, 255, x=(0, WIDTH))
    return sheet.pull()


def _waves(deep: Plate) -> None:
    """Three seas, one behind the other, each with a white lip."""
    for y, start in ((800, -200), (880, -60), (970, -320)):
        for step in range(5):
            x = start + step * 440
            deep.shape([(x, y + 300), (x - 40, y + 60), (x + 120, y + 10), (x + 260, y - 60), (x + 330, y - 40),
                        (x + 360, y), (x + 440, y + 60), (x + 440, y + 300)])  # fmt: skip
            deep.gouge((x - 30, y + 74), (x + 300, y - 34), 20, 26)
            deep.gouge((x + 40, y + 96), (x + 300, y + 4), 11, 20)
            deep.gouge((x + 120, y + 104), (x + 310, y + 40), 8, 14)


def post_boat() -> Image.Image:
    """A small boat, a lantern, a bundle; no moon to speak of."""
    sheet = Print("post-boat")
    glow = sheet.plate(OCHRE)
    glow.oval(880, 560, 120)
    glow.rays((880, 560), 130, 330, 44, wide=14, ink=255)
    glow.water(720, 1000, 44, 255, x=(740, 1040))
    glow.shape([(1250, 130), (1300, 150), (1318, 200), (1296, 250), (1244, 262), (1282, 232), (1290, 196), (1280, 156)])
    night = sheet.plate(TEAL)
    night.box(0, 0, WIDTH, 1067)
    night.rays((880, 560), 90, 420, 64, wide=11)
    night.oval(880, 560, 84, ink=0)
    night.water(700, 1060, 80)
    night.shape(
        [(1250, 130), (1300, 150), (1318, 200), (1296, 250), (1244, 262), (1282, 232), (1290, 196), (1280, 156)], 0
    )
    for _ in range(26):
        night.oval(night.chance.uniform(40, 1560), night.chance.uniform(30, 360), night.chance.uniform(2, 4.5), ink=0)
    dark = sheet.plate(INK)
    dark.rows(20, 320, 34, 20, ink=255, long=(240, 640))
    town(dark, -20, 520, 668, 80, windows=1)
    lighthouse(dark, 150, 650, 190, cuts=False)
    dark.box(0, 660, WIDTH, 676)
    dark.water(700, 1060, 50, 255, x=(0, 700))
    dark.water(700, 1060, 40, 255, x=(1080, WIDTH))
    dark.shape([(600, 690), (660, 700), (1120, 700), (1190, 676), (1130, 782), (690, 782)])
    dark.gouge((690, 728), (1110, 726), 8)
    dark.gouge((720, 752), (1080, 752), 6)
    dark.stroke([(880, 700), (880, 560)], 7)
    dark.oval(880, 540, 15, 5)
    dark.shape([(862, 548), (898, 548), (904, 596), (856, 596)])
    dark.box(870, 556, 890, 588, 0)
    person(dark, 1030, 742, 190, hat="cap", flip=True)
    dark.stroke([(1000, 626), (850, 830)], 9)
    dark.shape([(720, 700), (728, 640), (806, 636), (812, 700)])
    dark.stroke([(722, 668), (810, 666)], 5, 0)
    dark.stroke([(766, 638), (768, 700)], 5, 0)
    dark.water(790, 850, 16, 255, x=(660, 1150))
    return sheet.pull()


def ferry_fog() -> Image.Image:
    """The ferry comes out of the fog, or goes into it."""
    sheet = Print("ferry-fog")
    air = sheet.plate(MIST, wash=True)
    air.fade(0, 760, 90, 230)
    air.fade(760, 1067, 230, 255)
    lamp = sheet.plate(OCHRE)
    lamp.oval(528, 372, 52)
    lamp.rays((528, 372), 60, 190, 26, wide=10, ink=255)
    lamp.water(750, 1000, 18, 255, x=(470, 640))
    for x in range(690, 1150, 92):
        lamp.box(x, 560, x + 44, 594)
    ghost = sheet.plate(TEAL)
    hull(ghost, 440, 1330, 668, 748, 46)
    ghost.box(560, 534, 1230, 662)
    ghost.box(620, 446, 960, 540)
    ghost.box(990, 380, 1060, 540)
    ghost.stroke([(528, 620), (528, 372)], 8)
    ghost.stroke([(1160, 534), (1160, 360)], 8)
    for x in range(690, 1150, 92):
        ghost.box(x, 560, x + 44, 594, 0)
    for x in range(650, 940, 70):
        ghost.box(x, 468, x + 46, 500, 0)
    smoke(ghost, 1030, 360, 66, 1)
    ghost.rows(400, 760, 26, 11, long=(220, 640))
    ghost.rows(690, 780, 30, 26, x=(300, 1600), long=(320, 760))
    sea = sheet.plate(INK)
    for y, count in ((780, 16), (860, 22), (960, 30)):
        sea.water(y, y + 100, count, 255)
    sea.shape([(0, 1067), (0, 900), (150, 880), (176, 1067)])
    bollard(sea, 86, 890, 120)
    gulls(sea, [(260, 300, 44), (1380, 240, 26), (1440, 330, 18)])
    return sheet.pull()

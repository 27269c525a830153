"""Six boats of Pelorna, one print each, all in the same frame."""

from __future__ import annotations

from PIL import Image

from tamizdat.project.demo.drawing.figures import gulls, hull, lighthouse, mast, person, smoke
from tamizdat.project.demo.drawing.plates import INK, MIST, OCHRE, RUST, TEAL, WIDTH, Colour, Plate, Print


def _stage(name: str, sky: Colour, sea: Colour, sun: tuple[float, float, float]) -> tuple[Print, Plate, Plate]:
    """Sky, sun and sea; gives the sheet, the plate for colour and the plate for ink."""
    sheet = Print(name)
    air = sheet.plate(sky, wash=True)
    air.fade(0, 720, 70, 230)
    disc = sheet.plate(RUST if sky != RUST else OCHRE)
    disc.oval(*sun)
    water = sheet.plate(sea)
    water.box(0, 720, WIDTH, 1067)
    water.water(740, 1060, 56)
    colour = sheet.plate(RUST if sea != RUST else OCHRE)
    return sheet, colour, sheet.plate(INK)


def _wake(plate: Plate, x0: float, x1: float, y: float) -> None:
    for step in range(6):
        plate.gouge((x0 - 30 + step * 30, y + step * 22), (x1 + 20 - step * 40, y + step * 22), 13 + step, 0, 255)


def haste() -> Image.Image:
    """The ferry Haste, which is late."""
    sheet, colour, dark = _stage("boat-haste", OCHRE, MIST, (1260, 260, 90))
    colour.box(380, 640, 1240, 700)
    hull(dark, 320, 1300, 700, 800, 40)
    dark.box(430, 560, 1180, 650)
    for x in range(460, 1160, 78):
        sheet.clear([(x, 584), (x + 50, 584), (x + 50, 622), (x, 622)])
        dark.box(x, 584, x + 50, 622, 0)
    dark.box(520, 470, 860, 566)
    dark.box(560, 490, 830, 524, 0)
    colour.box(920, 360, 1020, 560)
    dark.box(914, 360, 1026, 400)
    smoke(dark, 970, 330, 62, 1)
    mast(dark, 440, 560, 260)
    dark.gouge((360, 744), (1260, 742), 10)
    person(dark, 1090, 560, 90, hat="cap")
    _wake(dark, 330, 1300, 816)
    gulls(dark, [(300, 220, 36), (700, 180, 24)])
    return sheet.pull()


def patience() -> Image.Image:
    """The ferry Patience, which is not."""
    sheet, colour, dark = _stage("boat-patience", MIST, TEAL, (330, 250, 84))
    hull(sheet.plates[2], 1290, 360, 690, 800, 60, ink=0)
    hull(colour, 1290, 360, 690, 800, 60)
    dark.box(440, 590, 1120, 680)
    for x in range(470, 1090, 64):
        sheet.clear_oval(x + 20, 634, 19)
        dark.oval(x + 20, 634, 19, ink=0)
    dark.box(840, 480, 1080, 596)
    sheet.clear([(870, 506), (1056, 506), (1070, 548), (870, 548)])
    dark.box(870, 506, 1060, 548, 0)
    dark.shape([(600, 590), (620, 400), (710, 400), (740, 590)])
    dark.box(616, 440, 716, 470, 0)
    smoke(dark, 660, 370, 56, -1)
    mast(dark, 1160, 680, 340)
    dark.stroke([(1270, 640), (1120, 670)], 4)
    dark.box(350, 784, 1240, 806)
    _wake(dark, 350, 1270, 824)
    gulls(dark, [(1340, 200, 34), (1420, 280, 22), (1240, 150, 18)])
    return sheet.pull()


def cutter() -> Image.Image:
    """The pilot cutter, under sail because diesel costs money."""
    sheet, colour, dark = _stage("boat-cutter", OCHRE, TEAL, (380, 300, 110))
    sheet.clear([(790, 130), (800, 640), (1190, 640), (1090, 210)])
    colour.shape([(806, 190), (806, 640), (1190, 640), (1080, 240)])
    for n in range(5):
        colour.gouge((812, 260 + n * 80), (1110 + n * 16, 290 + n * 74), 8, 8)
    sheet.clear([(780, 170), (774, 660), (470, 670)])
    dark.stroke([(780, 170), (470, 670), (774, 660)], 5)
    for n in range(4):
        dark.gouge((760, 330 + n * 90), (640 - n * 42, 470 + n * 56), 5, 6, 255)
    dark.stroke([(790, 710), (790, 110)], 12)
    dark.stroke([(800, 650), (1210, 646)], 9)
    dark.stroke([(450, 676), (640, 690)], 9)
    hull(dark, 540, 1180, 700, 800, 34)
    dark.gouge((590, 736), (1140, 734), 10)
    dark.shape([(770, 110), (700, 96), (700, 140), (770, 134)])
    person(dark, 1090, 700, 130, hat="cap", flip=True)
    _wake(dark, 560, 1170, 812)
    gulls(dark, [(1330, 240, 36), (1410, 330, 22)])
    return sheet.pull()


def barge() -> Image.Image:
    """The salt barge Abundance, low in the water."""
    sheet, colour, dark = _stage("boat-barge", MIST, OCHRE, (1180, 270, 80))
    for x, s in ((520, 150), (720, 190), (930, 170)):
        sheet.clear([(x - s, 700), (x, 700 - s), (x + s, 700)])
        dark.shape([(x + s * 0.25, 700), (x, 700 - s), (x + s, 700)])
        dark.gouge((x + s * 0.4, 690), (x + s * 0.1, 700 - s * 0.8), 9)
        dark.gouge((x + s * 0.6, 692), (x + s * 0.26, 700 - s * 0.6), 7)
    dark.shape([(260, 690), (1370, 690), (1330, 800), (330, 800)])
    dark.gouge((300, 726), (1340, 726), 11)
    dark.gouge((330, 764), (1310, 764), 7)
    colour.box(1110, 560, 1290, 690)
    dark.box(1096, 548, 1304, 570)
    for x in (1140, 1220):
        dark.box(x, 600, x + 44, 644)
    dark.stroke([(1330, 690), (1450, 600)], 12)
    person(dark, 360, 690, 150, hat="scarf")
    dark.stroke([(378, 580), (250, 830)], 9)
    _wake(dark, 330, 1330, 814)
    gulls(dark, [(420, 220, 34), (520, 300, 20), (860, 180, 26)])
    return sheet.pull()


def tug() -> Image.Image:
    """The tug Modesty, who pulls everybody."""
    sheet, colour, dark = _stage("boat-tug", TEAL, MIST, (420, 280, 96))
    colour.box(760, 330, 890, 600)
    dark.box(752, 330, 898, 380)
    dark.box(752, 430, 898, 456)
    smoke(dark, 830, 296, 84, 1)
    dark.box(520, 490, 730, 690)
    sheet.clear([(548, 520), (704, 520), (704, 576), (548, 576)])
    dark.box(548, 520, 704, 576, 0)
    dark.box(622, 516, 632, 580)
    dark.box(500, 476, 752, 498)
    dark.box(740, 600, 1000, 690)
    for x in (790, 860, 930):
        sheet.clear_oval(x, 642, 20)
        dark.oval(x, 642, 20, ink=0)
    hull(dark, 380, 1200, 690, 810, 70)
    for x in range(470, 1180, 84):
        dark.oval(x, 750, 30, ink=0)
        dark.oval(x, 750, 20)
    dark.stroke([(1150, 660), (1620, 600)], 6)
    person(dark, 1080, 690, 110, hat="cap", flip=True)
    mast(dark, 626, 480, 250)
    _wake(dark, 400, 1190, 826)
    gulls(dark, [(1300, 240, 34), (1390, 190, 22)])
    return sheet.pull()


def dinghy() -> Image.Image:
    """The smallest boat on the register: the dinghy that sounds the fairway."""
    sheet, _, dark = _stage("boat-dinghy", OCHRE, RUST, (800, 330, 150))
    lighthouse(dark, 1330, 720, 330, sheet=sheet)
    dark.shape([(1180, 724), (1230, 690), (1600, 690), (1600, 730)])
    dark.shape([(520, 720), (600, 736), (980, 736), (1060, 708), (1000, 830), (600, 830)])
    dark.gouge((600, 764), (1000, 762), 10)
    dark.gouge((620, 796), (980, 794), 7)
    person(dark, 720, 790, 250, hat="brim")
    person(dark, 900, 790, 240, hat="cap", flip=True)
    dark.stroke([(880, 650), (1010, 690)], 20)
    dark.stroke([(1010, 690), (1012, 960)], 4)
    dark.stroke([(740, 660), (470, 880)], 10)
    dark.shape([(480, 860), (420, 930), (452, 948), (506, 880)])
    _wake(dark, 580, 1010, 842)
    gulls(dark, [(280, 230, 38), (360, 320, 22), (1180, 180, 26)])
    return sheet.pull()

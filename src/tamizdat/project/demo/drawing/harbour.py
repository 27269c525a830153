"""Prints of the harbour: dawn, lighthouse, crane, dredger, salt pans."""

from __future__ import annotations

from PIL import Image

from tamizdat.project.demo.drawing.figures import (
    bollard,
    gulls,
    hull,
    lighthouse,
    mast,
    mole,
    person,
    smoke,
    steeple,
    town,
)
from tamizdat.project.demo.drawing.plates import INK, MIST, OCHRE, RUST, TEAL, WIDTH, Print


def harbour_dawn() -> Image.Image:
    """The sun comes up behind the town; nothing moves but the gulls."""
    sheet = Print("harbour-dawn")
    glow = sheet.plate(OCHRE, wash=True)
    glow.fade(0, 640, 40, 255)
    glow.fade(640, 1067, 220, 60)
    sun = sheet.plate(RUST)
    sun.oval(1040, 560, 138)
    sun.rows(470, 640, 26, 8, x=(880, 1200), long=(200, 400))
    for step in range(11):
        y = 672 + step * 34
        half = 120 + (step * 37) % 90
        sun.gouge((1040 - half, y), (1040 + half, y), 17, 0, 255)
    far = sheet.plate(TEAL)
    far.rows(40, 330, 44, 9, ink=255, long=(200, 620))
    town(far, -20, 1640, 640, 130)
    far.box(0, 632, WIDTH, 644)
    far.rows(660, 1067, 23, 10, ink=255, bend=4, long=(90, 330))
    near = sheet.plate(INK)
    town(near, -30, 660, 700, 250, windows=4)
    steeple(near, 410, 700, 470)
    near.box(0, 690, 720, 760)
    mole(near, 700, 0, 720, 64)
    near.rows(768, 900, 18, 10, ink=255, x=(0, 700), long=(80, 260))
    for x, high in ((800, 300), (1235, 250), (1410, 390)):
        hull(near, x - 110, x + 120, 790, 836)
        mast(near, x, 796, high, 6)
        near.rows(846, 930, 20, 9, ink=255, x=(x - 110, x + 120), long=(60, 200))
    bollard(near, 640, 700, 46)
    person(near, 560, 700, 112, hat="cap")
    gulls(near, [(1180, 300, 34), (1290, 250, 24), (930, 210, 42), (1400, 350, 18)])
    return sheet.pull()


def lighthouse_night() -> Image.Image:
    """The light at the end of the mole, turning."""
    sheet = Print("lighthouse")
    warm = sheet.plate(OCHRE)
    light = (1010, 304)
    warm.shape([light, (-40, 60), (-40, 420)])
    warm.shape([light, (1640, 110), (1640, 330)])
    warm.oval(*light, 88)
    warm.water(800, 1040, 46, 255, x=(640, 1380))
    sky = sheet.plate(TEAL)
    sky.box(0, 0, WIDTH, 760)
    sky.shape([light, (-40, 90), (-40, 390)], 0)
    sky.shape([light, (1640, 135), (1640, 310)], 0)
    sky.oval(*light, 66, ink=0)
    sky.rays(light, 110, 900, 74, wide=9)
    sky.box(0, 745, WIDTH, 1067)
    sky.water(780, 1060, 80)
    dark = sheet.plate(INK)
    dark.rows(6, 120, 22, 13, ink=255, long=(180, 600))
    dark.rows(470, 740, 26, 12, ink=255, long=(120, 420), x=(0, 820))
    dark.rows(470, 740, 26, 12, ink=255, long=(120, 420), x=(1180, WIDTH))
    mole(dark, 752, 520, WIDTH, 78)
    dark.shape([(880, 756), (915, 690), (1105, 690), (1140, 756)])
    lighthouse(dark, 1010, 700, 520, sheet=sheet)
    dark.box(1060, 640, 1180, 756)
    dark.shape([(1050, 640), (1120, 596), (1190, 640)])
    dark.box(1098, 664, 1122, 694, 0)
    dark.water(850, 1067, 50, 255)
    person(dark, 720, 756, 96, hat="brim")
    dark.box(744, 690, 756, 710)
    return sheet.pull()


def crane() -> Image.Image:
    """A quay crane lifts a sack of salt; a clerk counts."""
    sheet = Print("crane")
    sky = sheet.plate(MIST, wash=True)
    sky.fade(0, 800, 230, 90)
    sun = sheet.plate(OCHRE)
    sun.oval(310, 300, 120)
    sun.rows(120, 470, 40, 12, ink=255, x=(0, 1600), long=(220, 700))
    sun.box(0, 826, WIDTH, 1067)
    ship = sheet.plate(RUST)
    hull(ship, 1640, 820, 660, 860, 50)
    ship.box(1180, 540, 1420, 662)
    ship.box(1290, 400, 1370, 545)
    far = sheet.plate(TEAL)
    town(far, -20, 760, 760, 120)
    far.box(0, 756, 820, 830)
    far.rows(778, 830, 17, 7, x=(0, 820))
    far.box(1210, 560, 1390, 586)
    far.box(1290, 430, 1370, 456)
    far.box(820, 800, 1640, 836)
    iron = sheet.plate(INK)
    iron.box(0, 836, WIDTH, 876)
    iron.rows(884, 1067, 40, 22, ink=255, bend=2, long=(160, 400))
    iron.box(470, 800, 760, 838)
    iron.shape([(500, 800), (560, 520), (690, 520), (735, 800)])
    iron.shape([(545, 770), (580, 560), (670, 560), (696, 770)], 0)
    for a, b in (((548, 760), (672, 566)), ((690, 760), (580, 566))):
        iron.stroke([a, b], 13)
    iron.box(520, 410, 740, 526)
    iron.box(552, 436, 612, 486, 0)
    iron.shape([(660, 420), (1130, 96), (1152, 112), (740, 470)])
    for step in range(7):
        x, y = 738 + step * 56, 420 - step * 40
        iron.shape([(x, y - 18), (x + 30, y - 36), (x + 4, y + 4)], 0)
    iron.stroke([(560, 412), (640, 250), (1140, 104)], 5)
    iron.stroke([(1140, 108), (1140, 470)], 4)
    iron.shape([(1102, 500), (1140, 462), (1178, 500), (1192, 590), (1166, 622), (1112, 622), (1088, 590)])
    iron.gouge((1112, 520), (1104, 596), 9)
    iron.gouge((1140, 506), (1140, 600), 6)
    person(iron, 930, 838, 150, hat="cap")
    person(iron, 340, 838, 158, hat="brim", flip=True)
    for x in (120, 186, 152):
        iron.oval(x, 806 if x != 152 else 760, 42, 30)
    gulls(iron, [(200, 180, 30), (860, 150, 22), (1420, 220, 34)])
    return sheet.pull()


def dredger() -> Image.Image:
    """The bucket dredger Temperance at her moorings, where she mostly is."""
    sheet = Print("dredger")
    sky = sheet.plate(OCHRE, wash=True)
    sky.fade(0, 720, 90, 220)
    sun = sheet.plate(MIST)
    sun.rows(40, 600, 34, 15, ink=255, long=(260, 760))
    sun.box(0, 720, WIDTH, 1067)
    red = sheet.plate(RUST)
    red.box(210, 690, 1330, 800)
    red.box(910, 470, 1250, 690)
    red.oval(1120, 260, 3)
    mid = sheet.plate(TEAL)
    town(mid, 1180, 1640, 716, 105)
    town(mid, -20, 260, 716, 90)
    mid.box(0, 712, WIDTH, 726)
    mid.water(740, 1067, 70, 255)
    mid.box(1050, 330, 1140, 480)
    smoke(mid, 1100, 310, 60, 1)
    iron = sheet.plate(INK)
    iron.box(200, 776, 1340, 812)
    iron.shape([(180, 690), (1350, 690), (1336, 718), (200, 718)])
    iron.shape([(560, 690), (700, 250), (746, 250), (700, 690)])
    iron.shape([(860, 690), (760, 250), (720, 250), (800, 690)])
    for y in (330, 430, 530, 620):
        iron.stroke([(700 - (y - 250) * 0.28, y), (770 + (y - 250) * 0.2, y)], 9)
    for step in range(12):
        x, y = 742 - step * 46, 268 + step * 52
        iron.shape([(x - 34, y - 24), (x + 22, y - 30), (x + 30, y + 18), (x - 16, y + 26)])
        iron.gouge((x - 20, y - 14), (x + 14, y - 18), 8)
    iron.stroke([(750, 262), (236, 850)], 16)
    iron.box(900, 460, 1262, 484)
    for x in range(940, 1220, 72):
        iron.box(x, 520, x + 38, 572)
    iron.box(1044, 320, 1146, 344)
    iron.water(818, 930, 46, 255, x=(180, 1360))
    person(iron, 1290, 690, 100, hat="cap")
    gulls(iron, [(700, 214, 28), (790, 200, 20), (420, 180, 36), (1400, 330, 24)])
    return sheet.pull()


def salt_pans() -> Image.Image:
    """The pans at noon: squares of sky, heaps of salt, two sisters."""
    sheet = Print("salt-pans")
    sky = sheet.plate(OCHRE, wash=True)
    sky.fade(0, 400, 60, 200)
    sky.fade(400, 1067, 110, 40)
    pans = sheet.plate(MIST)
    pans.box(0, 400, WIDTH, 1067)
    edge = sheet.plate(TEAL)
    edge.shape([(0, 372), (300, 330), (520, 362), (900, 322), (1240, 366), (1600, 340), (1600, 404), (0, 404)])
    edge.rows(344, 400, 14, 6, long=(90, 260))
    for y, thick in ((470, 6), (560, 9), (690, 13), (870, 19)):
        edge.box(0, y, WIDTH, y + thick)
    for step in range(-7, 8):
        far, near = 800 + step * 88, 800 + step * 330
        edge.shape([(far - 2, 404), (far + 2, 404), (near + 12, 1067), (near - 12, 1067)])
    sun = sheet.plate(RUST)
    sun.oval(400, 190, 84)
    for step in range(8):
        sun.gouge((310 + step * 4, 420 + step * 70), (500 + step * 10, 420 + step * 70), 14 + step, 0, 255)
    dark = sheet.plate(INK)
    for x, y, size in ((1010, 560, 70), (1180, 566, 84), (1350, 560, 66), (850, 556, 54), (230, 556, 60)):
        sheet.clear([(x - size * 0.95, y), (x, y - size), (x + size * 0.95, y)])
        dark.shape([(x + size * 0.2, y), (x + size * 0.95, y), (x, y - size)])
        dark.gouge((x + size * 0.4, y - 8), (x + size * 0.1, y - size * 0.7), 5)
    for x, flip in ((640, False), (960, True)):
        person(dark, x, 872, 330, hat="scarf" if flip else "brim", flip=flip)
        turn = -1 if flip else 1
        dark.stroke([(x + turn * 10, 630), (x + turn * 190, 872)], 9)
        dark.stroke([(x + turn * 140, 880), (x + turn * 240, 868)], 15)
        dark.stroke([(x - turn * 30, 640), (x + turn * 70, 716)], 26)
    dark.water(900, 1060, 30, 255)
    gulls(dark, [(1210, 160, 34), (1310, 200, 22)])
    return sheet.pull()

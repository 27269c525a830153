"""From an editor's upload to the files that readers get: an independent tool finds nothing that was not drawn."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.writing.press_it import press_newsroom

INPUT = Path(os.environ.get("TAMIZDAT_INPUT") or Path(__file__).parents[2] / "../shared/input") / "images-metadata"
DRAWN = {"ExifTool", "System", "File", "Composite", "JFIF", "QuickTime", "Meta"}
"""Groups of tags that say how a JPEG or an AVIF file is built; Exif, XMP, IPTC, maker notes and ICC are groups too."""
TELLING = re.compile("Comment|Thumb|Preview|Author|Artist|Copyright|Make|Model|Software|Title|GPS|Create|Owner|Serial")
FEW = ("gps_all.jpg", "gps_all.png", "gps_all.webp", "motion_google_v2.jpg", "ExifTool.tif", "GIF.gif",
       "landscape_6.jpg", "PhotoMechanic.jpg")  # fmt: skip
pytestmark = [
    pytest.mark.skipif(not INPUT.is_dir(), reason=f"the real pictures are not at {INPUT}"),
    pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is missing: tests/install_debian_packages.sh"),
]


def made_here() -> list[tuple[str, bytes]]:
    """Kinds of which the shared input has none: several pictures in one file, and a moving one."""
    first, second = (Image.effect_noise((400, 300), 40).convert("RGB") for _ in range(2))
    exif = Image.Exif()
    exif[0x013B], exif[0x8825] = "Jane Source", {1: "N", 2: (43.0, 28.0, 2.8), 3: "E", 4: (11.0, 53.0, 6.4)}
    mpo, avif, gif, heic = BytesIO(), BytesIO(), BytesIO(), BytesIO()
    pillow_heif.from_pillow(first).save(heic, exif=exif.tobytes(), xmp=b"<x:xmpmeta>Jane Source</x:xmpmeta>")
    first.save(mpo, "MPO", save_all=True, append_images=[second], exif=exif)
    first.save(avif, "AVIF", exif=exif, xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Jane Source</x:xmpmeta>")
    first.save(gif, "GIF", save_all=True, append_images=[second], comment=b"Jane Source")
    return [("stereo.mpo", mpo.getvalue()), ("stereo.jpg", mpo.getvalue()), ("a.avif", avif.getvalue()),
            ("moves.gif", gif.getvalue()), ("phone.heic", heic.getvalue())]  # fmt: skip


def upload_and_press(editor, paper, pictures, folder: Path) -> tuple[int, list[Path]]:
    """Through the desk's own form; then one article shows them all."""
    from tamizdat.newsroom.models import ArticlePage, Picture

    words = {"title": "Pier", "description": "A pier", "credit": "The Lamp", "collection": "1"}
    for name, data in pictures:
        editor.post("/images/add/", {"file": SimpleUploadedFile(name, data), **words})
    keys = list(Picture.objects.values_list("pk", flat=True))
    shown = [{"type": "item", "value": {"picture": key, "alt": "", "caption": ""}} for key in keys]
    article = ArticlePage(title="Pictures", locale=paper.locale, body=[{"type": "gallery", "value": shown}])
    paper.add_child(instance=article)
    article.save_revision().publish()
    return len(keys), sorted((press_newsroom(folder) / "pictures").iterdir())


def judge(files: list[Path]) -> None:
    command = ["exiftool", "-j", "-G1", "-a", "-u", "-ee", *map(str, files)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert len(told) == len(files)
    for one in told:
        keys = [key.partition(":")[::2] for key in one if key != "SourceFile"]
        left = {f"{group}:{name}" for group, name in keys if group not in DRAWN or TELLING.search(name)}
        assert not left, f"{one['SourceFile']}: {left}"
    assert not any(b"Jane" in file.read_bytes() or b"safe house" in file.read_bytes() for file in files)


def test_every_kind_of_file_is_taken_and_nothing_of_it_but_its_pixels_is_printed(editor, paper, tmp_path):
    real = [(file.name, file.read_bytes()) for file in INPUT.rglob("*") if file.name in FEW]
    count, files = upload_and_press(editor, paper, [*real, *made_here()], tmp_path)
    assert count == len(FEW) + 5 and len(files) > count
    judge(files)
    assert all(file.stat().st_size <= 14_000 for file in files if file.suffix == ".avif")


@pytest.mark.long
def test_of_all_the_real_pictures_that_are_taken_no_file_of_the_edition_holds_more(editor, paper, tmp_path):
    kinds = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".heic"}
    real = [(one.name, one.read_bytes()) for one in sorted(INPUT.rglob("*")) if one.suffix in kinds]
    count, files = upload_and_press(editor, paper, real, tmp_path)
    assert count > 60, f"of {len(real)} only {count} were taken"
    judge(files)

"""No picture that readers get tells where, when, by whom or with what it was taken."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import subprocess
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from tamizdat.newsroom.pictures import MOST_PIXELS, SMALL_BYTES, PictureError, check_picture, make_renditions
from tamizdat.shell.files import Folder
from tests.newsroom.bring import photo

INPUT = Path(os.environ.get("TAMIZDAT_INPUT") or Path(__file__).parents[2] / "../shared/input") / "images-metadata"
PRIVATE = {"EXIF", "GPS", "XMP", "IPTC", "Photoshop", "MakerNotes", "ICC_Profile", "MPF", "JFXX", "FlashPix", "AFCP"}
RAW = (
    b"Exif",
    b"http://ns.adobe.com",
    b"ICC_PROFILE",
    b"Photoshop",
    b"8BIM",
    b"GPS",
    b"<x:xmpmeta",
    b"<?xpacket",
    b"ftypqt",
)
needs_pictures = pytest.mark.skipif(not INPUT.is_dir(), reason=f"the real pictures are not at {INPUT}")


def files_of(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if not file.name.startswith("."))


def real_pictures() -> list[Path]:
    return sorted(one for one in INPUT.rglob("*") if one.is_file() and one.suffix not in (".txt", ".json", ".svg"))


def make_all(folder: Path) -> tuple[int, int]:
    """Make renditions of every real picture; how many are pictures, and how many are refused."""
    made = refused = 0
    for file in real_pictures():
        try:
            make_renditions(file.read_bytes(), Folder(folder))
            made += 1
        except PictureError as error:
            assert len(str(error)) > 20 and "\n" not in str(error)
            refused += 1
    return made, refused


@pytest.fixture(scope="module")
def renditions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("renditions")
    made, refused = make_all(folder)
    assert made > 60, f"{made} pictures could be shown, {refused} not"
    return folder


@needs_pictures
def test_no_rendition_of_a_real_picture_holds_metadata_by_its_bytes(renditions: Path):
    for file in files_of(renditions):
        data = file.read_bytes()
        found = [mark for mark in RAW if mark in data]
        assert not found, f"{file.name} holds {found}"
        image = Image.open(BytesIO(data))
        assert not image.getexif() and image.mode == "RGB"
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


@needs_pictures
@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
def test_an_independent_tool_finds_nothing_private_in_any_rendition(renditions: Path):
    command = ["exiftool", "-j", "-G1", "-a", "-u", "-ee", str(renditions)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert len(told) == len(files_of(renditions))
    for one in told:
        private = {key for key in one if key.partition(":")[0] in PRIVATE or "Comment" in key or "Thumbnail" in key}
        assert not private, f"{one['SourceFile']}: {private}"


@needs_pictures
def test_the_same_tool_finds_much_in_the_originals():
    manifest = json.loads((INPUT / "manifest.json").read_text())
    assert sum(one["gps"] is True for one in manifest) > 10


@needs_pictures
def test_what_a_reader_must_fetch_fits_one_connection(renditions: Path):
    small = [file for file in files_of(renditions) if file.suffix == ".avif"]
    assert len(small) > 20
    assert all(file.stat().st_size <= SMALL_BYTES for file in small)


def test_renditions_are_the_same_bytes_every_time(tmp_path: Path):
    data = photo(900, 600, kind="PNG")
    first, second = make_renditions(data, Folder(tmp_path / "a")), make_renditions(data, Folder(tmp_path / "b"))
    assert first == second
    for one in first:
        content = (tmp_path / "a" / f"{one['digest']}.{one['extension']}").read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["digest"] and len(content) == one["bytes"]
        assert Image.open(BytesIO(content)).size == (one["width"], one["height"])
    uses = [(one["use"], one["media_type"]) for one in first]
    assert uses == [("small", "image/jpeg"), ("small", "image/avif"), ("large", "image/jpeg")]


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (1, 1), (5000, 10), (10, 5000), (200, 200)])
def test_any_shape_gets_small_and_large(tmp_path: Path, size: tuple[int, int]):
    made = make_renditions(photo(*size), Folder(tmp_path))
    assert all(one["bytes"] <= SMALL_BYTES for one in made if one["use"] == "small")
    assert any(one["use"] == "small" and one["media_type"] == "image/jpeg" for one in made)
    assert max(one["width"] for one in made) <= 1600


def test_a_plain_picture_stays_wide(tmp_path: Path):
    image = Image.new("RGB", (1200, 800), "#335577")
    ImageDraw.Draw(image).ellipse((300, 200, 900, 700), fill="#ffaa00")
    out = BytesIO()
    image.save(out, "PNG")
    assert [one["width"] for one in make_renditions(out.getvalue(), Folder(tmp_path))] == [800, 800, 1200]


def show(data: bytes, folder: Path) -> Image.Image:
    """The large rendition."""
    one = next(one for one in make_renditions(data, Folder(folder)) if one["use"] == "large")
    return Image.open(folder / f"{one['digest']}.jpg").convert("RGB")


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(tmp_path: Path, orientation: int):
    upright = Image.new("RGB", (120, 80), "white")
    upright.paste("red", (0, 0, 40, 40))
    turned = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(Image.Transpose(turned[orientation])) if orientation > 1 else upright
    exif, out = Image.Exif(), BytesIO()
    exif[0x0112] = orientation
    stored.save(out, "JPEG", quality=95, exif=exif)
    shown = show(out.getvalue(), tmp_path)
    assert shown.size == (120, 80)
    assert near(shown.getpixel((15, 15)), (254, 0, 0)) and near(shown.getpixel((100, 60)), (255, 255, 255))


def test_what_is_transparent_stands_on_white(tmp_path: Path):
    out = BytesIO()
    Image.new("RGBA", (60, 60), (10, 20, 30, 0)).save(out, "PNG")
    assert near(show(out.getvalue(), tmp_path).getpixel((30, 30)), (255, 255, 255))


def test_colours_of_another_profile_become_those_of_the_web(tmp_path: Path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert profile and grey
    out = BytesIO()
    Image.new("CMYK", (60, 60), (0, 255, 255, 0)).save(out, "JPEG", quality=95, icc_profile=grey)
    red, green, blue = show(out.getvalue(), tmp_path).getpixel((30, 30))
    assert red > 200 and green < 60 and blue < 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr", "LAB"])
def test_every_kind_of_pixel_can_be_shown(tmp_path: Path, mode: str):
    kind = "PNG" if mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16") else "TIFF"
    out = BytesIO()
    Image.new(mode, (70, 50)).save(out, kind)
    assert show(out.getvalue(), tmp_path).size == (70, 50)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "AVIF", "BMP", "HEIF"])
def test_other_kinds_of_files_can_be_shown(tmp_path: Path, kind: str):
    if kind == "HEIF":
        pytest.importorskip("pillow_heif")
    assert show(photo(90, 60, kind=kind), tmp_path).size == (90, 60)


def png_bomb(side: int) -> bytes:
    """A few hundred bytes that say they are this large."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"")),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("data", "word"),
    [
        pytest.param(png_bomb(30_000), "million", id="huge"),
        pytest.param(png_bomb(9_000), "million", id="large"),
        pytest.param(png_bomb(500), "damaged", id="hollow"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawing", id="svg"),
        pytest.param(b"", "no picture", id="empty"),
        pytest.param(b"%PDF-1.4", "no picture", id="pdf"),
        pytest.param(photo()[:2000], "damaged", id="cut"),
    ],
)
def test_bombs_and_broken_files_are_refused_with_a_reason(tmp_path: Path, data: bytes, word: str):
    with pytest.raises(PictureError, match=word):
        make_renditions(data, Folder(tmp_path))
    assert not tmp_path.exists() or not list(tmp_path.iterdir())


def test_a_picture_is_judged_without_being_decoded():
    assert check_picture(png_bomb(500)) == (500, 500)
    assert MOST_PIXELS == 80_000_000

"""Public pictures: drawn anew from the pixels of a private original, so that nothing else of it can come along."""

from __future__ import annotations

import hashlib
import struct
import warnings
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, ImageCms, UnidentifiedImageError
from pillow_heif import register_heif_opener

from tamizdat.newsroom.covered import FILL, Region, cover
from tamizdat.newsroom.polyglots import is_drawing, what_else
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.files import Files

register_heif_opener()

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF", "TIFF", "BMP"]
MOST_PIXELS = 80_000_000
TOO_MANY = f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels, which is the most."
MOST_BYTES = 100_000_000
SMALL_BYTES = 14_000
LARGE_SIDE = 1_600
CARD = (600, 315)
"""What messengers and social networks show of a link."""
WIDTHS = (800, 720, 640, 560, 480, 400, 320, 240, 160, 96, 48, 16)
JPEG_QUALITY = (36, 84)
AVIF_QUALITY = (36, 72)
LARGE_QUALITY = 84
WHITE = (255, 255, 255, 255)

Rendition = dict[str, Any]
BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, RuntimeError,
          struct.error, zlib.error, MemoryError, ArithmeticError, Image.DecompressionBombError)  # fmt: skip
"""What Pillow's readers raise on damaged files."""

TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


class PictureError(RefusedError):
    """A picture that cannot be shown: not one, damaged, or too large."""


class Wish(NamedTuple):
    """What editors decided about a picture before it is drawn."""

    regions: tuple[Region, ...] = ()
    """Parts that nobody may see."""
    how: str = FILL
    focus: tuple[int, int] | None = None
    """What matters most in it, in percent of width and height: a narrow crop keeps this."""


AS_IT_IS = Wish()


def check_picture(data: bytes) -> tuple[int, int]:
    """Refuse what is no picture that we show, before decoding it; gives width and height."""
    return _open(data).size


def check_pixels(data: bytes) -> None:
    """Refuse also what turns out to be damaged while it is decoded."""
    _pixels(data)


def make_renditions(data: bytes, files: Files, wish: Wish = AS_IT_IS) -> list[Rendition]:
    """Draw the public renditions into these files, named by digest; gives what the picture's fact says of them."""
    drawn = _pixels(data)
    if wish.regions:
        drawn = cover(drawn, wish.regions, wish.how)
    large = _fit(drawn, LARGE_SIDE)
    made = [
        _small(drawn, _jpeg, JPEG_QUALITY, "image/jpeg", "jpg"),
        _small(drawn, _avif, AVIF_QUALITY, "image/avif", "avif"),
        (large, _jpeg(large, LARGE_QUALITY), "image/jpeg", "jpg", "large"),
    ]
    if wish.focus:
        made.append(_card(drawn, wish.focus))
    renditions: dict[str, Rendition] = {}
    for image, encoded, media_type, extension, use in made:
        one = _describe(image, encoded, media_type, extension, use)
        if one["digest"] not in renditions:
            renditions[one["digest"]] = one
            keep_rendition(files, one["digest"], extension, encoded)
    return list(renditions.values())


def keep_rendition(files: Files, digest: str, extension: str, data: bytes) -> None:
    """Write a rendition under its digest, whole or not at all."""
    name = f"{digest}.{extension}"
    if files.length(name) != len(data):
        files.write(name, data)


def _describe(image: Image.Image, data: bytes, media_type: str, extension: str, use: str) -> Rendition:
    return {
        "digest": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "width": image.width,
        "height": image.height,
        "media_type": media_type,
        "extension": extension,
        "use": use,
    }


def _open(data: bytes) -> Image.Image:
    """The picture, not yet decoded."""
    if len(data) > MOST_BYTES:
        raise PictureError(f"The picture has {len(data):,} bytes; {MOST_BYTES:,} are the most.")
    if is_drawing(data):
        raise PictureError("This is an SVG drawing, which can hold programs. Save it as PNG, and upload that.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise PictureError(
            "This is no picture that can be shown: use JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF."
        ) from None
    except Image.DecompressionBombError:
        raise PictureError(TOO_MANY) from None
    except BROKEN as error:
        raise PictureError(f"The picture is damaged: {_why(error)}.") from None
    if image.width * image.height > MOST_PIXELS:
        raise PictureError(TOO_MANY)
    if other := what_else(data):
        raise PictureError(
            f"The file is {other} as well as a picture. Open it in a picture program, save it anew, upload that."
        )
    return image


def _why(error: BaseException) -> str:
    return " ".join(str(error).split())[:120].rstrip(".") or type(error).__name__


def _pixels(data: bytes) -> Image.Image:
    """Nothing but pixels: upright, flat, in sRGB, as large as the large rendition at most."""
    image = _open(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            turned = TURNED.get(_orientation(image))
            image.draft("RGB", (LARGE_SIDE, LARGE_SIDE))
            image.load()
            profile = image.info.get("icc_profile")
            image = _fit(_eight_bits(image), LARGE_SIDE)
            image = _in_srgb(_flat(image), profile)
            image = image.transpose(turned) if turned is not None else image
            return Image.frombytes("RGB", image.size, image.tobytes())
    except BROKEN as error:
        raise PictureError(f"The picture is damaged: {_why(error)}.") from None


def _orientation(image: Image.Image) -> int:
    """How a camera was held; 1 when it says nothing readable."""
    try:
        return int(image.getexif().get(0x0112, 1))
    except BROKEN:
        return 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits a pixel become eight; palettes become colours, so that scaling can mix them."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "F":
        return image.convert("L")
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in ("RGB", "L") and "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def _flat(image: Image.Image) -> Image.Image:
    """What is transparent stands on white."""
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, WHITE), image).convert("RGB")
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours by the picture's own profile, which then has done its work."""
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, *BROKEN):
            return image.convert("RGB")
        return converted if converted is not None else image.convert("RGB")
    return image.convert("RGB")


def _fit(image: Image.Image, width: int) -> Image.Image:
    """Scaled down until it is no wider than ``width`` and no taller than one and a half times that."""
    scale = min(1.0, width / image.width, width * 1.5 / image.height)
    if scale == 1.0:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


Drawn = tuple[Image.Image, bytes, str, str, str]
Encode = Callable[[Image.Image, int], bytes]


def _small(image: Image.Image, encode: Encode, quality: tuple[int, int], media_type: str, extension: str) -> Drawn:
    """The widest picture that fits at a quality one can look at, then the best quality that still fits."""
    worst, best = quality
    for width in WIDTHS:
        candidate = _fit(image, width)
        data = encode(candidate, worst)
        if len(data) <= SMALL_BYTES:
            return candidate, _best_that_fits(candidate, encode, worst, best, data), media_type, extension, "small"
    raise PictureError("The picture cannot be made small enough to travel.")


def _card(image: Image.Image, focus: tuple[int, int]) -> Drawn:
    """As wide as a card is, around what matters most."""
    scale = min(image.width / CARD[0], image.height / CARD[1])
    width, height = max(1, round(CARD[0] * scale)), max(1, round(CARD[1] * scale))
    left = min(max(0, image.width * focus[0] // 100 - width // 2), image.width - width)
    top = min(max(0, image.height * focus[1] // 100 - height // 2), image.height - height)
    part = image.crop((left, top, left + width, top + height))
    part, data, media_type, extension, _ = _small(_fit(part, CARD[0]), _jpeg, JPEG_QUALITY, "image/jpeg", "jpg")
    return part, data, media_type, extension, "card"


def _best_that_fits(image: Image.Image, encode: Encode, worst: int, best: int, found: bytes) -> bytes:
    """Halve the range of qualities until two steps are left."""
    while best - worst > 2:
        middle = (worst + best + 1) // 2
        data = encode(image, middle)
        if len(data) <= SMALL_BYTES:
            worst, found = middle, data
        else:
            best = middle
    return found


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True, subsampling="4:2:0")
    return out.getvalue()


def _avif(image: Image.Image, quality: int) -> bytes:
    """One thread: several would cut the picture otherwise on another machine."""
    out = BytesIO()
    image.save(out, "AVIF", quality=quality, speed=7, max_threads=1, subsampling="4:2:0", codec="aom")
    return out.getvalue()

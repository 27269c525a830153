"""The media library of a WordPress export: which picture an attachment is, who made it, what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from tamizdat.intake.html.pictures import IMAGE_NAME, plain_credit, split_credit
from tamizdat.intake.html.to_blocks import Converted, inline_html
from tamizdat.intake.words import plain
from tamizdat.newsroom.incoming import Block, IncomingFigure, IncomingPicture

CREDITS = (
    "_media_credit", "media_credit", "_wp_attachment_credit", "_image_credit", "image_credit", "photo_credit",
    "_photo_credit", "credit", "_credit", "wpe_credit", "_wp_attachment_source_name", "isc_image_source",
)  # fmt: skip
SERIALIZED_CREDIT = re.compile(r's:6:"credit";s:\d+:"([^"]{1,200})"')
SIZE = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|-rotated|-e\d{10,13})+(?=\.\w{3,4}$)")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the library."""

    address: str
    parent: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""

    @property
    def is_picture(self) -> bool:
        return bool(IMAGE_NAME.search(urlsplit(self.address).path))


def read_attachment(address: str, parent: str, caption: str, meta: Mapping[str, str]) -> Attachment:
    """An attachment with the credit that its caption or one of the usual plug-ins holds."""
    credit = next((plain(meta[name]) for name in CREDITS if meta.get(name)), "")
    if not credit and (match := SERIALIZED_CREDIT.search(meta.get("_wp_attachment_metadata", ""))):
        credit = plain(match[1])
    caption = inline_html(caption)
    left, named = split_credit(caption)
    return Attachment(
        address,
        parent if parent != "0" else "",
        plain(meta.get("_wp_attachment_image_alt", "")),
        caption if credit or not named else left,
        plain_credit(credit or plain(named)),
    )


@dataclass(slots=True)
class Library:
    """All attachments by number and by address, and the blocks that posts share."""

    site: str = ""
    by_id: dict[str, Attachment] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    _by_name: dict[str, Attachment] = field(default_factory=dict)
    _children: dict[str, list[Attachment]] = field(default_factory=dict)

    def add(self, number: str, attachment: Attachment) -> None:
        self.by_id[number] = attachment
        self._by_name.setdefault(_name(attachment.address), attachment)
        if attachment.parent:
            self._children.setdefault(attachment.parent, []).append(attachment)

    def find(self, address: str) -> Attachment | None:
        """The attachment that an address shows, in whatever size."""
        return self._by_name.get(_name(address))

    def of_post(self, post: str) -> list[Attachment]:
        return [one for one in self._children.get(post, []) if one.is_picture]

    def address_of(self, number: str) -> str:
        """Where an attachment lies; for one that the export lacks, the address that names it."""
        known = self.by_id.get(number)
        return known.address if known else f"{self.site or 'http://unknown.invalid'}/?attachment_id={number}"

    def featured(self, number: str) -> tuple[IncomingFigure, IncomingPicture]:
        """The lead picture."""
        known = self.by_id.get(number, Attachment(""))
        address = self.address_of(number)
        picture = IncomingPicture(address, credit=known.credit, alt=known.alt)
        return IncomingFigure(address, known.alt, known.caption), picture

    def complete(self, converted: Converted) -> Converted:
        """The same text with each picture in its original size, and with what the library knows of it."""
        names: dict[str, str] = {}
        pictures: dict[str, IncomingPicture] = {}
        for picture in converted.pictures:
            known = self.find(picture.key)
            key = known.address if known and known.is_picture else picture.key
            names[picture.key] = key
            had = pictures.get(key, replace(picture, key=key))
            credit, alt = (known.credit, known.alt) if known else ("", "")
            pictures[key] = replace(
                had, credit=had.credit or picture.credit or credit, alt=had.alt or picture.alt or alt
            )
        blocks = tuple(_renamed(block, names, pictures) for block in converted.blocks)
        return replace(converted, blocks=blocks, pictures=tuple(pictures.values()))


def _name(address: str) -> str:
    """An address without what differs between copies of one picture."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        path = address
    return SIZE.sub("", path.split("/uploads/", 1)[-1].split("/files/", 1)[-1]).casefold()


def _renamed(block: Block, names: Mapping[str, str], pictures: Mapping[str, IncomingPicture]) -> Block:
    if block["type"] == "figure":
        return {**block, **_shown(block, names, pictures)}
    if block["type"] == "gallery":
        return {**block, "pictures": [{**one, **_shown(one, names, pictures)} for one in block["pictures"]]}
    return block


def _shown(one: Mapping[str, Any], names: Mapping[str, str], pictures: Mapping[str, IncomingPicture]) -> dict[str, str]:
    key = names.get(one["picture"], one["picture"])
    return {"picture": key, "alt": one["alt"] or (pictures[key].alt if key in pictures else "")}


@dataclass(frozen=True, slots=True)
class PostMedia:
    """What one post's shortcodes ask the library for."""

    library: Library
    post: str

    def gallery(self, ids: list[str]) -> str:
        """HTML of a gallery; without ids, of everything that was attached to the post."""
        shown = [self.library.by_id.get(one) or Attachment(self.library.address_of(one)) for one in ids]
        return gallery_html(shown or self.library.of_post(self.post))

    def reused(self, ref: str) -> str | None:
        """The content of a block that several posts share."""
        return self.library.shared.get(ref)


def gallery_html(shown: Iterable[Attachment]) -> str:
    """Attachments as the new editor writes a gallery."""
    figures = [
        f'<figure><img src="{escape(one.address)}" alt="{escape(one.alt)}">'
        f"<figcaption>{one.caption}</figcaption></figure>"
        for one in shown
    ]
    return f'<div class="wp-block-gallery">{"".join(figures)}</div>' if figures else ""

"""Pictures of an archive: the original is kept in private, the renditions are drawn, the same picture only once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tamizdat.newsroom.clean import clean_text
from tamizdat.newsroom.incoming import IncomingPicture
from tamizdat.newsroom.keep_original import keep_original
from tamizdat.newsroom.models import Picture
from tamizdat.newsroom.originals import renditions
from tamizdat.newsroom.pictures import PictureError, Rendition, check_picture, make_renditions
from tamizdat.newsroom.public_ids import derived_public_id

AT_ONCE = min(4, os.cpu_count() or 1)


@dataclass(slots=True)
class Drawn:
    """A picture with its renditions, or why there are none."""

    digest: str
    size: tuple[int, int] = (0, 0)
    renditions: list[Rendition] = field(default_factory=list)
    problem: str = ""


def digest_of(content: bytes) -> str:
    """The name under which the same content is known again."""
    return hashlib.sha256(content).hexdigest()


def check_pictures(pictures: Iterable[IncomingPicture]) -> dict[str, str]:
    """Digest → why this content is no picture; empty text when it is one."""
    problems: dict[str, str] = {}
    for one in pictures:
        if one.content is not None and (digest := digest_of(one.content)) not in problems:
            try:
                check_picture(one.content)
                problems[digest] = ""
            except PictureError as error:
                problems[digest] = str(error)
    return problems


def draw_pictures(pictures: Iterable[IncomingPicture]) -> dict[str, Drawn]:
    """Draw the renditions of all that are new here, several at once; writes files, but nothing to the database."""
    contents = {digest_of(one.content): one.content for one in pictures if one.content is not None}
    known = Picture.objects.filter(content_digest__in=contents).values_list("content_digest", flat=True)
    drawn = {digest: Drawn(digest) for digest in known}
    new = [(digest, content) for digest, content in contents.items() if digest not in drawn]
    if new:
        with ThreadPoolExecutor(AT_ONCE) as workers:
            drawn.update((one.digest, one) for one in workers.map(_draw, *zip(*new, strict=True)))
    return drawn


def _draw(digest: str, content: bytes) -> Drawn:
    try:
        size = check_picture(content)
        return Drawn(digest, size, make_renditions(content, renditions()))
    except PictureError as error:
        return Drawn(digest, problem=str(error))


def keep_pictures(pictures: Iterable[IncomingPicture], drawn: dict[str, Drawn]) -> dict[str, int]:
    """Digest → primary key; new pictures are saved. Credit and alternative text of a known one stay."""
    keys: dict[str, int] = {}
    for one in pictures:
        if one.content is None:
            continue
        digest = digest_of(one.content)
        if digest not in keys and not drawn[digest].problem:
            keys[digest] = _keep(one, drawn[digest], one.content).pk
    return keys


def _keep(incoming: IncomingPicture, drawn: Drawn, content: bytes) -> Picture:
    public_id = derived_public_id("picture", drawn.digest)
    known = Picture.objects.filter(content_digest=drawn.digest).order_by("pk").first()
    known = known or Picture.objects.filter(public_id=public_id).first()
    if known:
        return known
    picture = Picture(
        public_id=public_id,
        title=(clean_text(incoming.alt) or clean_text(incoming.credit) or "Picture")[:255],
        description=clean_text(incoming.alt),
        credit=clean_text(incoming.credit)[:500],
        licence=clean_text(incoming.licence)[:500],
        file=keep_original(drawn.digest, content),
        width=drawn.size[0],
        height=drawn.size[1],
        file_size=len(content),
        file_hash=hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        content_digest=drawn.digest,
        renditions_public=drawn.renditions,
    )
    picture.save()
    return picture

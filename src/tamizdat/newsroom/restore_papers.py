"""Papers, sections, topics, bylines and pictures, rebuilt from their facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from tamizdat.newsroom.body import ToNewsroom, newsroom_html
from tamizdat.newsroom.keep_original import keep_original
from tamizdat.newsroom.models import ArticlePage, Byline, FrontPage, Pick, Picture, SectionPage, Topic
from tamizdat.newsroom.originals import renditions
from tamizdat.newsroom.papers import fronts_by_language
from tamizdat.newsroom.pictures import check_picture, keep_rendition
from tamizdat.newsroom.related import find_articles
from tamizdat.newsroom.tree import add_children, locale_of
from tamizdat.shell.errors import RefusedError

Value = Mapping[str, Any]


def _front_of(language: str) -> FrontPage:
    front = fronts_by_language().get(language)
    if front is None:
        raise RefusedError(f"The settings of the edition name no paper in {language!r}.")
    return front


def restore_sections(paper: Value, sections: Mapping[str, Value]) -> None:
    """The sections of a paper, in its order."""
    front = _front_of(paper["language"])
    made = [
        SectionPage(
            title=sections[public_id]["name"],
            slug=sections[public_id]["slug"],
            public_id=public_id,
            description=sections[public_id]["description"],
            locale=front.locale,
            live=True,
        )
        for public_id in paper["sections"]
    ]
    add_children(SectionPage, made, front)


def restore_paper(value: Value) -> None:
    """The words that stand on all pages of a language."""
    to = ToNewsroom(picture=lambda public_id: None, article=lambda public_id: find_articles([public_id]).get(public_id))
    notice, letter = value["notice"] or {}, value["letter"] or {}
    FrontPage.objects.filter(pk=_front_of(value["language"]).pk).update(
        title=value["name"],
        draft_title=value["name"],
        tagline=value["tagline"],
        notice_title=notice.get("title", ""),
        notice_text=newsroom_html(notice.get("html", ""), to),
        notice_link=notice.get("link", ""),
        letter_title=letter.get("title", ""),
        letter_text=newsroom_html(letter.get("html", ""), to),
        letter_signed=letter.get("signed", ""),
        support_title=value["support"]["title"],
        support_text=newsroom_html(value["support"]["html"], to),
        ways_title=value["ways"]["title"],
        ways_text=newsroom_html(value["ways"]["html"], to),
    )


def restore_front(value: Value) -> None:
    """The lead, the picks, and what stands in sections and slots; until when they should stand was never public."""
    front = _front_of(value["language"])
    rooms, slots = value.get("rooms", {}), value.get("slots", [])
    named = [one for ids in rooms.values() for one in ids] + [one for slot in slots for one in slot["articles"]]
    ids = [one for one in (value["lead"], *value["picks"], *named) if one]
    keys = dict(ArticlePage.objects.filter(public_id__in=ids).values_list("public_id", "pk"))
    sections = dict(SectionPage.objects.filter(public_id__in=rooms).values_list("public_id", "pk"))
    FrontPage.objects.filter(pk=front.pk).update(lead_id=keys.get(value["lead"]))
    told: list[tuple[str, int | None, str]] = [(one, None, "") for one in value["picks"]]
    told += [(one, sections[room], "") for room, ids in rooms.items() if room in sections for one in ids]
    told += [(one, None, slot["name"]) for slot in slots for one in slot["articles"]]
    Pick.objects.bulk_create(
        Pick(page_id=front.pk, article_id=keys[one], section_id=section, slot=slot, sort_order=number)
        for number, (one, section, slot) in enumerate(told)
        if one in keys
    )


def restore_named(model: type[Topic] | type[Byline], value: Value) -> None:
    """A topic or byline."""
    model(
        public_id=value["id"],
        locale=locale_of(value["language"]),
        slug=value["slug"],
        name=value["name"],
        description=value["description"],
    ).save()


def restore_biography(value: Value) -> None:
    """What a byline says of itself; it may name articles and show a picture, so these come first."""
    to = ToNewsroom(picture=lambda public_id: None, article=lambda public_id: find_articles([public_id]).get(public_id))
    face = Picture.objects.filter(public_id=value.get("picture", {}).get("picture", "")).first()
    Byline.objects.filter(public_id=value["id"]).update(
        biography=newsroom_html(value.get("html", ""), to), picture=face, is_guest=value.get("guest", False)
    )
    if face and not face.description:
        Picture.objects.filter(pk=face.pk).update(description=value["picture"]["alt"])


def restore_picture(value: Value, read_picture: Callable[[str, str], bytes]) -> None:
    """A picture with its renditions; the largest of them stands in for the original, which was never public."""
    largest, area = b"", 0
    for one in value["renditions"]:
        data = read_picture(one["digest"], one["extension"])
        if hashlib.sha256(data).hexdigest() != one["digest"]:
            raise RefusedError(f"picture:{value['id']}: the rendition {one['digest']} is damaged.")
        keep_rendition(renditions(), one["digest"], one["extension"], data)
        if one["width"] * one["height"] >= area:
            largest, area = data, one["width"] * one["height"]
    width, height = check_picture(largest)
    digest = hashlib.sha256(largest).hexdigest()
    Picture(
        public_id=value["id"],
        title=value["credit"][:255] or "Picture",
        credit=value["credit"],
        licence=value["licence"],
        file=keep_original(digest, largest),
        width=width,
        height=height,
        file_size=len(largest),
        content_digest=digest,
        renditions_public=value["renditions"],
    ).save()

"""What a paper says of its sections, topics and bylines, set without Wagtail's forms: for the demo and for tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from tamizdat.newsroom.models import Byline, SectionPage, Topic
from tamizdat.shell.errors import RefusedError

MODELS: dict[str, type[SectionPage] | type[Topic] | type[Byline]] = {
    "section": SectionPage, "topic": Topic, "byline": Byline,
}  # fmt: skip


@transaction.atomic
def describe_names(
    language: str, kind: str, descriptions: Mapping[str, str], *, pseudonyms: Collection[str] = ()
) -> int:
    """Describe sections, topics or bylines by name; gives how many changed. An unknown name is refused."""
    changed = 0
    for name, text in descriptions.items():
        one = _find(language, kind, name)
        wanted = {"description": text}
        if isinstance(one, Byline):
            wanted["is_pseudonym"] = name in pseudonyms  # type: ignore[assignment]
        if any(getattr(one, field) != value for field, value in wanted.items()):
            for field, value in wanted.items():
                setattr(one, field, value)
            one.save()
            changed += 1
    return changed


def _find(language: str, kind: str, name: str) -> SectionPage | Topic | Byline:
    title = "title" if kind == "section" else "name"
    found = MODELS[kind].objects.filter(**{"locale__language_code": language, title: name}).first()
    if found is None:
        raise RefusedError(f"There is no {kind} {name!r} in {language!r}.")
    return found

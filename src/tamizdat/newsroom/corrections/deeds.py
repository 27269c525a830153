"""The three verbs: correct, update, withdraw. Each is one transaction, with the facts that readers get."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.html import escape
from wagtail.models import Revision

from tamizdat.newsroom.clean import clean_inline
from tamizdat.newsroom.corrections.chain import add_line, forget_words, lines_about, round_down
from tamizdat.newsroom.corrections.swap import Swap, swap_article
from tamizdat.newsroom.desk.stop_waiting import stop_all
from tamizdat.newsroom.fact_store import write_facts
from tamizdat.newsroom.models import ArticlePage, Change
from tamizdat.newsroom.people import audit
from tamizdat.newsroom.publish import refresh_articles
from tamizdat.shell.errors import RefusedError

Edit = Callable[[ArticlePage], int]
"""Changes an article that is not saved yet; gives in how many places."""


@transaction.atomic
def correct(
    page: ArticlePage, note: str, user: Any, now: datetime, *, swap: Swap | None = None, with_draft: bool = False
) -> int:
    """Say in public what was wrong, and put it right in the text; gives how many places changed.

    The line can never be taken back: words that are not there (any more) are refused, and the line with them.
    """
    add_line(page.public_id, page.locale.language_code, clean_inline(escape(note.strip())), now, now)
    count = _publish(page.pk, "correct", user, now, lambda one: swap_article(one, swap) if swap else 0, with_draft)
    if swap and not count:
        raise RefusedError("The words to correct do not stand in the article: nothing was changed, nothing was said.")
    audit.note(user, "correct", page.public_id)
    return count


@transaction.atomic
def update(
    page: ArticlePage, user: Any, now: datetime, *, text: str = "", above: bool = False, with_draft: bool = False
) -> None:
    """New developments: readers are told when, and nothing was wrong."""
    _publish(page.pk, "update", user, now, lambda one: _add_text(one, text, above) if text.strip() else 0, with_draft)
    audit.note(user, "update", page.public_id)


@transaction.atomic
def withdraw(page: ArticlePage, reason: str, user: Any, now: datetime) -> None:
    """Readers are told that it was withdrawn, and no more. Whatever was to be published of it later is not."""
    Revision.objects.for_instance(page).update(approved_go_live_at=None)
    ArticlePage.objects.filter(pk=page.pk).update(go_live_at=None)
    Change.objects.create(article=page, at=round_down(now), kind="withdraw", reason=reason)
    page = ArticlePage.objects.get(pk=page.pk)
    stop_all(page, user)
    page.unpublish(user=user)
    if reason == "safety":
        write_facts(forget_words(lines_about([page.public_id])))
    audit.note(user, "withdraw", page.public_id)


def _publish(key: int, kind: str, user: Any, now: datetime, edit: Edit, with_draft: bool) -> int:
    """Publish what readers have, or the draft, with this edit; a draft that waits goes on waiting and has it too."""
    live = ArticlePage.objects.get(pk=key)
    waiting = live.has_unpublished_changes and not with_draft
    page = live.get_latest_revision_as_object() if with_draft else live
    scheduled = list(Revision.objects.for_instance(live).filter(approved_go_live_at__isnull=False))
    count = edit(page)
    if not count and not with_draft:
        return _only_say(live, kind, now)
    draft = live.get_latest_revision_as_object() if waiting else None
    page.updated_at, page.change_kind, page.go_live_at = round_down(now), kind, None
    page.save_revision(user=user).publish(user=user)
    for revision in scheduled:
        _edit_scheduled(revision, edit)
    if draft is not None:
        edit(draft)
        draft.save_revision(user=user)
    return count


def _only_say(live: ArticlePage, kind: str, now: datetime) -> int:
    """The text stays; readers and their feeds are told all the same."""
    ArticlePage.objects.filter(pk=live.pk).update(updated_at=round_down(now))
    Change.objects.create(article=live, at=round_down(now), kind=kind)
    refresh_articles([live.pk], now)
    return 0


def _edit_scheduled(revision: Revision, edit: Edit) -> None:
    """What waits for its hour gets the edit too, and keeps its hour: publishing something else had cancelled it."""
    page = revision.as_object()
    edit(page)
    revision.content = page.serializable_data()
    revision.save(update_fields=["content", "approved_go_live_at"])


def _add_text(page: ArticlePage, text: str, above: bool) -> int:
    paragraphs = [f"<p>{escape(' '.join(one.split()))}</p>" for one in text.split("\n") if one.strip()]
    block = {"type": "text", "value": "".join(paragraphs), "id": str(uuid.uuid4())}
    raw = list(page.body.raw_data)
    page.body = json.dumps([block, *raw] if above else [*raw, block])
    return 1

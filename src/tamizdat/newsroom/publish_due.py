"""Articles whose hour has come become public, and those whose hour has passed cease to be."""

from __future__ import annotations

from datetime import datetime

from django.core.management import call_command
from wagtail.models import Page, Revision

from tamizdat.newsroom.compose_articles import public_articles
from tamizdat.newsroom.publish import refresh_articles


def publish_due(*, now: datetime) -> int:
    """What editors scheduled, and what they dated ahead; gives how many became public.

    Articles of an archive that is still coming in are left to ``publish_accepted``, which knows their order.
    """
    before = public_articles(now).filter(sequence__isnull=False).count()
    scheduled = Revision.objects.filter(approved_go_live_at__lte=now).exists()
    if scheduled or Page.objects.filter(live=True, expire_at__lte=now).exists():
        call_command("publish_scheduled", verbosity=0)
    dated_ahead = public_articles(now).filter(sequence=None, latest_revision__isnull=False)
    refresh_articles(dated_ahead.order_by("published_at", "pk").values_list("pk", flat=True), now)
    return public_articles(now).filter(sequence__isnull=False).count() - before

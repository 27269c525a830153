"""Articles whose hour has come become public, those whose hour has passed cease to be, and the front follows."""

from __future__ import annotations

from datetime import datetime

from django.core.management import call_command
from wagtail.models import Page, Revision

from tamizdat.newsroom.compose_articles import public_articles
from tamizdat.newsroom.formats.front import fronts_over_time
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.publish import compose_papers, refresh_articles, write_facts


def publish_due(*, now: datetime) -> int:
    """What editors scheduled, and what they dated ahead; gives how many became public for the first time.

    Articles of an archive that is still coming in are left to ``publish_accepted``, which knows their order. Only what
    is due is looked at: this is asked before every edition.
    """
    scheduled = Revision.objects.filter(approved_go_live_at__lte=now).values_list("object_id", flat=True)
    keys = [int(key) for key in scheduled]
    new = set(ArticlePage.objects.filter(pk__in=keys, sequence=None).values_list("pk", flat=True))
    if keys or Page.objects.filter(expire_at__lte=now, live=True).exists():
        call_command("publish_scheduled", verbosity=0)
    dated_ahead = public_articles(now).filter(sequence=None, latest_revision__isnull=False)
    ahead = list(dated_ahead.order_by("published_at", "pk").values_list("pk", flat=True))
    refresh_articles(ahead, now)
    if over := fronts_over_time(now):
        write_facts(compose_papers(now, over))
    return ArticlePage.objects.filter(pk__in=new.union(ahead), sequence__isnull=False).count()

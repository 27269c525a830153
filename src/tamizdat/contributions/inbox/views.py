"""``POST /notices/<processor>/``: believed, kept, answered. Nothing is logged but what is wrong with our own side."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tamizdat.contributions.inbox.opened import open_cached
from tamizdat.contributions.inbox.store import store_notice
from tamizdat.contributions.providers.contract import NoticeRefusedError
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home


@require_POST
def take_notice(request: HttpRequest, processor: str) -> HttpResponse:
    """200: it is kept, now or before. 400: it is not the processor's. 503: we cannot keep it now, send it again."""
    home: Home = settings.HOME
    try:
        provider = open_cached(home, processor)
    except TamizdatError:
        return HttpResponse(status=404)
    try:
        told = provider.read_notice(request.body, request.headers, datetime.now(UTC))
        store_notice(home, provider, told)
    except (NoticeRefusedError, RequestDataTooBig):
        return HttpResponse(status=400)
    except (DatabaseError, OSError):
        return HttpResponse(status=503)
    return HttpResponse(status=200)

"""A page as the press would print it, with what has not been published yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse


def render_page(page: Any) -> list[Any]:
    return []


def preview_page(page: Any, mode_name: str) -> HttpResponse:
    return HttpResponse("")

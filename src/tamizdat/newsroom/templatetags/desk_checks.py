"""Findings beside the form."""

from __future__ import annotations

from typing import Any

from django import template

from tamizdat.newsroom.desk.checks import find_findings
from tamizdat.newsroom.models import ArticlePage

register = template.Library()


@register.inclusion_tag("desk/side_findings.html")
def desk_findings(page: Any) -> dict[str, Any]:
    """Of the newest draft; nothing while the page is not saved."""
    is_article = isinstance(page, ArticlePage) and page.pk
    return {"page": page if is_article else None, "findings": find_findings(page) if is_article else []}

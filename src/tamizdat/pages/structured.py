"""What search engines and archives read of an article: schema.org's NewsArticle as JSON-LD."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from tamizdat.pages.clean import clean_inline
from tamizdat.pages.escape import Markup, trim
from tamizdat.pages.identity import article_id
from tamizdat.pages.paper import Paper
from tamizdat.pages.recording import describe_recording
from tamizdat.pages.series import describe_series

TYPES = {
    "opinion": "OpinionNewsArticle", "analysis": "AnalysisNewsArticle", "feature": "ReportageNewsArticle",
    "page": "WebPage",
}  # fmt: skip


def describe_article(paper: Paper, article: dict[str, Any], bylines: list[dict[str, Any]]) -> Markup:
    """One line of JSON that no text can break out of."""
    value: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(article["kind"], "NewsArticle"),
        "identifier": article_id(article["id"]),
        "headline": trim(article["headline"], 300),
        "inLanguage": article["language"],
        "isAccessibleForFree": True,
        "publisher": {"@type": "NewsMediaOrganization", "name": paper.name},
    }
    if article["published"]:
        value["datePublished"] = article["published"]
        value["dateModified"] = article["updated"] or article["published"]
    if bylines:
        value["author"] = [{"@type": "Person", "name": one["name"]} for one in bylines[:12]]
    value |= describe_recording(article) | describe_series(article, paper.ask)
    if article["corrections"]:
        value["correction"] = [trim(_words(one["html"]), 400) for one in article["corrections"][-5:]]
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", clean_inline(html))).split())

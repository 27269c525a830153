"""What search engines and archives read of an article: schema.org's NewsArticle as JSON-LD.

Addresses are relative to the page, as everywhere: the same article stands under many hosts.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from tamizdat.pages.clean import clean_inline
from tamizdat.pages.escape import Markup, trim
from tamizdat.pages.identity import article_id
from tamizdat.pages.links import root_of
from tamizdat.pages.paper import Paper, named_link
from tamizdat.pages.pictures import card_href
from tamizdat.pages.recording import describe_recording
from tamizdat.pages.series import describe_series

TYPES = {
    "opinion": "OpinionNewsArticle", "analysis": "AnalysisNewsArticle", "feature": "ReportageNewsArticle",
    "page": "WebPage",
}  # fmt: skip
"""Kind → type of schema.org; every other kind is a NewsArticle."""


def describe_article(paper: Paper, article: dict[str, Any], bylines: list[dict[str, Any]]) -> Markup:
    """One line of JSON that no text can break out of."""
    root = str(root_of(article["path"]))
    value: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(article["kind"], "NewsArticle"),
        "identifier": article_id(article["id"]),
        "headline": trim(article["headline"], 300),
        "inLanguage": article["language"],
        "isAccessibleForFree": True,
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": paper.name,
            "url": f"{root}{paper.language}/index.html",
        },
    }
    if article["published"]:
        value["datePublished"] = article["published"]
        value["dateModified"] = article["updated"] or article["published"]
    if card := card_href(paper.ask, article["picture"]):
        value["image"] = unescape(f"{root}{card}")
    if bylines:
        value["author"] = [_author(one, root) for one in bylines[:12]]
    value |= describe_recording(article) | describe_series(article, paper.ask)
    if article["corrections"]:
        value["correction"] = [trim(_words(one["html"]), 400) for one in article["corrections"][-5:]]
    return to_script(value)


POLICIES = {
    "ethics": "ethicsPolicy", "corrections": "correctionsPolicy", "verification": "verificationFactCheckingPolicy",
    "sources": "unnamedSourcesPolicy", "ownership": "ownershipFundingInfo", "feedback": "actionableFeedbackPolicy",
    "masthead": "masthead", "about": "publishingPrinciples",
}  # fmt: skip
"""Part of "About us" → property of schema.org's NewsMediaOrganization, as the Trust Project names them."""


def describe_paper(paper: Paper, path: str) -> Markup:
    """The newsroom itself, with where each policy stands; owners and place only as far as it prints them."""
    root, home = str(root_of(path)), paper.language
    policies = paper.fact.get("policies") or {}
    value = {
        "@context": "https://schema.org",
        "@type": "NewsMediaOrganization",
        "name": paper.name,
        "url": f"{root}{home}/index.html",
        "logo": f"{root}icon.svg",
        **{
            property: f"{root}{home}/about/index.html#{name}" for name, property in POLICIES.items() if name in policies
        },
    }
    return to_script(value)


def to_script(value: dict[str, Any]) -> Markup:
    """JSON as it may stand in a page."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _author(byline: dict[str, Any], root: str) -> dict[str, str]:
    return {"@type": "Person", "name": byline["name"], "url": f"{root}{unescape(named_link('byline', byline)['href'])}"}


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", clean_inline(html))).split())

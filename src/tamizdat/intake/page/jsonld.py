"""What a page tells search machines of its article (schema.org in JSON)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tamizdat.intake.page.credit import squash

ARTICLES = re.compile(
    r"(?:article|blogposting|reportage|report|liveblogposting|socialmediaposting|review|opinion)", re.I
)
DEEPEST = 12
MOST = 2_000_000
"""Characters of one script; more is no description of an article."""


def find_article(root: etree._Element) -> dict[str, Any]:
    """The description of the article; empty when there is none."""
    nodes = [node for script in root.iter("script") for value in read_script(script) for node in walk(value)]
    articles = [
        n
        for n in nodes
        if any(ARTICLES.search(t) for t in types(n))
        and (n.get("headline") or n.get("articleBody") or n.get("datePublished"))
    ]
    if not articles:
        return {}
    best = max(articles, key=lambda n: (bool(n.get("headline")), len(str(n.get("articleBody") or "")), len(n)))
    return resolve(best, nodes)


def read_script(script: etree._Element) -> Iterator[Any]:
    """The value of one script; nothing when it is no JSON-LD, however broken."""
    text = script.text or ""
    if "ld+json" not in (script.get("type") or "").lower() or len(text) > MOST:
        return
    text = (
        re.sub(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[|/\*.*?\*/)+|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$", "", text.strip())
        .strip()
        .rstrip(";")
    )
    for attempt in (text, re.sub(r",\s*([}\]])", r"\1", text), re.sub(r"[\r\n\t]+", " ", html.unescape(text))):
        try:
            yield json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return


def walk(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object in a value."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value[:500]:
            yield from walk(one, depth + 1)


def resolve(article: dict[str, Any], nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The article with references (@id) replaced by what they refer to."""
    known = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}

    def look(value: Any) -> Any:
        if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
            return known.get(value["@id"], value)
        return [look(v) for v in value] if isinstance(value, list) else value

    return {key: look(value) for key, value in article.items()}


def types(node: dict[str, Any]) -> list[str]:
    """The types that an object names."""
    return [t for t in as_list(node.get("@type")) if isinstance(t, str)]


def as_list(value: Any) -> list[Any]:
    """A list of what is there once, many times or not at all."""
    return [] if value is None else value if isinstance(value, list) else [value]


def words(value: Any) -> str:
    """The text of a value, without markup."""
    value = next(iter(as_list(value)), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    if not isinstance(value, str):
        return ""
    return squash(html.unescape(re.sub(r"<[^>]{0,500}>", " ", html.unescape(value))))


def names(value: Any) -> list[str]:
    """Names of people; of organisations only when there are no people."""
    people: list[str] = []
    others: list[str] = []
    for one in as_list(value):
        name = one.get("name") if isinstance(one, dict) else one
        texts = [words(n) for n in as_list(name) if words(n)]
        is_person = not isinstance(one, dict) or not any("organi" in t.lower() for t in types(one))
        (people if is_person else others).extend(texts)
    return [n for n in people if not n.startswith("http")] or [n for n in others if not n.startswith("http")]

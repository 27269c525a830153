"""The feed of one live coverage: its newest entries, each with an identity that stays."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from tamizdat.core.edition.paths import canonical_path
from tamizdat.pages.escape import NOTHING, Markup, plain, text, trim
from tamizdat.pages.feeds import shorten
from tamizdat.pages.forms import WORDLESS
from tamizdat.pages.identity import article_id
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper
from tamizdat.pages.pieces import Setting, text_pieces

ATOM = "application/atom+xml"
MOST = 30
SUMMARY = 150
"""Bytes of an entry whose text has no room in the feed."""
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def live_feed_path(path: str) -> str:
    """``quay.html`` → ``quay.live.xml``: no slug holds a full stop."""
    return f"{path.removesuffix('.html')}.live.xml"


def print_live_feed(paper: Paper, article: dict[str, Any], setting: Setting) -> Output:
    """Newest first, whole while they fit; an entry that was edited has another ``updated`` and the same ``id``."""
    path, entries = live_feed_path(article["path"]), article["live"]["entries"][: -MOST - 1 : -1]
    told = [_entry(article, one, setting) for one in entries]
    latest = max((one.get("edited", one["at"]) for one in entries), default=article["updated"] or article["published"])
    context = {
        "id": text(f"{article_id(article['id'])}/live"),
        "title": _words(article["headline"]),
        "subtitle": _words(article["standfirst"]),
        "page": _address(article["path"]),
        "lang": text(article["language"]),
        "name": _words(paper.name),
        "root": setting.root,
        "self": _address(path),
        "current": _address(path),
        "updated": text(latest or "1970-01-01T00:00:00Z"),
        "before": NOTHING,
        "entries": Markup("\n".join(map(partial(_print, paper, setting), shorten(told), entries))),
        **_ways(paper),
    }
    return Output(path, WORDLESS.encode("feed.xml", context, is_archive=False), ATOM)


def _entry(article: dict[str, Any], entry: dict[str, Any], setting: Setting) -> dict[str, Markup]:
    html = "\n".join(one.html for one in text_pieces([entry["html"]], setting)) if entry["html"] else ""
    return {
        "id": text(f"{article_id(article['id'])}/{entry['id']}"),
        "title": _words(entry.get("title") or trim(plain(entry["html"]), 120) or entry["at"]),
        "href": Markup(f"{_stem(article['path'])}.live.{entry['part']}.html#e{text(entry['id'])}"),
        "published": text(entry["at"]),
        "updated": text(entry.get("edited", entry["at"])),
        "authors": NOTHING,
        "terms": NOTHING,
        "summary": NOTHING,
        "content": _words(html),
    }


def _print(paper: Paper, setting: Setting, told: dict[str, Markup], entry: dict[str, Any]) -> str:
    """Where its whole text has no room, how it begins."""
    summary = NOTHING if told["content"] else _words(trim(plain(entry["html"]), SUMMARY))
    return WORDLESS.fill("entry.xml", {**told, "root": setting.root, "summary": summary, **_ways(paper)})


def _stem(path: str) -> str:
    return str(_address(path)).removesuffix(".html")


def _ways(paper: Paper) -> dict[str, Markup]:
    return {"ways": _address(f"/{paper.language}/ways/index.html"), "ways_title": _words(str(paper.words["ways"]))}


def _address(path: str) -> Markup:
    return text(canonical_path(path)[1:])


def _words(words: str) -> Markup:
    return text(NOT_XML.sub("", words))

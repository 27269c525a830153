"""A feed as JSON Feed 1.1. Addresses are relative to the file, like those of every page and feed here."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from tamizdat.pages.escape import Markup
from tamizdat.pages.identity import feed_id
from tamizdat.pages.links import href
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper

VERSION = "https://jsonfeed.org/version/1.1"
NAME = re.compile(r"<name>(.*?)</name>", re.DOTALL)
TERM = re.compile(r'term="([^"]*)"')


def print_json(paper: Paper, what: Any, entries: list[dict[str, Markup]], root: Markup) -> Output:
    """The same entries as in Atom."""
    value = {
        "version": VERSION,
        "title": what.title,
        "description": what.subtitle,
        "language": paper.language,
        "home_page_url": unescape(f"{root}{href(what.page)}"),
        "feed_url": unescape(f"{root}{href(f'{what.place}.json')}"),
        "_id": feed_id(paper.settings["name"], what.identity),
        "items": [_item(one, root) for one in entries],
    }
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Output(f"{what.place}.json", data, "application/json")


def _item(entry: dict[str, Markup], root: Markup) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry["id"],
        "url": unescape(f"{root}{entry['href']}"),
        "title": unescape(entry["title"]),
        "summary": unescape(entry["summary"]),
        "content_html": unescape(entry["content"]),
        "date_published": unescape(entry["published"]),
        "date_modified": entry["updated"] if entry["published"] else "",
        "authors": [{"name": unescape(one)} for one in NAME.findall(entry["authors"])],
        "tags": [unescape(one) for one in TERM.findall(entry["terms"])],
    }
    if not item["content_html"]:  # the format asks for one of the two
        item["content_text"] = item["summary"] or item["title"]
    return {name: value for name, value in item.items() if value}

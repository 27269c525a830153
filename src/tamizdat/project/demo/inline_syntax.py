"""Words with light marks → inline html.

``*emphasis*`` · ``**strong**`` · ```code``` · ``[words](address)`` · ``[[article]]`` · ``[[article|words]]``
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

LINK_TO_ARTICLE = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")
MARK = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\[\[(?P<article>[^\]|]+)(?:\|(?P<words>[^\]]+))?\]\]"
    r"|\[(?P<text>[^\]]+)\]\((?P<address>[^)\s]+)\)"
    r"|\*\*(?P<strong>[^*]+)\*\*"
    r"|\*(?P<em>[^*]+)\*"
)

FindArticle = Callable[[str], tuple[str, str]]
"""The slug of an article → its public id and its headline; raises LookupError for an unknown one."""


def inline_html(text: str, find_article: FindArticle) -> str:
    """Inline html of one paragraph, caption or cell."""
    parts: list[str] = []
    end = 0
    for found in MARK.finditer(text):
        parts += [escape(text[end : found.start()], quote=False), _mark(found, find_article)]
        end = found.end()
    return "".join([*parts, escape(text[end:], quote=False)])


def _mark(found: re.Match[str], find_article: FindArticle) -> str:
    """One marked piece of text."""
    if found["code"]:
        return f"<code>{escape(found['code'], quote=False)}</code>"
    if found["article"]:
        public_id, headline = find_article(found["article"].strip())
        return f'<a href="article:{public_id}">{escape(found["words"] or headline, quote=False)}</a>'
    if found["text"]:
        return f'<a href="{escape(found["address"])}">{inline_html(found["text"], find_article)}</a>'
    tag = "strong" if found["strong"] else "em"
    return f"<{tag}>{inline_html(found['strong'] or found['em'], find_article)}</{tag}>"

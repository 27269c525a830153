"""The shape of an article: what readers who listen to it, or look for the right place in it, stumble over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from django.utils.translation import gettext as _

from tamizdat.newsroom.desk.findings import TAGS, Draft, Finding, Weight
from tamizdat.newsroom.models import ArticlePage

LINK = re.compile(r"<a href=[^>]*>(.*?)</a>", re.DOTALL)
SAYS_NOTHING = {
    "here", "click here", "link", "this link", "read more", "more", "this", "здесь", "тут", "ссылка", "по ссылке",
    "тут же", "подробнее", "читать далее", "далее", "اینجا", "لینک", "این لینک", "بیشتر", "ادامه", "هنا", "الرابط",
    "hier", "link hier", "mehr", "ici", "lien", "lire la suite", "aquí", "enlace", "más", "burada", "тутака",
    "посилання", "докладніше", "спасылка", "падрабязней", "这里", "链接", "點擊這裡", "点击这里", "こちら", "ここ",
    "כאן",
}  # fmt: skip


def check_shape(draft: Draft) -> Iterator[Finding]:
    """Said, never in the way."""
    if isinstance(draft.page, ArticlePage):
        yield from (
            Finding(Weight.TELL, one) for one in (*_empty(draft), *_levels(draft), *_tables(draft), *_links(draft))
        )


def _empty(draft: Draft) -> Iterator[str]:
    if not draft.body:
        yield _("Nothing stands under the headline: readers see an article without text.")


def _levels(draft: Draft) -> Iterator[str]:
    level = 1
    for block in draft.body:
        if block["type"] != "heading":
            continue
        if block["level"] > level + 1:
            words = _("The subhead “%(text)s” is smaller than its place: one size between is left out. Make it larger.")
            yield words % {"text": block["text"]}
        level = block["level"]


def _tables(draft: Draft) -> Iterator[str]:
    for block in draft.body:
        if block["type"] == "table" and not block["header"]:
            name = block["caption"] or unescape(TAGS.sub("", block["rows"][0][0]))
            yield _(
                "In the table “%(name)s” no row names the columns. Who hears it read aloud cannot tell what a cell is."
            ) % {"name": name}


def _links(draft: Draft) -> Iterator[str]:
    for html in draft.htmls():
        for found in LINK.findall(html):
            words = " ".join(unescape(TAGS.sub("", found)).split())
            if words.casefold().strip(" .:>→»") in SAYS_NOTHING:
                yield _("A link says only “%(words)s”. Say in the link what it leads to.") % {"words": words}

"""The same articles for both: facts by the line for ours, pages of HTML for Pagefind."""

from __future__ import annotations

import json
import sys
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.peers.articles import Article, make_articles
from benchmarks.peers.source import texts


def write_corpus(folder: Path, count: int, *, pages: bool) -> None:
    """``articles.jsonl``, and ``site/`` where ``pages``."""
    (folder / "site").mkdir(parents=True, exist_ok=True)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as lines:
        for article in make_articles(texts(), count):
            lines.write(json.dumps(as_fact(article)) + "\n")
            if pages:
                (folder / "site" / f"{article.slug}.html").write_text(as_page(article), encoding="utf-8")


def _body(article: Article) -> str:
    return "".join(f"<p>{escape(one)}</p>" for block in article.blocks for one in block.texts)


def as_fact(article: Article) -> dict[str, Any]:
    """What the press's derived facts are made of."""
    return {
        "id": f"{article.number:013}", "path": f"/en/2026/03/{article.slug}.html", "headline": article.headline,
        "standfirst": article.standfirst, "dateline": "", "published": f"{article.published:%Y-%m-%dT%H:%M:%SZ}",
        "bylines": [{"id": "b" * 13, "name": article.author}], "section": {"name": article.section},
        "body": [{"type": "text", "html": _body(article)}], "corrections": [],
    }  # fmt: skip


def as_page(article: Article) -> str:
    """A bare page: headline, standfirst, author, section, text."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(article.headline)}</title>'
        f"<body><main data-pagefind-body><h1>{escape(article.headline)}</h1><p>{escape(article.standfirst)}</p>"
        f"<p>{article.author} {article.section}</p>{_body(article)}</main></body></html>"
    )


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]), int(sys.argv[2]), pages=sys.argv[3] == "True")

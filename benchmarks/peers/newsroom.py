"""A newsroom with N articles, and changes in it, made in a process of its own.

    python -m benchmarks.peers.newsroom fill HOME COUNT
    python -m benchmarks.peers.newsroom change HOME COUNT     (reads {"deed", "mark"} lines, answers {"page"} lines)

Facts are written as the newsroom writes them when something is published (docs/formats/facts-v1.md), many at a time;
each article also has its row among Wagtail's pages, without a body, because the press counts those at each turn.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.peers.articles import (
    AUTHORS,
    SECTIONS,
    TOPICS,
    Article,
    Block,
    make_article,
    make_articles,
    to_html,
)
from benchmarks.peers.peer import stamp
from benchmarks.peers.source import texts

from tamizdat.newsroom.public_ids import derived_public_id
from tamizdat.shell.home import Home, open_newsroom

LANGUAGE = "en"
STEP = 1_000
Facts = dict[str, Any]


def id_of(kind: str, name: str) -> str:
    return derived_public_id("benchmark", kind, name)


def path_of(article: Article) -> str:
    return f"/{LANGUAGE}/{article.published:%Y/%m}/{article.slug}.html"


def named(kind: str, name: str) -> Facts:
    """The fact of a section, topic or byline."""
    public_id = id_of(kind, name)
    slug = name.lower().replace(" ", "-")
    return {
        f"{kind}:{public_id}": {
            "id": public_id, "language": LANGUAGE, "slug": slug, "name": name, "description": "",
        }
    }  # fmt: skip


def lists_of(article: Article) -> list[str]:
    """Where the article is printed."""
    return [
        f"latest:{LANGUAGE}",
        f"section:{id_of('section', article.section)}",
        *(f"topic:{id_of('topic', one)}" for one in article.topics),
        f"byline:{id_of('byline', article.author)}",
        f"month:{LANGUAGE}/{article.published:%Y-%m}",
    ]


def give_places(article: Article, given: dict[str, int]) -> dict[str, int]:
    """The next place in each of its lists."""
    places = {}
    for name in lists_of(article):
        given[name] = places[name] = given.get(name, 0) + 1
    return places


def fact_of(article: Article, places: dict[str, int]) -> dict[str, Any]:
    """The fact of an article."""
    public_id = id_of("article", article.slug)
    return {
        "id": public_id, "language": LANGUAGE, "slug": article.slug, "path": path_of(article),
        "sequence": article.number + 1, "group": public_id, "kind": "news", "headline": article.headline,
        "standfirst": article.standfirst, "dateline": "", "published": stamp(article.published), "updated": None,
        "section": id_of("section", article.section), "topics": [id_of("topic", one) for one in article.topics],
        "bylines": [id_of("byline", article.author)], "picture": None,
        "body": [_block(one) for one in article.blocks], "corrections": [], "related": [], "licence": "",
        "legacy": [], "places": places,
    }  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    if block.kind == "heading":
        return {"type": "heading", "level": 2, "text": block.texts[0]}
    if block.kind == "quote":
        return {"type": "quote", "html": to_html(block), "cite": ""}
    return {"type": "text", "html": to_html(block)}


class Newsroom:
    """The newsroom's tables. Django has to know the home first."""

    def __init__(self, home: Path) -> None:
        open_newsroom(Home(home))
        from tamizdat.newsroom import fact_store, models, papers, tree

        self.store, self.models, self.tree = fact_store, models, tree
        self.front = papers.fronts_by_language()[LANGUAGE]

    def fill(self, count: int) -> None:
        """Sections, topics, bylines, then articles, oldest first."""
        self._add_sections()
        for kind, names in (("topic", TOPICS), ("byline", AUTHORS)):
            self.store.write_facts({name: value for one in names for name, value in named(kind, one).items()})
        given: dict[str, int] = {}
        for batch in _batches(make_articles(texts(), count)):
            placed = [(one, give_places(one, given)) for one in batch]
            self._add_pages(placed)
            self.store.write_facts({f"article:{id_of('article', one.slug)}": fact_of(one, at) for one, at in placed})
        for section in self.sections.values():
            self.models.SectionPage.objects.filter(pk=section.pk).update(numchild=section.numchild)
        self._write_counters(count, given)

    def _add_sections(self) -> None:
        pages = [
            self.models.SectionPage(
                title=one, slug=one, public_id=id_of("section", one), locale=self.front.locale, live=True
            )
            for one in SECTIONS
        ]
        self.tree.add_children(self.models.SectionPage, pages, self.front)
        self.sections = {one.slug: one for one in self.models.SectionPage.objects.all()}
        self.store.write_facts({name: value for one in SECTIONS for name, value in named("section", one).items()})

    def _add_pages(self, placed: Sequence[tuple[Article, dict[str, int]]]) -> None:
        """Their steps in the tree are counted here: to look them up takes longer the more pages there are."""
        pages = [self._page(one, at) for one, at in placed]
        for (article, _), page in zip(placed, pages, strict=True):
            section = self.sections[article.section]
            section.numchild += 1
            page.path, page.depth = self.tree.child_path(section.path, section.numchild), section.depth + 1
            page.numchild = 0
            page.url_path = f"{section.url_path}{page.slug}/"
        self.tree.insert_pages(self.models.ArticlePage, pages)

    def _page(self, article: Article, places: dict[str, int]) -> Any:
        public_id = id_of("article", article.slug)
        return self.models.ArticlePage(
            title=article.headline, slug=article.slug, slug_public=article.slug, public_id=public_id, group=public_id,
            locale=self.front.locale, live=True, standfirst=article.standfirst, published_at=article.published,
            first_published_at=article.published, last_published_at=article.published, sequence=article.number + 1,
            path_public=path_of(article), places=places,
        )  # fmt: skip

    def _write_counters(self, sequence: int, given: dict[str, int]) -> None:
        places = {f"place:{name}": value for name, value in given.items()}
        self.store.write_counters({"sequence": sequence, **places})
        self.store.write_facts({"counters": self.store.compose_counters()})

    def edit(self, article: Article, mark: str) -> str:
        """Its text gets one more paragraph."""
        name = f"article:{id_of('article', article.slug)}"
        value = json.loads(self.store.read_fact(name) or "")
        value["body"].append({"type": "text", "html": f"<p>{mark}</p>"})
        self.store.write_facts({name: {**value, "updated": stamp(datetime.now(UTC))}})
        return path_of(article)

    def publish(self, mark: str) -> str:
        """One more article, the newest, in its lists."""
        article = make_article(texts(), self.store.read_counter("sequence"))
        article = replace(article, blocks=(*article.blocks, Block("quote", (mark,))))
        names = lists_of(article)
        given = self.store.read_counters(f"place:{name}" for name in names)
        given = {name.removeprefix("place:"): value for name, value in given.items()}
        value = fact_of(article, give_places(article, given))
        self.store.write_facts({f"article:{value['id']}": value})
        self._write_counters(article.number + 1, given)
        return path_of(article)


def _batches(articles: Iterator[Article]) -> Iterator[list[Article]]:
    while batch := list(islice(articles, STEP)):
        yield batch


def _change(newsroom: Newsroom, count: int) -> None:
    """Do what each line asks, and say which page shows it."""
    edited = make_article(texts(), count // 2)
    print(json.dumps({"page": path_of(edited)}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        mark = asked["mark"]
        page = newsroom.edit(edited, mark) if asked["deed"] == "edit" else newsroom.publish(mark)
        print(json.dumps({"page": page}), flush=True)


def main() -> None:
    """What the first words say."""
    deed, home, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    newsroom = Newsroom(home)
    if deed == "fill":
        newsroom.fill(count)
    else:
        _change(newsroom, count)


if __name__ == "__main__":
    main()

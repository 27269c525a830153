"""The demo newsroom is a paper that one would want to read, and nothing in it points nowhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from tamizdat.newsroom.incoming import IncomingArticle
from tamizdat.project.demo import LANGUAGES
from tamizdat.project.demo.read_articles import CREDIT, HERE, public_id, read_articles
from tamizdat.project.demo.read_paper import read_papers

ARTICLES = read_articles()
PAPERS = {paper.language: paper for paper in read_papers(ARTICLES)}
NEWS = [one for one in ARTICLES if one.kind != "page"]
LONGEST_HEADLINE = 100
LONGEST_STANDFIRST = 260
REAL_NAMES = ["Russia", "Iran", "Ukraine", "Moscow", "Tehran", "Россия", "Москва", "Иран", "ایران", "تهران", "روسیه",
              "London", "Europe", "Guardian", "Telegram", "Facebook"]  # fmt: skip
each = pytest.mark.parametrize("article", ARTICLES, ids=lambda one: one.identity)


def texts(article: IncomingArticle) -> Iterator[str]:
    """Every text of an article, html with its marks."""
    yield from (article.headline, article.standfirst, article.dateline)
    yield from (one["html"] for one in article.corrections)
    if article.picture:
        yield from (article.picture.alt, article.picture.caption)
    for block in article.body:
        yield from (block.get(key, "") for key in ("html", "text", "cite", "caption", "alt", "title"))
        for shown in block.get("pictures", ()):
            yield from (shown["alt"], shown["caption"])
        for row in block.get("rows", ()):
            yield from row


def count_words(article: IncomingArticle) -> int:
    plain = re.sub(r"<[^>]*>", " ", " ".join(block.get("html", "") for block in article.body))
    return len(plain.split())


def named(kind: str) -> list[IncomingArticle]:
    return [one for one in ARTICLES if one.kind == kind]


def test_there_is_enough_to_read_in_every_language() -> None:
    count = Counter(one.language for one in NEWS)
    assert set(count) == set(LANGUAGES) == set(PAPERS)
    assert len(NEWS) >= 28
    assert count["en"] >= 14 and count["ru"] >= 8 and count["fa"] >= 8, count


def test_every_kind_of_article_is_there() -> None:
    kinds = {"news", "brief", "feature", "opinion", "interview", "analysis", "gallery", "page"}
    assert {one.kind for one in ARTICLES} - {"live"} == kinds
    assert any(len(block["pictures"]) >= 6 for one in named("gallery") for block in one.body if "pictures" in block)
    assert any(one.corrections for one in ARTICLES)
    assert all(any(block["type"] == "table" for block in one.body) for one in named("analysis"))


def test_every_kind_of_block_is_there() -> None:
    used = {block["type"] for one in ARTICLES for block in one.body}
    assert used >= {"text", "heading", "gallery", "quote", "embed", "table", "related", "code", "rule"}


def test_the_long_reads_are_long() -> None:
    words = {one.identity: count_words(one) for one in ARTICLES}
    assert words["en/nine-metres-on-paper"] >= 3000
    assert words["en/the-bell"] >= 2000
    assert words["ru/lotsman-i-lot"] >= 1200


def test_translations_are_one_a_language_and_of_one_kind() -> None:
    groups = defaultdict(list)
    for one in ARTICLES:
        if one.group:
            groups[one.group].append(one)
    assert len(groups) >= 6
    for group, members in groups.items():
        languages = [one.language for one in members]
        assert len(languages) == len(set(languages)) >= 2, group
        assert len({one.kind for one in members}) == 1, group


def test_no_two_articles_of_a_language_have_one_name() -> None:
    names = Counter((one.language, one.slug) for one in ARTICLES)
    assert [name for name, count in names.items() if count > 1] == []


@each
def test_an_article_has_what_its_place_in_the_paper_needs(article: IncomingArticle) -> None:
    assert article.published is not None and "2026-03-24" <= f"{article.published:%Y-%m-%d}" <= "2026-11-24"
    assert article.updated is None or article.updated > article.published
    assert 0 < len(article.headline) <= LONGEST_HEADLINE
    assert 0 < len(article.standfirst) <= LONGEST_STANDFIRST
    if article.kind != "page":
        paper = PAPERS[article.language]
        assert article.section in paper.section_order
        assert article.bylines and set(article.bylines) <= set(paper.descriptions["byline"])
        assert article.topics


@each
def test_every_picture_has_a_credit_and_words_for_those_who_cannot_see_it(article: IncomingArticle) -> None:
    for picture in article.pictures:
        assert picture.credit == CREDIT and picture.content and len(picture.alt) > 20 and picture.licence
    shown = {article.picture.picture} if article.picture else set()
    shown |= {one["picture"] for block in article.body for one in block.get("pictures", ())}
    assert shown <= {picture.key for picture in article.pictures}


@each
def test_every_link_inside_the_paper_arrives(article: IncomingArticle) -> None:
    known = {public_id(one.identity) for one in ARTICLES if one.language == article.language}
    linked = set(re.findall(r"article:([a-z2-7]{13})", " ".join(texts(article))))
    linked |= {one for block in article.body if block["type"] == "related" for one in block["articles"]}
    assert linked <= known
    assert set(article.related) <= {one.identity for one in ARTICLES}
    assert article.identity not in article.related


@each
def test_nothing_real_is_named(article: IncomingArticle) -> None:
    words = " ".join(texts(article))
    assert [name for name in REAL_NAMES if name in words] == []
    addresses = re.findall(r"https?://([^/\s\"]+)", words) + [b["address"] for b in article.body if "address" in b]
    assert all(".example" in address for address in addresses)


@each
def test_every_language_is_set_as_it_should_be(article: IncomingArticle) -> None:
    words = re.sub(r"<[^>]*>", "", " ".join(texts(article)))
    if article.language == "en":
        assert not re.search(r"[\"']", words)
    if article.language == "ru":
        assert not re.search(r'["„“”]|\s-\s|\.\.\.', words)
    if article.language == "fa":
        assert not re.search(r'["„“”?;]|[٠-٩يك]|[آ-ی],|\.\.\.', words)
        assert not re.search(r"(?<![آ-ی])ن?می [آ-ی]|[آ-ی] ها(?![آ-ی])", words), "a half-space is missing"


def test_each_paper_has_one_open_pseudonym_with_a_biography_that_says_so() -> None:
    says = {"en": "pseudonym", "ru": "псевдоним", "fa": "مستعار"}
    for language, paper in PAPERS.items():
        (name,) = paper.pseudonyms
        assert says[language] in paper.descriptions["byline"][name]
        assert any(name in one.bylines for one in ARTICLES if one.language == language)


def test_who_and_what_is_described_is_in_the_paper() -> None:
    for language, paper in PAPERS.items():
        own = [one for one in NEWS if one.language == language]
        used = {
            "section": {one.section for one in own},
            "topic": {name for one in own for name in one.topics},
            "byline": {name for one in own for name in one.bylines},
        }
        for kind, descriptions in paper.descriptions.items():
            assert set(descriptions) <= used[kind], (language, kind)
        assert set(paper.section_order) == used["section"]
        assert len(used["byline"]) >= 6


def test_the_way_to_give_says_that_it_is_a_demonstration() -> None:
    says = {"en": "demonstration", "ru": "демонстрация", "fa": "نمایشی"}
    for language, paper in PAPERS.items():
        assert says[language] in paper.texts["support_text"] and says[language] in paper.texts["ways_text"]
        assert "<form" not in paper.texts["support_text"]


def test_every_picture_that_is_kept_is_shown_and_light() -> None:
    shown = {picture.key for one in ARTICLES for picture in one.pictures}
    kept = {file.stem: file.stat().st_size for file in (HERE / "pictures").glob("*.jpg")}
    assert len(kept) >= 16
    assert {name for name, size in kept.items() if size > 120_000} == set()
    assert set(kept) - shown == set()

"""The benchmark is fair and says what it measured."""

from __future__ import annotations

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from benchmarks.peers import plots, tables
from benchmarks.peers.articles import SECTIONS, TOPICS, Article, Text, make_articles, plain
from benchmarks.peers.figures import PEERS, Figures
from benchmarks.peers.generators import Eleventy, Hugo, Pelican
from benchmarks.peers.goals import goals
from benchmarks.peers.measure import Command, CommandError, run
from benchmarks.peers.newsroom import fact_of, give_places, id_of
from benchmarks.peers.plan import GROUPS, steps_of
from benchmarks.peers.room import needed
from benchmarks.peers.runs import RESULTS, Runs
from benchmarks.peers.tree import Before, count_pages

COUNT = 60
SENTENCE = "On day {}, {} pilots waited at the old quay for the ferry."
TEXTS = [Text(f"The tide turned {n} times", tuple(SENTENCE.format(n, w) for w in "abc")) for n in range(7)]


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return list(make_articles(TEXTS, COUNT))


def words(text: str) -> list[str]:
    """What is read, without the marks of Markdown or HTML."""
    return re.findall(r"[\w.,]+", unescape(re.sub(r"<[^>]*>|\]\([^)]*\)|[*\[\]>#-]", " ", text)))


def head_and_body(text: str) -> tuple[dict[str, str], str]:
    head, _, body = text.removeprefix("---\n").partition("---\n" if text.startswith("---") else "\n\n")
    lines = (line.partition(": ") for line in head.splitlines())
    return {name.lower(): value.strip('"') for name, _, value in lines}, body


def test_an_article_is_the_same_in_an_archive_of_any_size() -> None:
    small, large = list(make_articles(TEXTS, 5)), list(make_articles(TEXTS, 50))
    assert small == large[:5]
    assert len({one.headline for one in large}) == len({one.blocks for one in large}) == 50


def test_each_article_has_about_four_kilobytes_of_text(articles: list[Article]) -> None:
    sizes = [sum(len(text) for block in one.blocks for text in block.texts) for one in articles]
    assert min(sizes) >= 4_000 and max(sizes) < 5_000


def test_no_text_holds_what_markdown_or_a_template_would_read_as_its_own() -> None:
    assert not set('*_#<>[]{}`&\\|~"') & set(plain('# A *b* _c_ <d> [e]({f}) `g` & "h" \\ | ~'))


@pytest.mark.parametrize("kind", [Hugo, Eleventy, Pelican])
def test_every_peer_is_given_the_same_articles(kind: type, articles: list[Article], tmp_path: Path) -> None:
    peer = kind(tmp_path, COUNT)
    peer.write(articles)
    files = {file.stem: file for file in peer.folder.rglob("story-*.md")}
    assert len(files) == COUNT
    sections, topics = Counter(), Counter()
    for article in articles:
        head, body = head_and_body(files[article.slug].read_text())
        sections[files[article.slug].parent.name] += 1
        topics.update(re.findall(r"topic-\d+", head.get("topics", head.get("tags", ""))))
        assert (head["title"], head["author"]) == (article.headline, article.author)
        assert words(body) == words_of_fact(article)
    assert sections == Counter(one.section for one in articles) == dict.fromkeys(SECTIONS, COUNT // len(SECTIONS))
    assert topics == Counter(topic for one in articles for topic in one.topics)


def words_of_fact(article: Article) -> list[str]:
    body = fact_of(article, {})["body"]
    return words(" ".join(block.get("html") or block["text"] for block in body))


def test_our_facts_name_the_same_sections_and_topics_and_count_their_places(articles: list[Article]) -> None:
    given: dict[str, int] = {}
    facts = [fact_of(one, give_places(one, given)) for one in articles]
    names = {id_of("topic", one): one for one in TOPICS} | {id_of("section", one): one for one in SECTIONS}
    for article, fact in zip(articles, facts, strict=True):
        assert tuple(names[one] for one in fact["topics"]) == article.topics
        assert names[fact["section"]] == article.section
    assert given["latest:en"] == COUNT
    assert sum(value for name, value in given.items() if name.startswith("topic:")) == 3 * COUNT
    assert [one["sequence"] for one in facts] == list(range(1, COUNT + 1))


def test_the_tables_in_the_documents_are_what_the_results_say() -> None:
    figures, document = Figures.read(RESULTS), tables.DOCS.read_text(encoding="utf-8")
    assert tables.put_tables(document, figures) == document
    assert all(f"<!-- peers:{name} -->" in document for name in tables.TABLES)


def test_the_plots_are_drawn_from_the_results(tmp_path: Path) -> None:
    plots.draw_plots(Figures.read(RESULTS), tmp_path)
    drawn = {file.name: file.read_text() for file in tmp_path.iterdir()}
    assert drawn == {name: (tables.PICTURES / name).read_text() for name in drawn}
    for text in drawn.values():
        assert ElementTree.fromstring(text).tag.endswith("svg")


def test_results_name_no_folder_of_the_machine_and_no_host() -> None:
    assert not re.search(r"/(home|root|work|tmp)/|https?://", RESULTS.read_text())


def run_of(peer: str, what: str, number: int, **values: float) -> dict[str, object]:
    group = 0 if peer in GROUPS[0] else 1
    usual = {"wall": 1.0, "cpu": 1.0, "memory": 100.0, "private": 90.0}
    return {"size": 10_000, "group": group, "what": what, "peer": peer, "round": number, **usual, **values}


def test_a_figure_is_the_median_and_a_ratio_that_of_the_turns() -> None:
    ours = [run_of("Tamizdat", "clean", n, wall=wall, pages=100) for n, wall in enumerate([2.0, 4.0, 3.0])]
    hugo = [run_of("Hugo", "clean", n, wall=wall, pages=90) for n, wall in enumerate([20.0, 20.0, 90.0])]
    figures = Figures([*ours, *hugo], {})
    assert figures.of(10_000, "clean", "Tamizdat", "wall") == 3.0
    assert figures.ratio(10_000, "clean", "Hugo") == 10.0
    assert figures.pages_a_second(10_000, "Hugo") == 90 / 20
    row = next(line for line in tables.clean_table(figures).splitlines() if "Hugo" in line)
    assert row.startswith("| 10,000 | Hugo | 90 | 20.0 |") and "| 10.0 × |" in row


def test_a_goal_that_is_missed_is_said_to_be_missed() -> None:
    ours = [run_of("Tamizdat", "clean", 0, wall=10.0, pages=100)]
    for wall, reached in ((60.0, True), (40.0, False)):
        hugo = [run_of("Hugo", "clean", 0, wall=wall, pages=100)]
        found = {one.what: one.reached for one in goals(Figures([*ours, *hugo], {}))}
        assert found["10,000: clean build, pages a second against Hugo's"] is reached


def test_what_failed_stands_among_what_has_no_figure() -> None:
    failed = {"size": 10, "group": 1, "what": "clean", "peer": "Pelican", "round": 0, "error": "not done after 9 s"}
    figures = Figures([failed], {})
    assert "10 articles, Pelican, clean: not done after 9 s" in tables.failures_list(figures)
    assert figures.sizes() == []


def test_a_benchmark_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    Runs(file).add(run_of("Hugo", "clean", 0))
    again = Runs(file)
    assert again.has(size=10_000, group=0, what="clean", peer="Hugo", round=0)
    assert not again.has(size=10_000, group=0, what="clean", peer="Hugo", round=1)
    again.write(tmp_path / "results.json")
    assert json.loads((tmp_path / "results.json").read_text())["runs"] == again.records


def test_runs_of_another_version_of_the_program_are_not_mixed_in(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    Runs(file).add(run_of("Hugo", "clean", 0))
    file.write_text(re.sub(r'"program": "\w+"', '"program": "another"', file.read_text()))
    assert Runs(file).records == []
    assert len(list(tmp_path.iterdir())) == 2


def test_all_that_are_compared_take_turns_and_ours_and_hugo_come_first() -> None:
    first = list(steps_of(10_000, 0, GROUPS[0]))
    assert [one.peer for one in first if one.what == "clean"] == ["Tamizdat", "Hugo"] * 3
    assert {one.peer for group, names in enumerate(GROUPS) for one in steps_of(10_000, group, names)} == set(PEERS)
    assert {one.peer for group, names in enumerate(GROUPS) for one in steps_of(1_000_000, group, names)} == {"Tamizdat"}


def test_the_room_for_a_large_archive_is_judged_by_a_smaller_one(tmp_path: Path) -> None:
    runs = Runs(tmp_path / "runs.jsonl")
    runs.add(run_of("Tamizdat", "clean", 0, disk=10_000 * 30_000))
    assert 33e9 <= needed(runs, 1_000_000, "Tamizdat") < 40e9


def test_a_command_that_fails_or_takes_too_long_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not done after"):
        run(Command(("sleep", "5"), tmp_path), 0.2)
    with pytest.raises(CommandError, match="ended with 3: no"):
        run(Command(("sh", "-c", "echo no; exit 3"), tmp_path), 5)


def test_memory_and_cpu_are_those_of_all_processes_together(tmp_path: Path) -> None:
    program = "import time; x = b'x' * 40_000_000; t = time.process_time()\nwhile time.process_time() < t + 0.3: pass"
    script = tmp_path / "one.py"
    script.write_text(program)
    usage, _ = run(Command(("sh", "-c", f"python3 {script} & python3 {script} & wait"), tmp_path), 20)
    assert usage.memory > 80 and usage.private > 80
    assert usage.cpu > 0.6


def test_files_written_anew_are_counted_apart_from_contents_that_changed(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("same.html", "other.html"):
        (tree / name).write_text("before")
    before = Before(tree, tmp_path / "stamp", by_digest=False)
    (tree / "same.html").write_text("before")
    (tree / "other.html").write_text("after " * 100)
    (tree / "linked.html").hardlink_to(tree / "other.html")
    changed = before.compare()
    assert (changed.files, changed.contents, changed.bytes) == (3, 1, 600)
    assert changed.sent < 100
    assert count_pages(tree) == 3

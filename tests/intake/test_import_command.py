"""``tamizdat import``: what it says, what it touches, and that a second time changes nothing."""

from __future__ import annotations

import gzip
import json
import sys
import types
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tamizdat.intake import import_command
from tamizdat.intake.import_report import LONGEST_LIST
from tamizdat.newsroom.incoming import Accepted, IncomingArticle
from tests.intake.wxr import export, item, picture

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40


class MemoryNewsroom(types.ModuleType):
    """The newsroom's doors, in memory."""

    def __init__(self) -> None:
        super().__init__("tamizdat.newsroom.doors")
        self.articles: dict[tuple[str, str], IncomingArticle] = {}
        self.batches: list[int] = []
        self.published = 0
        self.is_fresh = False

    def refresh_settings(self, settings: object) -> None:
        self.is_fresh = True

    def judge_articles(self, kind: str, articles: Sequence[IncomingArticle], *, now: object) -> list[Accepted]:
        return [self._judge(kind, one) for one in articles]

    def accept_articles(self, kind: str, articles: Sequence[IncomingArticle], *, now: object) -> list[Accepted]:
        assert self.is_fresh, "the newsroom's languages were not made ready"
        self.batches.append(len(articles))
        accepted = self.judge_articles(kind, articles, now=now)
        self.articles |= {(kind, one.identity): one for one in articles}
        return accepted

    def _judge(self, kind: str, article: IncomingArticle) -> Accepted:
        known = self.articles.get((kind, article.identity))
        outcome = "created" if known is None else "unchanged" if known == article else "updated"
        missing = tuple(one.key for one in article.pictures if one.content is None)
        return Accepted(article.identity, outcome, missing_media=missing)

    def publish_accepted(self, *, now: object, progress: object = None) -> int:
        self.published = sum(one.status == "published" for one in self.articles.values())
        return self.published


@pytest.fixture
def newsroom(monkeypatch) -> MemoryNewsroom:
    doors = MemoryNewsroom()
    monkeypatch.setitem(sys.modules, doors.__name__, doors)
    monkeypatch.setattr(import_command, "open_newsroom", lambda home: home.read_settings())
    return doors


@pytest.fixture
def home(tmp_path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "tamizdat.toml").write_text('[newsroom]\nname = "The Pier"\nlanguages = ["en", "fa"]\n', encoding="utf-8")
    (folder / "newsroom.sqlite3").touch()
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_command.import_archive, [str(one) for one in arguments], standalone_mode=True)


def report(*arguments: object) -> dict:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, (result.output, result.exception)
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def lines(folder: Path, count: int, **more: object) -> Path:
    file = folder / "a.jsonl"
    objects = [
        {"uri": f"u{n}", "headlines": [{"value": f"H{n}"}], "bodies": [{"value": "Words"}], **more}
        for n in range(count)
    ]
    file.write_text("\n".join(json.dumps(one) for one in objects), encoding="utf-8")
    return file


def test_the_report_counts_what_came_in_and_a_second_time_changes_nothing(tmp_path, home, newsroom):
    posts = [
        item(1),
        item(2, '<img src="https://old.example/a.jpg">'),
        item(3, post_type="product"),
        item(4, title="", content=""),
    ]
    file = export(tmp_path, *posts)
    first = report("wordpress", file, "--home", home)
    assert (first["created"], first["updated"], first["unchanged"]) == (2, 0, 0)
    assert [one["id"] for one in first["skipped"]] == ["item 3 (Post 3)", "item 4"]
    assert first["missing_media"] == ["https://old.example/a.jpg"]
    assert newsroom.published == 2
    second = report("wordpress", file, "--home", home)
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, 2)


def test_batches_are_never_larger_than_two_hundred(tmp_path, home, newsroom):
    report("ninjs", lines(tmp_path, 450), "--home", home)
    assert newsroom.batches == [200, 200, 50]


def test_a_batch_with_large_pictures_is_handed_over_early(tmp_path, home, newsroom, monkeypatch):
    monkeypatch.setattr(import_command, "BATCH_BYTES", 60)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.png").write_bytes(PNG)
    posts = [item(n, '<img src="https://old.example/a.png">') for n in range(1, 6)]
    found = report("wordpress", export(tmp_path, *posts), "--home", home, "--media", tmp_path / "media")
    assert newsroom.batches == [2, 2, 1] and found["missing_media"] == []


def test_a_trial_touches_nothing(tmp_path, home, newsroom):
    before = sorted((one.name, one.stat().st_mtime_ns) for one in home.iterdir())
    found = report("wordpress", export(tmp_path, item(1)), "--home", home, "--dry-run", "--fetch-media")
    assert found["created"] == 1 and "fetches nothing" in found["warnings"][0]
    assert newsroom.articles == {} and sorted((one.name, one.stat().st_mtime_ns) for one in home.iterdir()) == before


def test_a_trial_does_without_a_newsroom(tmp_path):
    found = report("ninjs", lines(tmp_path, 3), "--home", tmp_path / "nowhere", "--dry-run")
    assert (found["created"], found["unchanged"]) == (3, 0)
    assert not (tmp_path / "nowhere").exists()


def test_without_a_newsroom_nothing_comes_in_and_it_says_what_to_do(tmp_path):
    result = run("ninjs", lines(tmp_path, 1), "--home", tmp_path)
    assert result.exit_code == 1 and "tamizdat init" in str(result.exception)


def test_nothing_is_fetched_unless_it_is_asked_for(tmp_path, home, newsroom, monkeypatch):
    def forbidden(*arguments: object, **named: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr("socket.getaddrinfo", forbidden)
    monkeypatch.setattr("socket.socket.connect", forbidden)
    posts = [
        item(1, '<img src="https://old.example/a.jpg"><iframe src="https://vimeo.com/1234567"></iframe>'),
        picture(9, "b.jpg"),
    ]
    assert report("wordpress", export(tmp_path, *posts), "--home", home)["missing_media"] == [
        "https://old.example/a.jpg"
    ]


def test_what_is_dated_in_the_future_never_comes_in_as_published(tmp_path, home, newsroom):
    found = report("ninjs", lines(tmp_path, 1, firstCreated="2999-01-01T00:00:00Z"), "--home", home)
    assert newsroom.published == 0 and "in the future" in found["warnings"][0]


def test_the_same_identity_twice_is_named_and_the_first_one_counts(tmp_path, home, newsroom):
    file = export(tmp_path, item(1, title="First"), item(1, title="Second"))
    found = report("wordpress", file, "--home", home)
    assert (found["created"], "same identity" in found["skipped"][0]["reason"]) == (1, True)
    assert report("wordpress", file, "--home", home)["unchanged"] == 1


@pytest.mark.parametrize(
    ("tag", "language"), [("en-US", "en"), ("fa_IR", "fa"), ("en", "en"), ("sr-Latn", "sr-Latn"), ("de-AT", "de-AT")]
)
def test_a_country_s_variant_is_the_newsroom_s_language(tmp_path, home, newsroom, tag, language):
    report("ninjs", lines(tmp_path, 1, language=tag), "--home", home)
    assert [one.language for one in newsroom.articles.values()] == [language]


def test_articles_that_name_no_language_take_the_one_that_is_given(tmp_path, home, newsroom):
    report("ninjs", lines(tmp_path, 1), "--home", home, "--language", "fa")
    assert [one.language for one in newsroom.articles.values()] == ["fa"]


def test_the_good_part_of_a_damaged_archive_comes_in(tmp_path, home, newsroom):
    file = tmp_path / "a.jsonl.gz"
    whole = b"".join(
        json.dumps({"uri": f"u{n}", "headlines": [{"value": f"H{n}"}]}).encode() + b"\n" for n in range(20_000)
    )
    file.write_bytes(gzip.compress(whole)[:-20_000])
    found = report("ninjs", file, "--home", home)
    assert 0 < found["created"] < 20_000
    assert found["skipped"][-1]["id"] == "the rest of the archive" and "unpacked" in found["skipped"][-1]["reason"]


def test_a_damaged_archive_without_a_good_part_is_refused(tmp_path, home, newsroom):
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(b"{}")[:12])
    result = run("ninjs", file, "--home", home)
    assert result.exit_code == 1 and "cannot be unpacked" in str(result.exception)


def test_complaints_do_not_fill_the_memory(tmp_path, home, newsroom):
    file = lines(tmp_path, 1)
    with file.open("a", encoding="utf-8") as more:
        more.write("\n{" * (LONGEST_LIST + 50))
    found = report("ninjs", file, "--home", home)
    assert len(found["skipped"]) == LONGEST_LIST
    assert "50 more skipped are not listed." in found["warnings"]


def test_the_words_for_people_show_ten_and_count_the_rest(tmp_path, home, newsroom):
    file = export(tmp_path, item(1), *(item(n, post_type="product") for n in range(2, 15)))
    text = run("wordpress", file, "--home", home).stdout
    assert "Came in: 1 new, 0 changed, 0 unchanged." in text
    assert "13 did not come in:" in text and "item 11 (Post 11)" in text and "… and 3 more" in text


@pytest.mark.parametrize(
    "arguments", [("nonsense", "."), ("ninjs",), ("ninjs", "/absent/file"), ("ninjs", ".", "--odd")]
)
def test_wrong_usage_is_exit_code_two(arguments):
    assert run(*arguments).exit_code == 2

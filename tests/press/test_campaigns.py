"""A campaign reaches what is new and leaves what is old alone; what the support site signed goes out unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.press import window
from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import PressReport
from tamizdat.reading.check_folder import check_folder
from tests.campaigns.signed import make_offer, make_statement, signed
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import NOW, press

APPEAL = {
    "id": "winter", "place": "letter", "priority": 20, "title": "Winterappeal", "html": "<p>Help us.</p>", "link": "",
    "signed": "", "sections": [], "not_sections": [], "meter": "month", "most": 0, "days": 0, "until": None,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _narrow_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten articles are new, so that there are old ones."""
    monkeypatch.setattr(window, "NEWEST", 10)


@pytest.fixture
def newsroom() -> MemoryNewsroom:
    newsroom = MemoryNewsroom(languages=("en",))
    for _ in range(40):
        newsroom.publish()
    return newsroom


def ask_readers(newsroom: MemoryNewsroom, **changes: object) -> None:
    newsroom.put("campaign:en", {"language": "en", "appeals": [APPEAL | changes]})


def made(home: Path, report: PressReport) -> set[str]:
    """Units that were made for this edition."""
    memory = open_memory(home / "press" / "press.sqlite3")
    return {name for (name,) in memory.execute("SELECT name FROM unit WHERE made = ?", (report.edition,))}


def articles(names: set[str]) -> set[str]:
    return {name.partition(":")[2] for name in names if name.startswith("article:")}


def newest(newsroom: MemoryNewsroom) -> list[str]:
    order = sorted(newsroom.articles.values(), key=lambda one: (one["published"], one["sequence"]), reverse=True)
    return [one["id"] for one in order]


def pages_with(home: Path, words: str) -> set[str]:
    tree = home / "editions" / "current"
    found = [file for file in tree.rglob("*.html") if "/o/" not in str(file) and words in file.read_text()]
    return {"/" + str(file.relative_to(tree)) for file in found}


def test_a_campaign_remakes_the_live_window_and_no_older_page(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    press(tmp_path, newsroom)
    ask_readers(newsroom)
    report = press(tmp_path, newsroom)
    window_now = set(newest(newsroom)[:10])
    assert articles(made(tmp_path, report)) == window_now
    others = made(tmp_path, report) - {f"article:{one}" for one in window_now}
    assert all(name.startswith(("front:", "index:", "appeal:", "facts:support")) for name in others), others
    assert pages_with(tmp_path, "Winterappeal") == {newsroom.articles[one]["path"] for one in window_now}
    newsroom.put("campaign:en", None)
    assert articles(made(tmp_path, press(tmp_path, newsroom))) == window_now
    assert pages_with(tmp_path, "Winterappeal") == set()


def test_an_article_that_leaves_the_window_is_made_once_more_and_then_rests(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    ask_readers(newsroom)
    press(tmp_path, newsroom)
    leaving = newest(newsroom)[9]
    new = newsroom.publish()
    newsroom.articles[new]["published"] = "2026-11-20T10:00:00Z"
    newsroom.put(f"article:{new}", newsroom.articles[new])
    report = press(tmp_path, newsroom)
    assert {new, leaving} <= articles(made(tmp_path, report))
    assert newsroom.articles[leaving]["path"] not in pages_with(tmp_path, "Winterappeal")
    ask_readers(newsroom, title="Another appeal")
    assert leaving not in articles(made(tmp_path, press(tmp_path, newsroom)))


def test_a_withdrawn_article_lets_an_older_one_into_the_window(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    ask_readers(newsroom)
    press(tmp_path, newsroom)
    entering = newest(newsroom)[10]
    gone = newest(newsroom)[0]
    del newsroom.articles[gone]
    newsroom.put(f"article:{gone}", None)
    press(tmp_path, newsroom)
    assert newsroom.articles[entering]["path"] in pages_with(tmp_path, "Winterappeal")


@pytest.mark.parametrize("seed", range(2))
def test_step_by_step_equals_clean_while_campaigns_and_the_window_move(tmp_path: Path, seed: int) -> None:
    newsroom = MemoryNewsroom(seed)
    for _ in range(25):
        newsroom.publish()
    for batch in range(5):
        for deed in (newsroom._campaign, newsroom._statement, newsroom.publish, newsroom._withdraw, newsroom._spare):
            deed()
        newsroom.edit()
        step, clean = press(tmp_path / "step", newsroom), press(tmp_path / f"clean{batch}", newsroom)
        assert not step.held
        assert step.map_root == clean.map_root
    check = check_folder(
        tmp_path / "step" / "editions" / "current", (tmp_path / "step" / "keys" / "1.root.json").read_bytes(), NOW
    )
    assert (check.verdict, check.failures) == ("current", ())


def test_offer_and_statement_are_targets_with_their_very_bytes(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    offer, statement = signed(make_offer()), signed(make_statement())
    newsroom.put("offer", json.loads(offer))
    newsroom.put("statement", json.loads(statement))
    press(tmp_path, newsroom)
    tree = tmp_path / "editions" / "current"
    assert targets(tree)["offer.json"] == digest(offer) and targets(tree)["statement.json"] == digest(statement)
    assert (tree / "o" / digest(offer)).read_bytes() == offer
    later = signed(make_statement(2, digest(statement), day=21, income=700_000))
    newsroom.put("statement", json.loads(later))
    for _ in range(2):  # both slots
        newsroom.publish()
        press(tmp_path, newsroom)
    assert targets(tree)["statement.json"] == digest(later) and not (tree / "o" / digest(statement)).exists()
    assert (tree / "o" / digest(offer)).exists()
    assert "$7,000 of $10,000" in (tree / "en" / "support" / "index.html").read_text()


def test_a_statement_that_an_edition_carries_is_checked_as_data(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    """Also when the newsroom's own keys signed it."""
    wrong = make_statement() | {"meter": {"month": "2026-11", "cost": 1_000_000, "received": 999_999, "gap": 1}}
    newsroom.put("statement", json.loads(signed(wrong)))
    press(tmp_path, newsroom)
    tree = tmp_path / "editions" / "current"
    check = check_folder(tree, (tmp_path / "keys" / "1.root.json").read_bytes(), NOW)
    name = digest(canonical_json(newsroom.value("statement")))
    assert check.verdict == "refused" and {(one.file, one.rule) for one in check.failures} == {(f"/o/{name}", "format")}


def targets(tree: Path) -> dict[str, str]:
    newest_file = max((tree / "tuf").glob("*.targets.json"), key=lambda file: int(file.name.split(".")[0]))
    found = json.loads(newest_file.read_text())["signed"]["targets"]
    return {name: one["hashes"]["sha256"] for name, one in found.items()}

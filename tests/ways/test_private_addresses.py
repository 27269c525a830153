"""An address that only some readers know is in no edition, wherever it was written and however it was spelled."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.pages import standing
from tamizdat.press.leaks import LeakError, check_leaks
from tamizdat.press.memory import open_memory, put_facts
from tamizdat.press.press_edition import Newsroom, Press, PressReport
from tamizdat.press.secret_addresses import find_secrets
from tamizdat.shell.home import Home, Settings
from tamizdat.shell.mirrors import Mirror, Pool, Registry
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import NOW

SETTINGS = Settings("The Lamp", ("en", "fa"), address="https://lamp.example")
LETTERS = Pool("letters", "channel")
OPEN = Mirror("open", "pull", "", address="https://open.example/lamp/")


def registry(*addresses: str, state: Any = "active") -> Registry:
    """A public mirror, and private ones of these addresses."""
    mirrors = [Mirror(f"m{n}", "pull", "", address=one, pool="letters", state=state) for n, one in enumerate(addresses)]
    return Registry((OPEN, *mirrors), (Pool("public", "public"), LETTERS))


def press(folder: Path, newsroom: MemoryNewsroom, known: Registry) -> PressReport:
    """An edition, or LeakError."""
    home = Home(folder)
    home.renditions.mkdir(parents=True, exist_ok=True)
    for name, data in newsroom.renditions.items():
        (home.renditions / name).write_bytes(data)
    memory = open_memory(home.press / "press.sqlite3")
    return Press(home, memory).press(Newsroom(newsroom.rows, (), find_secrets(known, SETTINGS)), NOW)


def search(folder: Path, known: Registry, text: str) -> None:
    """Look for them in an article that says this."""
    memory = open_memory(folder / "press.sqlite3")
    value = canonical_json({"path": "/en/x.html", "body": [{"type": "text", "html": f"<p>See {text} for more.</p>"}]})
    put_facts(memory, [("article:x", digest(value), value.decode())])
    check_leaks(memory, (), find_secrets(known, SETTINGS))


@pytest.fixture
def newsroom() -> MemoryNewsroom:
    made = MemoryNewsroom(languages=("en",))
    for _ in range(3):
        made.publish()
    return made


def in_article(newsroom: MemoryNewsroom, **changes: Any) -> None:
    article = next(iter(newsroom.articles.values()))
    newsroom.put(f"article:{article['id']}", article | changes)


def change(newsroom: MemoryNewsroom, start: str, **changes: Any) -> None:
    name = next(one for one in sorted(newsroom.facts) if one.startswith(start))
    newsroom.put(name, newsroom.value(name) | changes)


def credit(newsroom: MemoryNewsroom) -> None:
    public_id = newsroom._new_picture()
    change(newsroom, f"picture:{public_id}", credit="Photo by m.hidden.example")


PLACES: dict[str, Callable[[MemoryNewsroom], None]] = {
    "an article that quotes it": lambda it: in_article(
        it, body=[{"type": "text", "html": "<p>Read us at m.hidden.example now.</p>"}]
    ),
    "the target of a link": lambda it: in_article(
        it, body=[{"type": "text", "html": '<p><a href="https://m.hidden.example:8443/en/">here</a></p>'}]
    ),
    "a headline": lambda it: in_article(it, headline="We are at M.Hidden.Example"),
    "a cell of a table": lambda it: in_article(
        it, body=[{"type": "table", "caption": "", "header": False, "rows": [["https://m.hidden.example/"]]}]
    ),
    "an embed": lambda it: in_article(
        it, body=[{"type": "embed", "address": "https://m.hidden.example/x", "provider": "", "title": "Film"}]
    ),
    "an old address": lambda it: in_article(it, legacy=["https://m.hidden.example/old/"]),
    "a byline": lambda it: change(it, "byline:", name="m.hidden.example"),
    "words about a byline": lambda it: change(it, "byline:", description="writes at m.hidden.example"),
    "the paper's own words on ways": lambda it: change(
        it, "paper:en", ways={"title": "Ways", "html": "<p>https://m.hidden.example/</p>"}
    ),
    "the credit of a picture": credit,
    "an appeal": lambda it: it.put("campaign:en", {"language": "en", "appeals": [{"html": "<p>m.hidden.example</p>"}]}),
    "the public pool itself": lambda it: it.put("mirrors", {"addresses": ["https://m.hidden.example/"]}),
}


@pytest.mark.parametrize("write", PLACES.values(), ids=PLACES)
def test_no_edition_is_made_that_names_a_private_mirror(
    tmp_path: Path, newsroom: MemoryNewsroom, write: Callable[[MemoryNewsroom], None]
) -> None:
    known = registry("https://m.hidden.example/")
    press(tmp_path, newsroom, known)
    before = dict(newsroom.facts)
    write(newsroom)
    with pytest.raises(LeakError, match="the mirror 'm0'") as leak:
        press(tmp_path, newsroom, known)
    assert "hidden" not in str(leak.value), "this line may stand in a log"
    current = tmp_path / "editions" / "current"
    printed = [file.read_bytes().lower() for file in current.rglob("*") if file.is_file()]
    assert printed and not [data for data in printed if b"hidden.example" in data]
    for name in set(newsroom.facts) - set(before):
        newsroom.put(name, None)
    for name, (_, text) in before.items():
        newsroom.put(name, json.loads(text) if text else None)
    newsroom.publish()
    assert press(tmp_path, newsroom, known).is_new, "taken out, the news goes on"


SPELLINGS = {
    "capitals": "M.HIDDEN.EXAMPLE",
    "a port": "http://m.hidden.example:8080/x",
    "a name before it": "https://me@m.hidden.example/",
    "a host below it": "https://www.m.hidden.example/",
    "a full stop at the end": "https://m.hidden.example./",
    "percent": "https://m%2Ehidden.example/",
    "percent twice": "https://m%252ehidden.example/",
    "letters as percent": "https://%6D.%68idden.example/",
    "an entity": "m&#46;hidden.example",
    "markup inside": "m.<b>hid</b>den.example",
    "a zero-width space": "m.hid\u200bden.example",
    "a soft hyphen": "m.hid\u00adden.example",
    "wide letters": "ｍ.ｈｉｄｄｅｎ.example",
    "an ideographic full stop": "m。hidden。example",
    "a full stop in brackets": "m[.]hidden[.]example",
    "a full stop as a word": "m(dot)hidden(dot)example",
    "a part of an address": "https://else.example/?u=https%3A%2F%2Fm.hidden.example%2F",
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_however_its_host_is_spelled(tmp_path: Path, text: str) -> None:
    with pytest.raises(LeakError, match=r"article:x \(/en/x.html\) names"):
        search(tmp_path, registry("https://m.hidden.example/"), text)


@pytest.mark.parametrize("text", ["маяк.example", "МАЯК.example", "xn--80aue1f.example", "XN--80AUE1F.example"])
def test_a_host_of_other_letters_is_found_in_both_its_forms(tmp_path: Path, text: str) -> None:
    with pytest.raises(LeakError):
        search(tmp_path, registry("https://xn--80aue1f.example/"), text)


@pytest.mark.parametrize("text", ["203.0.113.7", "3405803783", "0xCB007107", "031300070407"])
def test_a_number_is_an_address_too(tmp_path: Path, text: str) -> None:
    with pytest.raises(LeakError):
        search(tmp_path, registry("https://203.0.113.7/"), f"http://{text}/")


@pytest.mark.parametrize("text", ["hidden.example", "xm.hidden.example", "m.hidden.examples", "m hidden example"])
def test_another_host_is_no_leak(tmp_path: Path, text: str) -> None:
    search(tmp_path, registry("https://m.hidden.example/"), text)


def test_a_burned_address_stays_as_private_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(LeakError):
        search(tmp_path, registry("https://m.hidden.example/", state="burned"), "m.hidden.example")


def test_a_host_of_the_public_pool_is_no_leak_but_the_private_place_on_it_is(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    known = registry("https://open.example/other/", "https://lamp.example/quiet/")
    in_article(newsroom, headline="At open.example and lamp.example")
    assert press(tmp_path, newsroom, known).is_new
    in_article(newsroom, headline="At https://open.example/other/en/")
    with pytest.raises(LeakError, match="'m0'"):
        press(tmp_path, newsroom, known)
    in_article(newsroom, headline="At lamp.example/Quiet")
    with pytest.raises(LeakError, match="'m1'"):
        press(tmp_path, newsroom, known)


def test_a_mirror_that_becomes_private_later_is_looked_for_in_all_that_was_printed(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    in_article(newsroom, headline="m.hidden.example")
    assert press(tmp_path, newsroom, registry()).is_new
    newsroom.publish()
    with pytest.raises(LeakError):
        press(tmp_path, newsroom, registry("https://m.hidden.example/"))


def test_a_page_that_joins_what_no_fact_holds_is_found_as_it_was_printed(
    tmp_path: Path, newsroom: MemoryNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = registry("https://m.hidden.example/")
    monkeypatch.setattr(standing, "public_addresses", lambda ask: ["https://m." + "hidden.example/"])
    with pytest.raises(LeakError, match=r"the page /\S*ways"):
        press(tmp_path, newsroom, known)
    assert not (tmp_path / "editions" / "current").exists()

"""The worker in Chromium: what a reader sees when the site is well, gone, or lies."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tamizdat.core.trust.mirror_list import sign_list
from tests.browser.reading import HOUR, NOTHING, Places, Reader, reading, requests, running_places
from tests.chromium import find_chromium
from tests.cutting_proxy import cutting_proxy
from tests.hostile.cases import SCRIPT, SPY
from tests.hostile.mirror import (
    Answer,
    Trick,
    block_page,
    dead,
    honest,
    in_manner,
    inject,
    never_existed,
    redirect_to,
    running,
    with_headers,
)
from tests.hostile.world import RING, World, make_world
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import press
from tests.reading.edition import KeyRing, key, make_root

pytestmark = [
    pytest.mark.browser,
]
DAY = timedelta(days=1)
PICTURES = Path(__file__).parents[2] / "test-results"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def places(world: World) -> Iterator[Places]:
    with running_places(world) as places:
        yield places


@pytest.fixture
def reader(browser: Any, places: Places) -> Iterator[Reader]:
    with reading(browser, places) as reader:
        yield reader.meet()


def forged(places: Places) -> Trick:
    """The censor's own words under the right address, and under the right digest."""
    right = b"The second telling"
    return lambda path, answer: (
        Answer(200, answer.data.replace(right, b"The censor's tale!"), answer.headers)
        if right in answer.data
        else never_existed(lambda one: one.endswith(".gz"))(path, answer)
    )


def test_before_the_worker_a_page_says_that_nothing_was_checked(browser: Any, places: Places) -> None:
    with reading(browser, places) as reader:
        assert reader.open(places.world.story) == 200
        assert reader.line() == "Not checked"


@pytest.mark.long
def test_without_a_worker_or_a_script_the_page_reads_and_claims_nothing(browser: Any, places: Places) -> None:
    with reading(browser, places) as reader:
        reader.page.add_init_script("delete Navigator.prototype.serviceWorker")
        for _ in range(2):
            reader.open(places.world.story)
            assert reader.line() == "Not checked" and "The second telling" in reader.words()
    with reading(browser, places, java_script_enabled=False) as reader:
        reader.open(places.world.story)
        assert "The second telling" in reader.words() and "hecked" not in reader.words()


def test_a_checked_page_says_how_old_it_is_and_which_edition(reader: Reader) -> None:
    assert reader.open(reader.places.world.story) == 200
    line = reader.line("Checked")
    assert "this is our text, as of today" in line.replace("yesterday", "today")
    assert "(60 minutes ago)" in line and "Edition 2." in line and "copy of our site" not in line
    state = reader.state(reader.places.world.story)
    assert (state["verdict"], state["edition"], state["from"], state["reasons"]) == ("current", 2, "origin", [])


def test_when_the_site_is_gone_a_mirror_of_the_signed_list_is_used_and_named(reader: Reader) -> None:
    reader.places.behave(dead, reader.places.origin)
    assert reader.open(reader.places.world.story) == 200
    assert "The second telling" in reader.words()
    assert "It came from a copy of our site." in reader.line("Checked")


@pytest.mark.long
@pytest.mark.parametrize("trick", ["forged", "script", "block page", "cut", "redirect"])
def test_wrong_bytes_are_never_shown_and_a_mirror_is_used(reader: Reader, trick: str) -> None:
    places = reader.places
    with running({}, block_page) as evil:
        tricks = {
            "forged": forged(places), "script": inject(SCRIPT), "block page": block_page, "cut": in_manner("cut"),
            "redirect": redirect_to(evil.address),
        }  # fmt: skip
        places.behave(tricks[trick], places.origin)
        reader.open(places.world.story)
        assert "The second telling" in reader.words() and reader.page.title() != "stolen"
        assert reader.state(places.world.story)["from"] == "mirror"
        assert evil.asked == [], "a redirect is not followed"


def test_when_all_lie_a_calm_page_says_so_and_helps(reader: Reader) -> None:
    places = reader.places
    places.behave(forged(places))
    assert reader.open(places.world.story) == 503
    assert "This page is not shown" in reader.words() and "tale" not in reader.page.content()
    assert reader.state(places.world.story)["verdict"] == "refused"
    assert reader.page.locator(f"a[href='{places.mirrors[0].address}{places.world.story[1:]}']").count() == 1
    places.behave(honest)
    reader.page.click("button.go")
    reader.line("Checked")


@pytest.mark.long
def test_when_nobody_answers_the_page_says_that_and_blames_nobody(reader: Reader) -> None:
    reader.places.behave(dead)
    assert reader.open(reader.places.world.story) == 503
    assert "could not be fetched" in reader.words() and "signed" not in reader.words()


def test_an_edition_before_the_one_that_was_seen_is_refused(reader: Reader) -> None:
    for one in (reader.places.origin, *reader.places.mirrors):
        reader.places.print(one, 1, signed=reader.places.now - DAY)
    assert reader.open(reader.places.world.story) == 503
    assert "first telling" not in reader.page.content()
    assert {one["rule"] for one in reader.state(reader.places.world.story)["reasons"]} == {"version"}


@pytest.mark.long
def test_what_has_expired_is_shown_with_its_age_above_the_page_when_all_were_asked(
    browser: Any, places: Places
) -> None:
    places.print(places.origin, signed=places.now - 3 * DAY)
    places.print(places.mirrors[0], signed=places.now - 3 * DAY)
    with reading(browser, places) as reader:
        reader.meet().open(places.world.story)
        assert (
            "Nobody could confirm that it is the latest" in reader.line("This is our text")
            and "3 days ago" in reader.line()
        )
        assert places.mirrors[0].asked
        assert reader.page.evaluate(
            "document.querySelector('.trust').compareDocumentPosition(document.querySelector('main')) === 4"
        )


@pytest.mark.long
def test_another_newsroom_under_this_address_is_refused(reader: Reader) -> None:
    thief = KeyRing(root=("t1", "t2", "t3"), edition="t4", timestamp="t5")
    for one in (reader.places.origin, *reader.places.mirrors):
        reader.places.print(one, 3, ring=thief)
    assert reader.open(reader.places.world.story) == 503
    assert "third telling" not in reader.page.content()


@pytest.mark.long
def test_a_page_is_said_not_to_be_there_only_when_the_map_proves_it(reader: Reader) -> None:
    places = reader.places
    assert reader.open("/en/2026/03/no-such-page.html") == 404
    assert "There is no such page" in reader.words()
    assert reader.open("/en") == 200 and reader.page.url.endswith("/en/")
    places.behave(never_existed(lambda path: not path.startswith("/o/") and "/tuf/" not in path), places.origin)
    assert reader.open(places.world.story) == 200


@pytest.mark.long
def test_nothing_under_this_address_is_shown_unverified(reader: Reader) -> None:
    places = reader.places
    evil = b"<script>document.title='stolen'</script>Stolen words"
    places.origin.files = {
        **places.origin.files,
        "/o/evil.html": evil,
        "/login": evil,
        "/x.html.gz": evil,
        "/en/%2e": evil,
    }
    for path in ("/o/evil.html", "/login", "/x.html.gz", "/en/%252e", "/tuf/timestamp.json"):
        reader.ask("again")
        reader.open(path)
        assert (
            "Stolen" not in reader.words() and reader.page.title() != "stolen" and "signatures" not in reader.words()
        ), path


@pytest.mark.long
def test_no_header_of_a_mirror_reaches_the_page(reader: Reader) -> None:
    wipe = ("clear-site-data", '"cache", "cookies", "storage"')
    reader.places.behave(with_headers(*SPY, wipe), reader.places.origin)
    answer = reader.page.goto(reader.places.origin.address + reader.places.world.story[1:])
    headers = answer.headers
    assert set(headers) == {"content-type", "content-security-policy", "referrer-policy", "x-content-type-options"}
    assert (
        headers["content-type"] == "text/html; charset=utf-8"
        and "default-src 'none'" in headers["content-security-policy"]
    )
    assert reader.page.context.cookies() == []
    assert reader.kept()["workers"] == 1, "what was asked for without credentials clears nothing in Chromium"


@pytest.mark.long
def test_all_readers_ask_for_the_same_in_the_same_words(browser: Any, places: Places) -> None:
    heard: list[dict[str, set[Any]]] = []
    for number in range(2):
        with reading(browser, places) as reader:
            reader.page.context.add_cookies([{"name": "who", "value": str(number), "url": places.origin.address}])
            reader.meet()
            places.behave(dead, places.origin)
            for one in (places.origin, *places.mirrors):
                one.asked.clear()
            reader.open(places.world.story)
            reader.line("Checked")
            words: dict[str, set[Any]] = {}
            for one in places.mirrors:
                for method, path, headers in requests(one):
                    words.setdefault(path, set()).add((method, headers))
            heard.append(words)
            places.behave(honest)
    # Which mirror wins, and what others were asked by then, is chance; the words in which a file is asked for are not.
    first, second = heard
    both = first.keys() & second.keys()
    assert "/tuf/timestamp.json" in both and any(path.startswith("/o/") for path in both)
    assert {path: first[path] for path in both} == {path: second[path] for path in both}
    assert len(set().union(*first.values(), *second.values())) == 1
    assert not [path for path in first.keys() | second.keys() if "?" in path]
    ((_, headers),) = first["/tuf/timestamp.json"]
    assert not {name.lower() for name, _ in headers} & {"cookie", "referer", "if-none-match", "if-modified-since"}
    assert ("Accept-Language", "*") in headers


@pytest.mark.long
def test_nothing_is_kept_of_what_was_read(reader: Reader) -> None:
    reader.open(reader.places.world.story)
    reader.line("Checked")
    names = reader.page.evaluate(
        "caches.keys().then(all => Promise.all(all.map(one => caches.open(one).then(c => c.keys()))))"
    )
    assert [one for found in names for one in found] and len(names) == 1
    kept = reader.page.evaluate("caches.match(location.origin + '/tuf/kept').then(one => one.text())")
    assert "story-" not in kept and "2026/" not in kept
    assert reader.kept() == {**NOTHING, "caches": [f"tamizdat {reader.places.origin.address}"], "workers": 1}


@pytest.mark.long
def test_a_page_is_kept_when_the_reader_asks_and_can_be_removed(reader: Reader) -> None:
    places, page = reader.places, reader.page
    reader.open(places.world.story)
    reader.line("Checked")
    page.click(".trust > button")
    page.click("text=Keep for later")
    page.locator("text=Whoever searches this device can find it").wait_for()
    places.behave(dead)
    reader.ask("again")
    assert reader.open(places.world.story) == 200
    assert "Edition 2" in reader.line("You kept this page").replace("edition", "Edition")
    assert reader.open("/en/latest/index.html") == 503
    assert page.locator(f"a[href$='{places.world.story}']").count() == 1, "what was kept is offered"
    reader.open(places.world.story)
    reader.line("You kept")
    page.click(".trust > button")
    page.click("text=Remove")
    page.locator("text=Remove").wait_for(state="detached")
    assert reader.open(places.world.story) == 503


def test_forget_everything_leaves_nothing(reader: Reader) -> None:
    reader.open(reader.places.world.story)
    reader.line("Checked")
    reader.page.evaluate("localStorage.setItem('asking', '{}')")
    reader.page.click(".trust > button")
    reader.page.click("text=Keep for later")
    reader.page.locator("text=Kept in this browser").wait_for()
    reader.page.click("text=Forget everything")
    reader.page.locator("text=keeps nothing in this browser").wait_for()
    assert reader.kept() == NOTHING


@pytest.mark.long
@pytest.mark.parametrize("fault", [b"throw 1", b"for (;;);"], ids=["it fails", "it hangs"])
def test_forget_everything_works_when_the_worker_is_broken(browser: Any, places: Places, fault: bytes) -> None:
    script = b"self.onmessage = () => { %s }; self.onfetch = () => {};" % fault
    broken = Answer(200, script, (("content-type", "text/javascript"),))
    with reading(browser, places) as reader:
        places.behave(lambda path, answer: broken if path == "/worker.js" else answer)
        reader.meet_broken()
        reader.page.click(".trust > button")
        reader.page.click("text=Forget everything")
        reader.page.locator("text=keeps nothing in this browser").wait_for()
        assert reader.kept() == NOTHING


@pytest.mark.long
def test_what_was_begun_before_is_not_written_after_everything_was_forgotten(reader: Reader) -> None:
    reader.open(reader.places.world.story)
    reader.line("Checked")
    reader.places.behave(_slowly, reader.places.origin)
    reader.page.evaluate("path => { window.tamizdat.ask({ask: 'keep', path}) }", reader.places.world.story)
    reader.page.wait_for_timeout(300)
    reader.ask("forget", path="/en/")
    reader.page.wait_for_timeout(4_000)
    assert reader.kept()["caches"] == []


def _slowly(path: str, answer: Answer) -> Answer:
    if path.startswith("/o/"):
        time.sleep(0.7)
    return answer


@pytest.mark.long
def test_everything_can_be_forgotten_on_the_page_that_shows_nothing(reader: Reader) -> None:
    reader.page.evaluate("localStorage.setItem('asking', '{}')")
    reader.places.behave(dead)
    assert reader.open(reader.places.world.story) == 503
    reader.page.click("button[value=forget]")
    reader.page.locator("text=keeps nothing in this browser").wait_for()
    assert reader.kept() == NOTHING


@pytest.mark.long
def test_a_worker_that_was_asleep_asks_only_whether_there_is_anything_new(reader: Reader) -> None:
    places = reader.places
    reader.open(places.world.story)
    reader.line("Checked")
    reader.page.wait_for_timeout(500)
    _end_workers(reader)
    places.origin.asked.clear()
    assert reader.open(places.world.other) == 200
    reader.line("Checked")
    reader.page.wait_for_timeout(500)
    name = hashlib.sha256(places.origin.files[places.world.other]).hexdigest()
    asked = places.origin.paths()
    assert asked[:2] == ["/tuf/2.root.json", "/tuf/timestamp.json"], "and no page by its name, while the worker wakes"
    assert asked.index(f"/o/{name}.gz") == 3, "a leaf of the map, and the page"
    assert {path.split("/")[1] for path in asked} <= {"tuf", "o", "worker.js"}


@pytest.mark.long
def test_what_a_worker_remembers_never_stands_in_the_way_of_an_edition_that_was_signed_again(reader: Reader) -> None:
    places = reader.places
    reader.open(places.world.story)
    reader.line("Checked")
    reader.page.wait_for_timeout(500)
    places.print(places.origin, signed=places.now - HOUR / 2)
    places.behave(dead, places.mirrors[0])
    _end_workers(reader)
    paths = ["en/index.html", "en/latest/index.html", places.world.story[1:], "icon.svg"]
    ask = "paths => Promise.all(paths.map(one => fetch('/' + one).then(found => found.status)))"
    assert reader.page.evaluate(ask, paths) == [200] * 4


@pytest.mark.long
def test_a_new_root_is_remembered_also_when_the_rest_is_held_back(reader: Reader) -> None:
    """Else whoever stole the keys that it took away could bring them back, to readers who had seen their end."""
    places = reader.places
    new = KeyRing(edition="new-edition", timestamp="new-timestamp")
    roots = [make_root(RING, now=places.now - HOUR), make_root(new, version=2, now=places.now - HOUR)]
    places.print(places.origin, 3, ring=new, roots=roots)
    places.behave(dead, places.mirrors[0])
    places.behave(never_existed(lambda path: path == "/tuf/timestamp.json"), places.origin)
    assert reader.open(places.world.story) == 503
    places.print(places.origin, 3, signed=places.now - HOUR / 2)
    places.behave(honest, places.origin)
    reader.ask("again")
    assert reader.open(places.world.story) == 503
    reasons = {(one["from"], one["rule"]) for one in reader.state(places.world.story)["reasons"]}
    assert reasons == {("origin", "signature"), ("mirror", "unreachable")}, "its list still names places"


@pytest.mark.long
def test_a_first_visit_that_broke_off_is_made_up_for(browser: Any, places: Places) -> None:
    words = hashlib.sha256(places.origin.files["/worker.json"]).hexdigest()
    places.behave(never_existed(lambda path: words in path), places.origin)
    with reading(browser, places) as reader:
        reader.open("/en/index.html")
        reader.page.wait_for_load_state("networkidle")
        assert not reader.page.evaluate("Boolean(navigator.serviceWorker.controller)")
        places.behave(honest)
        reader.meet()
        places.behave(dead)
        assert reader.open(places.world.story) == 503 and "could not be fetched" in reader.words()


@pytest.mark.long
@pytest.mark.parametrize("path", ["/constructor/x.html", "/__proto__/x.html", "/tuf/kept"])
def test_no_address_however_odd_ends_in_a_blank_page_or_shows_what_is_kept(reader: Reader, path: str) -> None:
    _end_workers(reader)
    reader.places.behave(dead)
    assert reader.open(path) == 503
    assert "could not be fetched" in reader.words() and "signatures" not in reader.page.content()


@pytest.mark.long
def test_when_the_browser_threw_away_what_was_kept_the_page_reads_and_says_not_checked(reader: Reader) -> None:
    reader.page.evaluate("caches.keys().then(all => Promise.all(all.map(one => caches.delete(one))))")
    _end_workers(reader)
    assert reader.open(reader.places.world.story) == 200
    assert "The second telling" in reader.words() and reader.line() == "Not checked"


def _end_workers(reader: Reader) -> None:
    """As browsers do after half a minute."""
    session = reader.page.context.new_cdp_session(reader.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    reader.page.wait_for_timeout(300)


@pytest.mark.long
def test_a_link_brings_the_addresses_of_a_pool_and_leaves_the_address_bar(reader: Reader, world: World) -> None:
    places = reader.places
    with running(places.origin.files) as friend:
        text = sign_list("friends", [friend.address], version=1, now=places.now, signers=[key(RING.edition)])
        way = base64.urlsafe_b64encode(text).rstrip(b"=").decode()
        reader.page.goto(f"{places.origin.address}en/latest/index.html#way={way}")
        reader.page.locator("text=knows further addresses").wait_for()
        assert "way" not in reader.page.url
        assert not any(way in path for path in places.origin.paths())
        places.behave(dead)
        assert reader.open(world.story) == 200 and friend.asked


@pytest.mark.long
def test_a_list_that_others_signed_is_not_taken(reader: Reader) -> None:
    text = sign_list("friends", ["https://thief.example/"], version=9, now=reader.places.now, signers=[key("thief")])
    assert reader.ask("list", text=text.decode(), path="/en/")["error"] == "signature"


@pytest.mark.long
def test_an_expired_list_is_used_only_when_the_reader_taps_for_it(reader: Reader) -> None:
    places = reader.places
    (worker,) = reader.page.context.service_workers
    worker.evaluate("() => { const now = Date.now; Date.now = () => now() + 31 * 864e5; }")
    places.behave(dead, places.origin)
    reader.ask("again")
    places.mirrors[0].asked.clear()
    assert reader.open(places.world.story) == 503 and places.mirrors[0].asked == []
    assert "has expired" in reader.words()
    reader.page.click("button[value=old]")
    assert "Nobody could confirm" in reader.line("This is our text")
    assert places.mirrors[0].asked


@pytest.mark.long
def test_through_a_network_that_cuts_after_16_kilobytes_pages_arrive_checked(
    world: World, browser: Any, tmp_path: Path
) -> None:
    def packed(path: str, answer: Answer) -> Answer:
        """As servers send what lies there packed."""
        data = places.origin.files.get(f"{path}.gz")
        return replace(answer, data=data, headers=(*answer.headers, ("content-encoding", "gzip"))) if data else answer

    with running_places(world) as places, cutting_proxy(places.origin.port, tmp_path) as proxy:
        places.behave(packed, places.origin)
        program, trusting = find_chromium(), ["--no-sandbox", "--ignore-certificate-errors"]
        with (
            browser.browser_type.launch(executable_path=program, args=trusting) as another,
            reading(another, replace(places, origin=replace(places.origin, port=proxy.port))) as reader,
        ):
            reader.page.goto(f"https://localhost:{proxy.port}/en/index.html")
            reader.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
            reader.page.goto(f"https://localhost:{proxy.port}{world.story}")
            assert "Edition 2" in reader.line("Checked")
        assert proxy.cut == 0 and max(proxy.sent) <= 16_000


@pytest.mark.long
def test_what_is_shared_is_a_public_address_and_never_the_one_that_is_open(browser: Any, places: Places) -> None:
    with reading(browser, places) as reader:
        page = reader.page
        page.add_init_script("navigator.share = given => { window.given = given; return Promise.resolve(); }")
        for ways, words in (([], "no public address"), (["https://one.example/lamp/"], "public address of ours:")):
            value = json.dumps({"addresses": ways, "format": "tamizdat-ways-v1", "onion": ""}).encode()
            places.origin.files = {**places.origin.files, "/ways.json": value, "/worker.js": b""}
            reader.open(places.world.story)
            page.click(".trust > button")
            page.click("button:text-is('Share')")
            page.locator(f"text={words}").wait_for()
        given = page.evaluate("window.given")
        assert given["url"] == f"https://one.example/lamp/{places.world.story[1:]}"
        assert "localhost" not in page.inner_text(".trust")


def test_a_copy_is_saved_and_checked_by_dropping_it_on_the_page_that_checks(reader: Reader, tmp_path: Path) -> None:
    page = reader.page
    reader.open(reader.places.world.story)
    reader.line("Checked")
    page.click(".trust > button")
    with page.expect_download() as started:
        page.click("text=Save a copy to pass on")
    page.locator("text=carries its own proof").wait_for()
    started.value.save_as(tmp_path / "copy.html")
    assert started.value.suggested_filename == reader.places.world.story.rpartition("/")[2]
    words = (tmp_path / "copy.html").read_text()
    assert "The second telling" in words and "A copy that somebody passed on" in words
    (tmp_path / "bad.html").write_text(words.replace("The second telling", "The seventh telling"))

    reader.open("/en/check/index.html")
    for name, kind in (("copy.html", "current"), ("bad.html", "refused")):
        page.set_input_files("#copy", tmp_path / name)
        page.locator(f"#verdict.{kind}").wait_for(timeout=8_000)
    assert "Do not trust" in page.inner_text("#verdict") and "copy: digest" in page.inner_text("#verdict")


@pytest.mark.long
def test_a_verdict_that_comes_late_does_not_stand_for_the_file_that_was_dropped_since(
    browser: Any, places: Places, tmp_path: Path
) -> None:
    def late(path: str, answer: Answer) -> Answer:
        if path.startswith("/tuf/timestamp"):
            time.sleep(2)
        return answer

    (tmp_path / "bad.html").write_text("<!doctype html><title>Not ours</title>")
    with reading(browser, places) as reader:
        reader.page.add_init_script("delete Navigator.prototype.serviceWorker")
        places.behave(late, places.origin)
        reader.open("/en/check/index.html")
        reader.page.set_input_files("#copy", tmp_path / "bad.html")
        reader.page.locator("#verdict.refused").wait_for(timeout=8_000)
        reader.page.wait_for_timeout(3_000)
        assert reader.page.locator("#verdict.refused").count() == 1, reader.page.inner_text("#verdict")


@pytest.mark.long
def test_a_copy_is_checked_from_a_disk_with_a_root_that_the_reader_has(
    browser: Any, places: Places, tmp_path: Path
) -> None:
    with reading(browser, places) as reader:
        reader.meet().open(places.world.story)
        reader.line("Checked")
        reader.page.click(".trust > button")
        with reader.page.expect_download() as started:
            reader.page.click("text=Save a copy to pass on")
        started.value.save_as(tmp_path / "copy.html")
    for path, data in places.origin.files.items():
        if path.startswith("/en/check/") or path.count("/") == 1 or path == "/tuf/1.root.json":
            file = tmp_path / "tree" / path[1:]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    with reading(browser, places) as reader:
        page = reader.page
        page.goto(f"file://{tmp_path}/tree/en/check/index.html")
        page.set_input_files("#copy", tmp_path / "copy.html")
        page.locator("#verdict.unable").wait_for(timeout=8_000)
        page.set_input_files("#root", tmp_path / "tree/tuf/1.root.json")
        page.locator("#verdict.authentic").wait_for(timeout=8_000)
        assert "Whether it is the latest is not known" in page.inner_text("#verdict")
        assert "with the root file that you chose" in page.inner_text("#verdict")


@pytest.mark.long
def test_the_page_that_checks_asks_the_worker_that_was_here_before(reader: Reader) -> None:
    places = reader.places
    reader.page.goto(f"{places.origin.address}en/check/index.html#{places.world.story}")
    reader.page.locator("#verdict.current").wait_for(timeout=8_000)
    assert "keys that this browser met on its first visit" in reader.page.inner_text("#verdict")
    reader.page.fill("#page", "/en/nothing.html")
    reader.page.click("#go")
    reader.page.locator("#verdict.refused").wait_for(timeout=8_000)
    assert "absent" in reader.page.inner_text("#verdict")


OLD = b"""
delete self.DecompressionStream; delete Object.hasOwn; delete Array.prototype.at; delete String.prototype.replaceAll;
delete Promise.any; delete self.structuredClone; delete String.prototype.matchAll;
{ const real = crypto.subtle.importKey.bind(crypto.subtle);
  crypto.subtle.importKey = (form, key, name, ...rest) => (name.name || name) === "Ed25519"
    ? Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")) : real(form, key, name, ...rest); }
"""
FULL = b"Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));"


@pytest.mark.long
def test_an_old_webview_without_ed25519_checks_all_the_same(browser: Any, world: World) -> None:
    with running_places(world, prelude=OLD) as places, reading(browser, places) as reader:
        reader.meet()
        places.behave(forged(places), places.origin)
        reader.open(world.story)
        state = reader.state(world.story)
        assert "The second telling" in reader.words() and state.get("from") == "mirror", state
        assert "/ed25519.js" in places.origin.paths()


@pytest.mark.long
def test_where_nothing_more_can_be_kept_the_page_reads_and_claims_no_more_than_was_checked(
    browser: Any, world: World
) -> None:
    with running_places(world, prelude=FULL) as places, reading(browser, places) as reader:
        reader.meet().open(world.story)
        reader.line("Checked")
        reader.page.click(".trust > button")
        reader.page.click("text=Keep for later")
        reader.page.locator("text=could not be kept").wait_for()
        _end_workers(reader)
        assert reader.open(world.story) == 200 and "The second telling" in reader.words()
        assert reader.line() == "Not checked"


@pytest.mark.long
def test_a_drip_is_left_after_a_short_patience(reader: Reader) -> None:
    reader.places.behave(in_manner("drip"), reader.places.origin)
    assert reader.open(reader.places.world.story) == 200
    assert reader.state(reader.places.world.story)["from"] == "mirror"


def _choose(places: Places, choice: str) -> None:
    """The newsroom's choice as it stands in the small script; here no page is checked, so it need not be signed."""
    script = places.origin.files["/reader.js"].replace(b'WORKER = "auto"', f'WORKER = "{choice}"'.encode())
    places.origin.files = {**places.origin.files, "/reader.js": script}


@pytest.mark.long
def test_a_newsroom_can_leave_it_to_the_reader_whether_the_worker_comes(browser: Any, places: Places) -> None:
    _choose(places, "ask")
    with reading(browser, places) as reader:
        reader.open("/en/index.html")
        reader.page.wait_for_load_state("networkidle")
        assert reader.kept() == NOTHING
        reader.page.click(".trust > button")
        reader.page.click("text=Check pages from now on")
        reader.page.locator("text=From the next page on").wait_for()
        assert reader.kept()["workers"] == 1


@pytest.mark.long
def test_a_newsroom_can_take_the_worker_back(browser: Any, places: Places) -> None:
    with reading(browser, places) as reader:
        reader.meet()
        reader.page.evaluate("caches.keys()")
        state = "caches.match(location.origin + '/tuf/kept').then(one => one.json())"
        assert reader.page.evaluate(state)["root"]
        reader.page.evaluate("window.tamizdat.ask({ask: 'forget'})")
        reader.page.wait_for_timeout(500)
        _choose(places, "off")
        reader.open("/en/index.html")
        reader.page.wait_for_load_state("networkidle")
        assert reader.kept() == NOTHING and reader.line() == "Not checked"


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_line_menu_and_refusal_fit_a_small_phone_from_right_to_left(browser: Any, tmp_path: Path, scheme: str) -> None:
    newsroom = MemoryNewsroom(3, ("fa", "en"))
    for language in ("fa", "en", "fa"):
        newsroom.publish(language)
    press(tmp_path, newsroom, datetime.now(UTC) - HOUR)
    tree = (tmp_path / "editions" / "current").resolve()
    files = {f"/{one.relative_to(tree).as_posix()}": one.read_bytes() for one in tree.rglob("*") if one.is_file()}
    PICTURES.mkdir(exist_ok=True)
    with running(files) as site:
        places = Places(None, site, [], datetime.now(UTC))  # type: ignore[arg-type]
        with reading(browser, places, viewport={"width": 320, "height": 800}, color_scheme=scheme) as reader:
            reader.meet("/fa/index.html").line("بررسی شد")
            reader.page.click(".trust > button")
            reader.page.locator(".trust > div p").first.wait_for()
            _fits(reader, f"worker-menu-{scheme}")
            site.trick = dead
            reader.ask("again")
            assert reader.open("/fa/latest/index.html") == 503
            assert reader.page.evaluate("document.documentElement.dir") == "rtl"
            _fits(reader, f"worker-refusal-{scheme}")


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 1280])
def test_the_line_moves_nothing_and_its_menu_needs_no_mouse(browser: Any, places: Places, width: int) -> None:
    with reading(browser, places, viewport={"width": width, "height": 800}) as reader:
        page = reader.meet().page
        page.add_init_script(
            "window.moved = 0; "
            "new PerformanceObserver(list => list.getEntries().forEach(one => { moved += one.value; }))"
            ".observe({type: 'layout-shift', buffered: true})"
        )
        reader.open(places.world.story)
        reader.line("Checked")
        page.focus(".trust > button")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert page.evaluate("moved") < 0.01
        page.keyboard.press("Enter")
        page.locator(".trust > div p").first.wait_for()
        assert page.get_attribute(".trust > button", "aria-expanded") == "true"
        seen = []
        for _ in range(5):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.textContent"))
        assert seen == ["Check this page", "Share", "Save a copy to pass on", "Keep for later", "Forget everything"]
        page.screenshot(path=PICTURES / f"worker-menu-{width}.png")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.parentNode.className").startswith("trust")
        assert page.get_attribute(".trust > button", "aria-expanded") == "false"


def _fits(reader: Reader, name: str) -> None:
    assert reader.page.evaluate("document.scrollingElement.scrollWidth") == 320
    reader.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

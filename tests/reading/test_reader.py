"""A reader with a memory, several places, and what each of them may try."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.mirror_list import sign_list
from tamizdat.core.trust.sign import Versions, sign_root
from tamizdat.reading.answers import Trusted
from tamizdat.reading.memory import Memory, keep_memory, read_memory
from tamizdat.reading.places import Limits
from tamizdat.reading.reader import Reader
from tamizdat.shell.errors import RefusedError
from tests.reading.edition import ISSUED, NOW, Edition, KeyRing, key, make_edition, make_pages, make_root, sign

PAGE = "/en/2026/01/story-12.html"
ORIGIN, ONE, TWO = "https://origin.example/", "https://one.example/lamp/", "https://two.example/"
Answer = Callable[[str], httpx.Response]
QUICK = Limits(head_start=0.2, request=0.5, bytes_a_second=1_000_000, total=4)
PATIENT = Limits(head_start=60, request=60, bytes_a_second=1_000_000, total=120)
DAY = timedelta(days=1)


def ok(data: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(200, headers=headers, stream=httpx.ByteStream(data))


def serve(edition: Edition, top: str = "/") -> Answer:
    def answer(path: str) -> httpx.Response:
        data = edition.files.get("/" + path.removeprefix(top))
        return httpx.Response(404) if data is None else ok(data)

    return answer


def net(**places: Answer | None) -> httpx.MockTransport:
    """``origin``, ``one``, ``two``: what each host answers; None: it is dead."""

    def handle(request: httpx.Request) -> httpx.Response:
        assert "cookie" not in request.headers and "referer" not in request.headers
        answer = places.get(request.url.host.partition(".")[0])
        if answer is None:
            raise httpx.ConnectError("nobody is there")
        return answer(request.url.path)

    return httpx.MockTransport(handle)


def edition(number: int = 1, now=ISSUED, words: str = "", ring: KeyRing = KeyRing(), **how) -> Edition:  # noqa: B008
    pages = make_pages()
    if words:
        pages[PAGE] = (words.encode(), "text/html; charset=utf-8")
    versions = how.pop("versions", Versions(number, number, number))
    made = make_edition(pages, number=number, now=now, ring=ring, versions=versions)
    return sign(made, ring=ring, now=now, versions=versions, **how) if how else made


FIRST, SECOND = edition(1), edition(2, words="<p>Second</p>")
ROOT = FIRST.root


def reader(
    memory: Memory | None = None, now=NOW, addresses=(ORIGIN, ONE, TWO), limits=QUICK, **places: Answer | None
) -> Reader:
    return Reader(memory or Memory(ROOT), addresses, clock=lambda: now, transport=net(**places), limits=limits)


def who_saw(one: Edition, now=NOW) -> Memory:
    known = reader(now=now, origin=serve(one))
    assert isinstance(known.trust(), Trusted)
    return known.memory


def rules(found) -> set[tuple[str, str]]:
    return {(one.place, one.rule) for one in found.reasons}


def test_the_site_itself_is_asked_first():
    found = reader(origin=serve(SECOND), limits=PATIENT).read(PAGE)
    assert (found.verdict, found.data, found.edition, found.source) == ("current", b"<p>Second</p>", 2, "origin")
    assert found.issued_at == ISSUED and found.age_seconds == 3600 and not found.reasons


def test_a_mirror_in_a_folder_helps_when_the_site_is_gone():
    found = reader(one=serve(SECOND, "/lamp/")).read(PAGE)
    assert (found.verdict, found.edition, found.source) == ("current", 2, "mirror")
    assert (ORIGIN, "unreachable") in rules(found)


def test_an_older_edition_than_was_seen_is_refused_and_its_mirror_marked():
    one = reader(who_saw(SECOND), one=serve(FIRST, "/lamp/"), two=serve(SECOND))
    assert one.read(PAGE).edition == 2
    alone = reader(who_saw(SECOND), one=serve(FIRST, "/lamp/"))
    found = alone.read(PAGE)
    assert (found.verdict, found.data) == ("refused", None) and (ONE, "version") in rules(found)
    assert alone.marked == {ONE: "version"} and alone.addresses() == [ORIGIN, TWO, ONE]


def test_who_never_saw_the_newer_one_is_shown_the_older_with_its_age():
    assert reader(one=serve(FIRST, "/lamp/")).read(PAGE).edition == 1


def test_stale_only_after_everybody_was_asked_and_then_the_freshest():
    old = edition(1, now=NOW - 5 * DAY)
    newer = edition(2, now=NOW - 3 * DAY)
    found = reader(origin=serve(old), one=serve(newer, "/lamp/")).read(PAGE)
    assert (found.verdict, found.edition, found.age_seconds) == ("stale", 2, 3 * 86400)
    found = reader(origin=serve(old), two=serve(SECOND)).read(PAGE)
    assert (found.verdict, found.edition, found.source) == ("current", 2, "mirror")


def test_a_mirrors_word_that_a_page_never_was_is_no_proof():
    def forgetful(path: str) -> httpx.Response:
        return serve(SECOND)(path) if path.startswith("/tuf/") else httpx.Response(404)

    found = reader(origin=forgetful, one=serve(SECOND, "/lamp/")).read(PAGE)
    assert (found.verdict, found.data, found.source) == ("current", b"<p>Second</p>", "mirror")
    alone = reader(origin=forgetful).read(PAGE)
    assert alone.verdict == "refused" and not any(one.rule == "absent" for one in alone.reasons)


def test_the_maps_proof_that_a_page_is_absent_is_taken_from_any_place():
    found = reader(one=serve(SECOND, "/lamp/")).read("/en/never.html")
    assert (found.verdict, found.data, found.entry) == ("current", None, None)
    assert found.reasons[-1].rule == "absent"


def test_other_words_are_taken_from_a_place_that_has_ours():
    lie = replace(
        SECOND,
        files={**SECOND.files, **{n: b"<p>Lies!!</p>" for n, d in SECOND.files.items() if d == b"<p>Second</p>"}},
    )
    lie.files.update({name: b"" for name in lie.files if name.endswith(".gz")})
    found = reader(origin=serve(lie), one=serve(SECOND, "/lamp/")).read(PAGE)
    assert (found.data, found.source) == (b"<p>Second</p>", "mirror")
    alone = reader(origin=serve(lie)).read(PAGE)
    assert (alone.verdict, alone.data) == ("refused", None)


@pytest.mark.parametrize(
    "answer",
    [
        lambda path: ok(b"<h1>Blocked</h1>"),
        lambda path: httpx.Response(302, headers={"location": "https://origin.example/elsewhere"}),
        lambda path: httpx.Response(301, headers={"location": "https://evil.example/"}),
        lambda path: httpx.Response(503),
        lambda path: ok(b" " * 100_000),
        lambda path: ok(b"\x1f\x8b", {"content-encoding": "gzip"}),
    ],
)
def test_whatever_else_the_site_answers_a_mirror_is_asked(answer):
    found = reader(origin=answer, one=serve(SECOND, "/lamp/")).read(PAGE)
    assert (found.verdict, found.source, found.data) == ("current", "mirror", b"<p>Second</p>")


class Drip(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        for _ in range(100):
            time.sleep(0.1)
            yield b" "


def test_a_place_that_drips_is_left():
    began = time.monotonic()
    found = reader(origin=lambda path: httpx.Response(200, stream=Drip()), one=serve(SECOND, "/lamp/")).read(PAGE)
    assert (found.verdict, found.source) == ("current", "mirror") and time.monotonic() - began < 2
    alone = reader(origin=lambda path: httpx.Response(200, stream=Drip())).read(PAGE)
    assert (alone.verdict, rules(alone) >= {(ORIGIN, "unreachable")}) == ("refused", True)
    assert time.monotonic() - began < 6


def test_a_list_of_mirrors_is_remembered_and_used():
    listed = sign_list("public", ["https://listed.example/"], version=3, now=ISSUED, signers=[key("edition")])
    memory = who_saw(edition(1, others={"mirrors.json": listed}))
    assert reader(memory, addresses=(ORIGIN,)).addresses() == [ORIGIN, "https://listed.example/"]
    found = reader(memory, addresses=(ORIGIN,), listed=serve(SECOND)).read(PAGE)
    assert (found.verdict, found.edition, found.source) == ("current", 2, "mirror")


def test_an_older_expired_or_strange_list_changes_nothing():
    def a_list(version: int, now=ISSUED, by: str = "edition") -> bytes:
        return sign_list("public", [f"https://v{version}.example/"], version=version, now=now, signers=[key(by)])

    memory = who_saw(edition(1, others={"mirrors.json": a_list(3)}))
    for other in (a_list(2), a_list(9, ISSUED - 40 * DAY), a_list(9, by="timestamp")):
        one = reader(memory, origin=serve(edition(2, others={"mirrors.json": other})))
        found = one.read(PAGE)
        assert (found.verdict, found.edition) == ("current", 2) and found.reasons
        assert "https://v3.example/" in one.addresses() and len(one.addresses()) == 4
        with pytest.raises(TrustError):
            one.bring_list(other)
    late = reader(memory, now=ISSUED + 31 * DAY)
    assert "https://v3.example/" not in late.addresses()


def test_a_channels_list_can_be_brought():
    one = reader()
    made = sign_list("letter", ["https://secret.example/"], version=1, now=ISSUED, signers=[key("edition")])
    assert one.bring_list(made) == "letter" and "https://secret.example/" in one.addresses()


def forty_roots(gap: int = 0) -> tuple[bytes, dict[str, bytes], KeyRing]:
    """A year and more of monthly roots, each with other keys; most have expired long since."""
    files, before = {}, ("root-1", "root-2")
    start = NOW - timedelta(days=1200)
    first = make_root(KeyRing(), 1, start)
    for number in range(2, 42):
        ring = KeyRing(
            root=(f"r{number}-1", f"r{number}-2", f"r{number}-3"), edition=f"e{number}", timestamp=f"t{number}"
        )
        signers = [key(name) for name in (*before, *ring.root[:2])]
        when = start + timedelta(days=29 * (number - 1))
        files[f"/tuf/{number}.root.json"] = sign_root(ring.roles(), version=number, now=when, signers=signers)
        before = ring.root[:2]
    files.pop(f"/tuf/{gap}.root.json", None)
    return first, files, ring


def test_forty_roots_while_the_reader_was_away():
    first, roots, ring = forty_roots()
    made = edition(9, ring=ring)
    made.files.update(roots)
    one = reader(Memory(first, Versions(10**6, 10**6, 10**6)), origin=serve(made))
    found = one.read(PAGE)
    assert (found.verdict, found.edition) == ("current", 9)
    assert one.memory.root == roots["/tuf/41.root.json"] and one.memory.versions == Versions(9, 9, 9)


def test_a_mirror_that_lacks_one_root_of_the_chain_is_passed_over():
    first, roots, ring = forty_roots()
    made, holed = edition(9, ring=ring), edition(9, ring=ring)
    made.files.update(roots)
    holed.files.update(forty_roots(gap=20)[1])
    found = reader(Memory(first), origin=serve(holed), one=serve(made, "/lamp/")).read(PAGE)
    assert (found.verdict, found.source) == ("current", "mirror")
    alone = reader(Memory(first), origin=serve(holed)).read(PAGE)
    assert alone.verdict == "refused" and alone.reasons[0].rule == "root-expired"


def test_a_new_root_is_remembered_even_when_the_rest_does_not_hold():
    """So a mirror that hides it, and serves what a stolen key signed, comes too late."""
    after = make_root(KeyRing(timestamp="new"), 2)
    half = Edition({"/tuf/2.root.json": after}, FIRST.manifest)
    one = reader(origin=serve(half), one=serve(SECOND, "/lamp/"))
    assert one.read(PAGE).verdict == "refused" and one.memory.root == after
    assert reader(one.memory, one=serve(SECOND, "/lamp/")).read(PAGE).verdict == "refused"
    same_keys = make_root(KeyRing(), 2)
    one = reader(origin=serve(Edition({"/tuf/2.root.json": same_keys}, FIRST.manifest)), one=serve(SECOND, "/lamp/"))
    assert one.read(PAGE).verdict == "current" and one.memory.root == same_keys


def test_a_new_root_without_the_list_that_goes_with_it_leaves_the_reader_the_list_that_was_accepted(tmp_path):
    """Else a line that breaks off at the wrong moment, or a mirror that wants to, would leave nobody to ask."""
    listed = sign_list("public", ["https://listed.example/"], version=3, now=ISSUED, signers=[key("edition")])
    memory, file = who_saw(edition(1, others={"mirrors.json": listed})), tmp_path / "reader.json"
    ring = KeyRing(edition="new", timestamp="newer")
    half = Edition({"/tuf/2.root.json": make_root(ring, 2)}, FIRST.manifest)
    one = reader(memory, addresses=(ORIGIN,), origin=serve(half))
    assert one.read(PAGE).verdict == "refused" and one.addresses() == [ORIGIN, "https://listed.example/"]
    keep_memory(file, one.memory)
    whole = edition(2, ring=ring, words="<p>Second</p>")
    whole.files.update({"/tuf/2.root.json": make_root(ring, 2)})
    again = reader(read_memory(file, ROOT), addresses=(ORIGIN,), listed=serve(whole))
    assert again.read(PAGE).verdict == "current"
    assert again.memory.list_root is None and again.addresses() == [ORIGIN], "it has taken in what goes with the root"


@pytest.mark.parametrize(
    ("off", "verdict", "clock"),
    [
        (timedelta(minutes=-4) - timedelta(hours=1), "current", False),
        (timedelta(minutes=-6) - timedelta(hours=1), "current", True),
        (timedelta(days=-3), "current", True),
        (timedelta(days=-20 * 365), "current", True),
        (timedelta(days=3), "stale", False),
        (timedelta(days=20 * 365), "refused", False),
    ],
)
def test_a_clock_that_is_wrong_is_told_of(off, verdict, clock):
    found = reader(now=NOW + off, origin=serve(SECOND)).read(PAGE)
    assert found.verdict == verdict
    assert any(one.rule == "clock" and "clock" in one.message for one in found.reasons) is clock
    assert found.verdict != "refused" or found.reasons[0].rule == "root-expired"


def test_two_editions_of_one_number_are_told_of_and_both_are_kept():
    other = edition(1, words="<p>Another first</p>", versions=Versions(2, 2, 2))
    one = reader(who_saw(FIRST), origin=serve(other))
    found = one.read(PAGE)
    assert any(reason.rule == "equivocation" for reason in found.reasons)
    [evidence] = one.equivocations
    assert evidence.edition == 1 and evidence.one.manifest != evidence.other.manifest
    for side, made in ((evidence.one, FIRST), (evidence.other, other)):
        assert set(side.files) == {name for name in made.files if name.startswith("/tuf/") and "root" not in name} | {
            f"/o/{side.manifest}"
        }
        assert all(made.files[name] == data for name, data in side.files.items())


def test_objects_come_from_whoever_has_them():
    one = reader(one=serve(SECOND, "/lamp/"))
    trusted = one.trust()
    assert isinstance(trusted, Trusted) and trusted.address == ONE
    listed = trusted.trust.targets["manifest.json"]
    assert one.fetch_object(listed.digest, listed.length) == SECOND.manifest.to_bytes()
    with pytest.raises(TrustError):
        one.fetch_object("ab" * 32, 5)


def test_the_memory_is_kept_whole_and_a_damaged_one_is_no_new_beginning(tmp_path):
    listed = sign_list("public", ["https://listed.example/"], version=3, now=ISSUED, signers=[key("edition")])
    memory, file = who_saw(edition(1, others={"mirrors.json": listed})), tmp_path / "reader.json"
    keep_memory(file, memory)
    assert read_memory(file, b"another root") == memory
    assert read_memory(tmp_path / "none.json", ROOT) == Memory(ROOT)
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(RefusedError, match="not a reader's memory"):
        read_memory(file, ROOT)

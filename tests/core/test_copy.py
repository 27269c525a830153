"""One-file copies: what they hold, and that nothing in them can be changed."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from tests.reading.edition import NOW, KeyRing, make_root, sign
from tests.vectors.copy_base import ADDRESS, BANNER, PAGE, TEXT, copy_edition

from tamizdat.core.trust.copy import BEGIN, check_copy, compose_copy, open_copy
from tamizdat.core.trust.copy_text import lead_on
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.sign import Versions


@pytest.fixture(scope="module")
def edition():
    return copy_edition()


@pytest.fixture(scope="module")
def copy(edition):
    return compose_copy(PAGE, BANNER, edition.root, edition.read)


def refusal(data: bytes, root: bytes, now=NOW) -> tuple[str, str]:
    with pytest.raises(TrustError) as caught:
        check_copy(data, root, now)
    return caught.value.file, caught.value.rule


def test_a_copy_reads_alone_and_is_checked_to_the_last_byte(edition, copy):
    page, _, _ = copy.decode().rpartition(BEGIN)
    assert "<script" not in page and "<link" not in page and "<source" not in page and "img-src data:" in page
    assert 'src="data:image/jpeg;base64,' in page and f'<a href="{ADDRESS}en/index.html?x#y">' in page
    assert page.index("A copy of edition 1, 2026-03-01 11:00") > page.index("<body")
    found = check_copy(copy, edition.root, NOW)
    assert (found.verdict, found.path, found.trust.manifest.edition) == ("authentic", PAGE, 1)


def test_whatever_byte_is_changed_added_or_taken_away_refuses_it(edition, copy):
    chance = random.Random(5)
    for _ in range(150):
        at = chance.randrange(len(copy))
        other = bytes([copy[at] ^ (1 << chance.randrange(8))])
        changed = chance.choice(
            [copy[:at] + other + copy[at + 1 :], copy[:at] + copy[at + 1 :], copy[:at] + b"x" + copy[at:]]
        )
        refusal(changed, edition.root)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Front", b"Fr0nt"),
        (b"A copy of edition 1", b"A copy of edition 2"),
        (b"2026-03-01 11:00", b"2026-03-02 11:00"),
        (ADDRESS.encode(), b"https://evil.example/lamp/"),
        (b"</body>", b"<script>alert(1)</script></body>"),
        (b"img-src data:", b"img-src *"),
        (b"<!--tamizdat", b"<p>more</p><!--tamizdat"),
    ],
)
def test_a_changed_word_banner_link_or_added_script_is_refused(edition, copy, old, new):
    assert old in copy
    assert refusal(copy.replace(old, new), edition.root) == ("copy", "digest")


def test_something_more_in_the_proof_is_refused(edition, copy):
    more = copy.replace(b'"objects":["', b'"objects":["AAAA","')
    assert refusal(more, edition.root) == ("copy", "digest")
    twice = copy.replace(b'"timestamp.json":"', b'"9.targets.json":"AAAA","timestamp.json":"')
    assert refusal(twice, edition.root) == ("copy", "digest")


def test_another_picture_in_its_place_is_refused(edition, copy):
    data = b"data:image/jpeg;base64,/9j/IHBpY3R1cmU="
    assert data in copy
    file, rule = refusal(copy.replace(data, b"data:image/jpeg;base64,AAAA"), edition.root)
    assert file.startswith("/o/") and rule == "missing"
    assert refusal(copy.replace(data, b"data:image/jpeg;base64,AAAA", 1), edition.root) == ("copy", "digest")


def test_a_copy_keeps_for_as_long_as_the_root(edition, copy):
    assert check_copy(copy, edition.root, NOW + timedelta(days=300)).verdict == "authentic"
    assert refusal(copy, edition.root, NOW + timedelta(days=400)) == ("/tuf/1.root.json", "root-expired")


def test_a_copy_carries_the_roots_that_lead_to_it(edition):
    rings = [KeyRing(root=("root-1", f"new-{number}", "new-x"), timestamp=f"t-{number}") for number in range(40)]
    files = {**sign(edition, ring=rings[-1]).files, "/tuf/1.root.json": edition.root}
    others = copy_edition(ring=rings[-1])
    files.update(
        {
            path: data
            for path, data in others.files.items()
            if path.startswith(("/o/", "/tuf/timestamp", "/tuf/1.s", "/tuf/1.ta"))
        }
    )
    before = ("root-1", "root-2")
    for number, ring in enumerate(rings, 2):
        files[f"/tuf/{number}.root.json"] = make_root(ring, number, also=before)
        before = ring.root[:2]
    read = lambda path, limit: files[path][: limit + 1]  # noqa: E731
    made = compose_copy(PAGE, BANNER, edition.root, read)
    assert check_copy(made, edition.root, NOW).trust.root.version == 41
    assert check_copy(made, files["/tuf/20.root.json"], NOW).trust.root.version == 41
    late = compose_copy(PAGE, BANNER, files["/tuf/30.root.json"], read)
    assert check_copy(late, files["/tuf/29.root.json"], NOW).verdict == "authentic"
    assert refusal(late, edition.root) == ("/tuf/2.root.json", "missing")


def test_links_lead_nowhere_without_a_public_address():
    edition = copy_edition(addresses=None)
    page = compose_copy(PAGE, BANNER, edition.root, edition.read).decode()
    assert "<a>Front</a>" in page and "A copy of edition 1, 2026-03-01, {address}" in page
    assert 'href="https://else.example/"' in page and 'href="#text"' in page


def test_a_page_without_a_body_or_of_another_kind_has_no_copy(edition):
    bare = copy_edition("<p>no body")
    for path, one in ((PAGE, bare), ("/en/1.html", edition)):
        with pytest.raises(TrustError) as caught:
            compose_copy(path, BANNER, one.root, one.read)
        assert (caught.value.file, caught.value.rule) == (path, "format")


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("x.html", "/a/b/x.html"),
        ("../../x.html#y?z", "/x.html#y?z"),
        ("../../../x.html", None),
        ("/x/./y/", "/x/y/"),
        ("..", "/a/"),
        ("?q", "/a/b/p.html?q"),
        ("", "/a/b/p.html"),
        ("../..", "/"),
        ("//else.example/x", None),
        ("c//d/..", "/a/b/c/"),
    ],
)
def test_links_are_led_on_as_a_browser_would(value, target):
    assert lead_on("/a/b/p.html", value) == target


def test_the_proof_holds_no_end_of_a_comment_and_no_tag(copy):
    proof = copy.decode().rpartition(BEGIN)[2].removesuffix("-->\n")
    assert "<" not in proof and ">" not in proof
    assert open_copy(copy).path == PAGE


def test_the_same_edition_gives_the_same_copy(edition, copy):
    again = copy_edition(TEXT, versions=Versions(1, 1, 1))
    assert compose_copy(PAGE, BANNER, again.root, again.read) == copy

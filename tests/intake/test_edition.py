"""Facts are read from an edition through its map, and every byte of them is checked."""

from __future__ import annotations

import pytest

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.intake.edition import check_edition, open_edition
from tamizdat.shell.errors import RefusedError
from tests.reading.edition import NOW, make_edition, make_pages

SETTINGS = {"name": "The Lamp", "languages": ["en"], "address": "", "time_zone": "UTC", "onion": ""}
ARTICLE = {"id": "a" * 13, "headline": "فانوس\u2028"}
PICTURE = bytes(range(256))


def lines(*facts: tuple[str, object]) -> bytes:
    return b"".join(canonical_json({"name": name, "value": value}) + b"\n" for name, value in facts)


@pytest.fixture
def edition():
    return make_edition(
        {
            **make_pages(3),
            "/facts/newsroom.jsonl": (lines(("paper:en", {}), ("settings", SETTINGS)), "application/jsonl"),
            "/facts/articles/1.jsonl": (lines(("article:a", ARTICLE), ("article:b", None)), "application/jsonl"),
            "/facts/counters.json": (canonical_json({"places": {}, "sequence": 2}), "application/json"),
            "/pictures/a.webp": (PICTURE, "image/webp"),
        }
    )


@pytest.fixture
def opened(edition, tmp_path):
    return open_edition([edition.write(tmp_path)], edition.root, NOW)


def test_every_fact_is_read_once_by_name(opened):
    counted = []
    facts = dict(opened.read_facts(counted.append))
    assert facts == {
        "article:a": ARTICLE,
        "article:b": None,
        "counters": {"places": {}, "sequence": 2},
        "paper:en": {},
        "settings": SETTINGS,
    }
    assert counted == [1, 2, 3]


def test_settings_are_known_before_anything_is_made(opened):
    assert opened.read_settings() == SETTINGS


def test_a_picture_is_read_by_its_digest(opened, tmp_path):
    assert opened.read_picture(digest(PICTURE), "webp") == PICTURE
    with pytest.raises(RefusedError, match="is missing"):
        opened.read_picture("0" * 64, "webp")
    (tmp_path / "o" / digest(PICTURE)).write_bytes(PICTURE[::-1])
    with pytest.raises(RefusedError, match="was changed"):
        opened.read_picture(digest(PICTURE), "webp")


def test_a_fact_that_changes_while_it_is_read_is_refused(opened, edition, tmp_path):
    (tmp_path / "o" / digest(edition.files["/facts/articles/1.jsonl"])).write_bytes(b"x")
    with pytest.raises(RefusedError, match="was changed"):
        dict(opened.read_facts())


def test_a_copy_that_is_not_whole_is_refused_with_its_files(edition, tmp_path):
    tree = edition.write(tmp_path)
    assert check_edition(tree, edition.root, NOW).verdict == "current"
    for name in ("index.html", "empty.txt", "twin.html", "p/a.webp"):
        (tree / name).unlink()
    with pytest.raises(RefusedError, match=r"/empty.txt \(missing\).* and 1 more"):
        check_edition(tree, edition.root, NOW)


@pytest.mark.parametrize(
    "data", [b"{}\n", b"[]\n", b'{"name":1,"value":2}\n', b'{"name":"a","name":"b","value":1}\n', b"\n"]
)
def test_facts_in_another_form_are_refused(data, tmp_path):
    edition = make_edition({"/facts/newsroom.jsonl": (data, "application/jsonl")})
    opened = open_edition([edition.write(tmp_path)], edition.root, NOW)
    with pytest.raises(RefusedError, match=r"/facts/newsroom\.jsonl"):
        dict(opened.read_facts())


def test_an_edition_without_settings_cannot_be_restored(tmp_path):
    edition = make_edition({"/facts/newsroom.jsonl": (lines(("paper:en", {})), "application/jsonl")})
    with pytest.raises(RefusedError, match="no settings"):
        open_edition([edition.write(tmp_path)], edition.root, NOW).read_settings()

"""The public tree: two slots, and a link that switches."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamizdat.core.canonical import digest
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import Entry, build_map
from tamizdat.press.make_map import GZIP
from tamizdat.press.objects import ObjectStore, store_brotli, store_gzip
from tamizdat.press.slots import Edition, Slots

PAPER = {"/index.html": b"front", "/en/2026/03/quay.html": b"the quay", "/en/months.html": b"months"}


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(tmp_path / "editions" / "objects")


def edition(store: ObjectStore, files: dict[str, bytes], number: int) -> Edition:
    """Keep these files in the store and describe the edition that has them."""
    pages, encodings = [], []
    for path, data in files.items():
        store.write(digest(data), data)
        packed, length = store_gzip(store, digest(data), data)
        pages.append(Entry(path, digest(data), len(data), "text/html"))
        encodings.append(Entry(f"{path}.gz", packed, length, GZIP))
    maps = build_map(pages), build_map(encodings, encodings=True)
    for built in (*maps, build_map([])):
        for name, node in built.nodes.items():
            store.write(name, node)
    issued = datetime(2026, 3, number, tzinfo=UTC)
    manifest = Manifest(number, issued, maps[0].root, maps[1].root, len(files), None).to_bytes()
    store.write(digest(manifest), manifest)
    digests = {digest(data) for data in files.values()}
    return Edition(
        digest(manifest),
        {"timestamp.json": b"%d" % number},
        digests.__contains__,
        lambda paths: {path: digest(files[path]) for path in paths},
    )


def tree(folder: Path) -> set[str]:
    """Every file, by its path from the folder."""
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_the_tree_holds_every_page_by_its_path_and_by_its_digest(tmp_path: Path, store: ObjectStore) -> None:
    slots = Slots(tmp_path / "editions", store)
    slots.publish(edition(store, PAPER, 1))
    for path, data in PAPER.items():
        assert (slots.current / path[1:]).read_bytes() == data
        assert (slots.current / "o" / digest(data)).read_bytes() == data
        assert (slots.current / (path[1:] + ".gz")).samefile(slots.current / "o" / f"{digest(data)}.gz")


def test_a_slot_brought_up_to_date_equals_one_made_anew(tmp_path: Path, store: ObjectStore) -> None:
    slots = Slots(tmp_path / "editions", store)
    papers = [
        PAPER,
        {**PAPER, "/index.html": b"new front", "/en/2026/03/ferry.html": b"the ferry"},
        {"/index.html": b"the quay", "/en/2026/03/quay.html": b"the quay"},  # two paths with the same bytes
        {"/index.html": b"last", "/en/2026/03/quay.html": b"the quay", "/ru/index.html": "причал".encode()},
        {f"/en/{n}.html": b"%d" % n for n in range(100)},
        PAPER,
    ]
    for number, paper in enumerate(papers, 1):
        slots.publish(edition(store, paper, number))
        clean_store = ObjectStore(tmp_path / f"clean{number}" / "objects")
        clean = Slots(tmp_path / f"clean{number}", clean_store)
        clean.publish(edition(clean_store, paper, number))
        assert tree(slots.current.resolve()) == tree(clean.current.resolve())


def test_a_half_written_slot_is_made_anew_and_readers_never_see_it(
    tmp_path: Path, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = Slots(tmp_path / "editions", store)
    first = edition(store, PAPER, 1)
    slots.publish(first)
    before = tree(slots.current.resolve())
    second = edition(store, {**PAPER, "/index.html": b"second"}, 2)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("tamizdat.press.slots.Slots._put_metadata", crash)
        with pytest.raises(KeyboardInterrupt):
            slots.publish(second)
    assert tree(slots.current.resolve()) == before
    assert slots.current_manifest() == first.manifest
    slots.publish(second)
    assert (slots.current / "index.html").read_bytes() == b"second"
    assert slots.current_manifest() == second.manifest


def test_what_is_withdrawn_is_in_no_slot_once_the_next_edition_is_out(tmp_path: Path, store: ObjectStore) -> None:
    slots = Slots(tmp_path / "editions", store)
    for number, paper in enumerate(
        [{**PAPER, "/gone.html": b"withdrawn"}, {**PAPER, "/gone.html": b"withdrawn"}, PAPER]
    ):
        next_one = edition(store, paper, number + 1)
        store_brotli(store, digest(paper.get("/gone.html", b"months")))
        slots.publish(next_one)
        slots.forget_previous(next_one)
    name = digest(b"withdrawn")
    slots_hold = [*(tmp_path / "editions" / "a").rglob("*"), *(tmp_path / "editions" / "b").rglob("*")]
    assert [file.name for file in slots_hold if file.name.startswith((name, "gone.html"))] == []
    assert tree(tmp_path / "editions" / "a") == tree(tmp_path / "editions" / "b")


def test_a_slot_can_be_made_anew_after_the_empty_map_has_left_the_store(tmp_path: Path, store: ObjectStore) -> None:
    slots = Slots(tmp_path / "editions", store)
    first, second = edition(store, PAPER, 1), edition(store, {**PAPER, "/more.html": b"more"}, 2)
    slots.publish(first)
    slots.publish(second)
    (tmp_path / "editions" / "a.json").unlink()  # as a press leaves it that is killed while it clears the old slot
    store.file(build_map([]).root).unlink(missing_ok=True)
    slots.forget_previous(second)
    assert tree(tmp_path / "editions" / "a") == tree(tmp_path / "editions" / "b")

"""The public tree in a bucket. It has the deeds of ``Slots``: whoever presses does not know where the tree lies.

A bucket has no link that switches everything at once, so the order is the safety: objects, then plain paths, then TUF
files, and the pointer last; only then goes what the edition no longer holds. Objects never change, so whoever verifies
gets one whole edition at every moment; a plain path may be ahead (format, section 9).
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.core.edition.map import compare_maps
from tamizdat.core.edition.paths import ENCODINGS, file_name
from tamizdat.press.make_map import EMPTY
from tamizdat.press.memory import in_chunks
from tamizdat.press.nodes import compare_nodes
from tamizdat.press.objects import Store
from tamizdat.press.slots import Edition
from tamizdat.shell.bucket import Bucket, at_once
from tamizdat.shell.headers import content_type, keep_for

POINTER = "tuf/timestamp.json"
NOTE = "publishing.json"
"""In the private place: which manifest is being published. Found by a later press, it says: the tree is a mixture."""
ASK_ONE_BY_ONE = 50
BINARY, JSON = "application/octet-stream", "application/json"


@dataclass(frozen=True, slots=True)
class Put:
    """One file that has to be there."""

    target: str
    name: str
    """Its object in the store."""
    media_type: str


class BucketTree:
    """``publish`` and its kin, over a bucket."""

    def __init__(self, public: Bucket, private: Bucket, store: Store) -> None:
        self._public, self._private, self.store = public, private, store
        self.current = BucketPath(public, "", _Known(public))
        self.folder = self.current

    def current_name(self) -> str | None:
        """Where readers see it, None before the first edition."""
        return self._public.where if self._public.length(POINTER) is not None else None

    def current_manifest(self) -> str | None:
        """The digest of the manifest that the pointer leads to; the tree says it itself."""
        try:
            snapshot = self._signed(POINTER)["meta"]["snapshot.json"]["version"]
            targets = self._signed(f"tuf/{int(snapshot)}.snapshot.json")["meta"]["targets.json"]["version"]
            names = self._signed(f"tuf/{int(targets)}.targets.json")["targets"]
            return str(names["manifest.json"]["hashes"]["sha256"])
        except FileNotFoundError:
            return None

    def manifests(self) -> set[str]:
        """The manifests that this tree may still need: what readers see, and what is on its way."""
        note = self._read_note()
        return {one for one in (self.current_manifest(), note.get("manifest"), note.get("before")) if one}

    def publish(self, edition: Edition) -> None:
        """Bring the tree up to date; the pointer goes last, and not over one that another press wrote meanwhile."""
        pointer = self._public.version(POINTER)
        before = self._begin(edition)
        change = _Change(self.store, edition, before)
        self.store.flush()
        for puts in (change.objects(), change.pages()):
            for _ in at_once(self._put, puts):
                pass
        files = dict(edition.metadata)
        last = files.pop("timestamp.json")
        self.replace_metadata(files)
        self._public.replace(POINTER, last, pointer, content_type=JSON, cache_control=keep_for(f"/{POINTER}"))

    def forget_previous(self, edition: Edition) -> None:
        """What this edition no longer holds leaves the tree. The store is another's to clear."""
        note = self._read_note()
        if note.get("manifest") == edition.manifest:
            whole = note["before"] is None
            gone = (
                self._others(edition) if whole else _Change(self.store, edition, note["before"]).gone(note["targets"])
            )
            self._public.remove(sorted(gone))
            self._private.remove([NOTE])
        self._public.remove([f"tuf/{name}" for name in self._old_metadata()])

    def replace_metadata(self, files: Mapping[str, bytes]) -> None:
        """Write TUF files, in this order."""
        for name, data in files.items():
            path = f"tuf/{name}"
            self._public.write(path, data, content_type=JSON, cache_control=keep_for(f"/{path}"))

    def replace_all_metadata(self, files: Mapping[str, bytes]) -> None:
        """The same edition under other signatures; then what the pointer does not lead to goes, and roots given up."""
        self.replace_metadata(files)
        roots = {name for name in self._root_names() if name not in files}
        self._public.remove([f"tuf/{name}" for name in sorted({*self._old_metadata(), *roots})])

    def _root_names(self) -> list[str]:
        names = (path.rpartition("/")[2] for path, _ in self._public.names("tuf"))
        return [name for name in names if name.endswith(".root.json")]

    def _begin(self, edition: Edition) -> str | None:
        """The edition from which the tree is changed; None when nobody knows what lies there, and all is written."""
        before, note = self.current_manifest(), self._read_note()
        if note and (note["manifest"], note["after"]) != (edition.manifest, before):
            before = None
        elif note:
            before = note["before"]
        elif before is not None and not self.store.has(before):
            before = None
        text = {"manifest": edition.manifest, "before": before, "after": self.current_manifest()}
        text["targets"] = note["targets"] if note and before else self._targets()
        self._private.write(NOTE, json.dumps(text).encode())
        return before

    def _targets(self) -> list[str]:
        """Digests of all that the tree is signed for now."""
        try:
            snapshot = self._signed(POINTER)["meta"]["snapshot.json"]["version"]
            targets = self._signed(f"tuf/{int(snapshot)}.snapshot.json")["meta"]["targets.json"]["version"]
            names = self._signed(f"tuf/{int(targets)}.targets.json")["targets"]
            return [str(one["hashes"]["sha256"]) for one in names.values()]
        except FileNotFoundError:
            return []

    def _read_note(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._private.read(NOTE)))
        except (FileNotFoundError, ValueError):
            return {}

    def _put(self, put: Put) -> None:
        data = self.store.read(put.name)
        self._public.write(
            put.target, data, content_type=content_type(put.media_type), cache_control=keep_for(f"/{put.target}")
        )

    def _others(self, edition: Edition) -> set[str]:
        """Files that no edition named, as after a press that was lost."""
        change = _Change(self.store, edition, None)
        wanted = {put.target for puts in (change.objects(), change.pages()) for put in puts}
        return {path for path, _ in self._public.names() if path not in wanted and not path.startswith("tuf/")}

    def _old_metadata(self) -> list[str]:
        """Snapshots and targets that the pointer does not lead to."""
        snapshot = self._signed(POINTER)["meta"]["snapshot.json"]["version"]
        targets = self._signed(f"tuf/{int(snapshot)}.snapshot.json")["meta"]["targets.json"]["version"]
        kept = {f"{snapshot}.snapshot.json", f"{targets}.targets.json", "timestamp.json"}
        names = (path.rpartition("/")[2] for path, _ in self._public.names("tuf"))
        return [name for name in names if name not in kept and not name.endswith(".root.json")]

    def _signed(self, path: str) -> Any:
        return json.loads(self._public.read(path))["signed"]


class _Change:
    """From one edition to another, as files to put and files to take away."""

    def __init__(self, store: Store, edition: Edition, before: str | None) -> None:
        self.store, self.edition, self.earlier = store, edition, before
        self.before = self._manifest(before) if before else None
        self.after = self._manifest(edition.manifest)
        self.roots = (self.before.map_root, self.before.encodings_root) if self.before else (EMPTY.root, EMPTY.root)

    def objects(self) -> Iterator[Put]:
        """Pages by their digest, packed pages, nodes, the manifest."""
        for name in dict.fromkeys(self._object_names()):
            ending = f".{name.partition('.')[2]}"
            yield Put(f"o/{name}", name, ENCODINGS.get(ending, BINARY))

    def pages(self) -> Iterator[Put]:
        """Plain paths, and packed ones."""
        for path, _, now in self._pages():
            if now is not None:
                yield Put(file_name(path), now.digest, now.media_type)
        for path, now, name in self._packed():
            yield Put(file_name(path[:-3]) + path[-3:], name, now.media_type)

    def gone(self, targets: list[str]) -> set[str]:
        """Paths and objects that the edition before had and this one has not; ``targets`` were signed beside it."""
        gone = {f"o/{name}" for name in targets}
        for path, was, now in self._pages():
            if now is None:
                gone.add(file_name(path))
            if was is not None and not self.edition.is_used(was.digest):
                gone |= {f"o/{was.digest}", f"o/{was.digest}.gz"}
        gone |= {file_name(path[:-3]) + path[-3:] for path, _, now in self._encodings() if now is None}
        gone |= {f"o/{name}" for name in self._nodes()[1]}
        if self.earlier and self.earlier != self.edition.manifest:
            gone.add(f"o/{self.earlier}")
        return gone - {put.target for put in self.objects()}

    def _object_names(self) -> Iterator[str]:
        yield from (now.digest for _, _, now in self._pages() if now is not None)
        yield from (name for _, _, name in self._packed() if name.endswith(".gz"))
        yield from sorted(self._nodes()[0] | {self.after.map_root, self.after.encodings_root})
        yield from (self.edition.manifest, *self.edition.others)

    def _packed(self) -> Iterator[tuple[str, Any, str]]:
        """Packed paths with their entries and their objects, which are named by the page and not by themselves."""
        wanted = ((path, now) for path, _, now in self._encodings() if now is not None)
        for chunk in in_chunks(wanted):
            names = self.edition.identities([path[:-3] for path, _ in chunk])
            yield from ((path, now, names[path[:-3]] + path[-3:]) for path, now in chunk)

    def _pages(self) -> Iterator[Any]:
        return compare_maps(self.roots[0], self.after.map_root, self._node)

    def _encodings(self) -> Iterator[Any]:
        return compare_maps(self.roots[1], self.after.encodings_root, self._node, encodings=True)

    def _nodes(self) -> tuple[set[str], set[str]]:
        pages = compare_nodes(self.roots[0], self.after.map_root, self._node)
        encodings = compare_nodes(self.roots[1], self.after.encodings_root, self._node, encodings=True)
        return pages[0] | encodings[0], pages[1] | encodings[1]

    def _node(self, name: str) -> bytes:
        return EMPTY.nodes[name] if name in EMPTY.nodes else self.store.read(name)

    def _manifest(self, name: str) -> Manifest:
        return parse_manifest(self.store.read(name))


class _Known:
    """Is a name there? A few questions are asked one by one; after many, all names are listed."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket, self._asked = bucket, 0
        self._objects: set[str] | None = None

    def has(self, path: str) -> bool:
        """Objects only come while an edition is being made, so what was listed is enough to count new ones."""
        if not path.startswith("o/"):
            return self._bucket.length(path) is not None
        self._asked += 1
        if self._asked > ASK_ONE_BY_ONE and self._objects is None:
            self._objects = {name for name, _ in self._bucket.names("o")}
        return path in self._objects if self._objects is not None else self._bucket.length(path) is not None


@dataclass(frozen=True, slots=True)
class Length:
    """What a bucket says of a file."""

    st_size: int


class BucketPath:
    """A name in the public tree, read as a file would be."""

    def __init__(self, bucket: Bucket, path: str, known: _Known) -> None:
        self._bucket, self._path, self._known = bucket, path, known

    @property
    def name(self) -> str:
        return self._path.rpartition("/")[2]

    def __truediv__(self, name: str) -> BucketPath:
        return BucketPath(self._bucket, f"{self._path}/{name}".lstrip("/"), self._known)

    def __str__(self) -> str:
        return f"{self._bucket.where}/{self._path}"

    def read_bytes(self) -> bytes:
        return self._bucket.read(self._path)

    def exists(self) -> bool:
        return self._known.has(self._path)

    def resolve(self) -> BucketPath:
        """It is no link."""
        return self

    def stat(self) -> Length:
        """As much of it as a bucket knows."""
        length = self._bucket.length(self._path)
        if length is None:
            raise FileNotFoundError(errno.ENOENT, "not there", str(self))
        return Length(length)

    def glob(self, pattern: str) -> list[BucketPath]:
        """A bucket has no halves of files."""
        return []

    def unlink(self) -> None:
        self._bucket.remove([self._path])

    def iterdir(self) -> Iterator[BucketPath]:
        return (BucketPath(self._bucket, path, self._known) for path, _ in self._bucket.names(self._path))

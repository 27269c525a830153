"""A newsroom for rehearsals: its own folder, its own keys, a reader who checks; made, used once and thrown away.

It has as many holders as the real one. What is done with it goes through the same code as the real commands.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from tamizdat.core.canonical import digest
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.sign import Versions
from tamizdat.core.trust.verdict import judge_metadata
from tamizdat.keys import resign
from tamizdat.keys.accept import accept
from tamizdat.keys.carried import Carried, sign_carried
from tamizdat.keys.ceremony import draft_ceremony, sign_together
from tamizdat.keys.disk import write_whole
from tamizdat.keys.files import Keys, read_keys
from tamizdat.keys.holders import Held, Holder, make_held, open_held
from tamizdat.keys.request import Change, make_request, plan_change
from tamizdat.keys.roots import name_of, newest_root, parse, read_roots
from tamizdat.reading.folder import Folder
from tamizdat.shell.home import Home

SETTINGS = """\
[newsroom]
name = "A rehearsal"
languages = ["en"]

[keys]
passphrase_file = "../server.passphrase"
"""


@dataclass(slots=True)
class Rehearsal:
    """The newsroom, its holders with their sticks, and the root file that a reader has."""

    folder: Path
    now: datetime
    threshold: int
    held: list[Held] = field(default_factory=list)
    passphrases: dict[str, str] = field(default_factory=dict)
    readers_root: bytes = b""

    @property
    def home(self) -> Home:
        return Home(self.folder / "newsroom")

    @property
    def tree(self) -> Path:
        return self.home.editions / "current"

    def set_up(self, names: Sequence[str]) -> None:
        """A ceremony, a first edition, a reader."""
        self._make_home()
        request = make_request(self.home, self.now)
        self.held = [self.new_holder(name) for name in names]
        drafted = draft_ceremony(request, [one.key.half for one in self.held], self.threshold, self.now)
        accept(self.home, sign_together(drafted, self.held), self.now)
        self.readers_root = (self.home.keys / name_of(1)).read_bytes()
        self.sign_edition()

    def _make_home(self) -> None:
        self.home.keys.mkdir(mode=0o700, parents=True)
        self.home.settings_file.write_text(SETTINGS, encoding="utf-8")

    def new_holder(self, name: str) -> Held:
        """A key on a new stick, as `tamizdat keys make` makes it."""
        stick = self.folder / f"stick of {name}"
        stick.mkdir(mode=0o700)
        self.passphrases[name] = secrets.token_urlsafe(16)
        return make_held(Holder(name, stick, self.passphrases[name]), "root", "A rehearsal", self.now)

    def change(self, change: Change, signers: Sequence[Held]) -> None:
        """`tamizdat keys rotate`, `keys sign` at each holder's, `keys accept`."""
        accept(self.home, self.signed(plan_change(self.home, change, self.now), signers), self.now)

    def signed(self, carried: Carried, signers: Sequence[Held]) -> Carried:
        """Each holder opens their key from their stick and signs."""
        for one in signers:
            opened = open_held(one.file, self.passphrases[one.key.half.holder])
            carried = sign_carried(carried, [opened.signer])
        return carried

    def sign_edition(self, keys: Keys | None = None) -> None:
        """The same edition again, or the first; signed by the keys that count, with every root beside it."""
        keys, root = keys or read_keys(self.home), newest_root(self.home)
        tuf = self.tree / "tuf"

        def read(name: str) -> bytes:
            return (tuf / name).read_bytes()

        is_first = not (tuf / resign.POINTER).exists()
        versions = Versions(1, 1, 1) if is_first or root is None else resign.next_versions(read, root, self.now)
        manifest = self._manifest()
        files = resign.sign_all(manifest, {}, versions, keys, self.now)
        for folder in (tuf, self.tree / "o"):
            folder.mkdir(parents=True, exist_ok=True)
        for old in tuf.glob("*.root.json"):
            old.unlink()
        write_whole(self.tree / "o" / digest(manifest), manifest)
        roots = {name_of(number): data for number, data in read_roots(self.home).items()}
        for name, data in {**roots, **files}.items():
            write_whole(tuf / name, data)

    def _manifest(self) -> bytes:
        zeros = "0" * 64
        made = Manifest(edition=1, issued_at=self.now.replace(microsecond=0), map_root=zeros, encodings_root=zeros,
                        entries=0, previous=None)  # fmt: skip
        return made.to_bytes()

    def lose_server(self) -> None:
        """Nothing is left of the machine; a copy of the public tree is, as every mirror has one."""
        copied = read_roots(self.home)
        tree = {file: file.read_bytes() for file in self.tree.rglob("*") if file.is_file()}
        (self.folder / "seized").mkdir()
        self.home.folder.rename(self.folder / "seized" / "newsroom")
        (self.folder / "server.passphrase").rename(self.folder / "seized" / "server.passphrase")
        self._make_home()
        for number, data in copied.items():
            write_whole(self.home.keys / name_of(number), data)
        for file, data in tree.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, data)

    def seized_keys(self) -> Keys:
        """What a thief who has the old server signs with."""
        return read_keys(Home(self.folder / "seized" / "newsroom"))

    def begin_anew(self, names: Sequence[str]) -> None:
        """A ceremony that gives the old chain up: `keys request --begin-anew`, `keys accept --begin-anew`."""
        request = make_request(self.home, self.now, begins_anew=True)
        self.held = [self.new_holder(name) for name in names]
        drafted = draft_ceremony(request, [one.key.half for one in self.held], self.threshold, self.now)
        accept(self.home, sign_together(drafted, self.held), self.now, begins_anew=True)

    def reader_says(self, root: bytes | None = None) -> str:
        """What `tamizdat verify` says to a reader who has this root file: current, stale, or why it is refused."""
        try:
            trust = judge_metadata(root or self.readers_root, Folder(self.tree).read, self.now)
        except TrustError as error:
            return f"refused ({error.rule})"
        return "stale" if trust.expired else "current"


def forge_root(rehearsal: Rehearsal, thief: Held, stolen: Sequence[Held]) -> Carried:
    """What a thief of root keys does: a next root that names nobody but the thief."""
    root = newest_root(rehearsal.home)
    request = replace(make_request(rehearsal.home, rehearsal.now), previous=root.data if root else b"")
    drafted = draft_ceremony(request, [thief.key.half], 1, rehearsal.now)
    parse(drafted.root)
    return sign_carried(drafted, [thief.signer, *(one.signer for one in stolen)])

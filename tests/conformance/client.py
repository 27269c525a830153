"""Our Python verifier behind the command line that the suite of tuf-conformance speaks: init, refresh, download."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.core.trust.errors import TrustError, UnreachableError
from tamizdat.core.trust.metadata import RoleName, SignedFile
from tamizdat.core.trust.sign import Versions
from tamizdat.core.trust.verdict import Trust, check_bytes, has_new_keys, judge_metadata, parse_root

ONLINE = ("timestamp", "snapshot", "targets")


class ExpiredError(Exception):
    """TUF refuses what we call stale."""


class Client:
    """The folder of metadata that holds, and a repository."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url.rstrip("/")
        self.now = datetime.now(UTC)

    def read(self, file: str, limit: int) -> bytes:
        """Metadata from the repository; the manifest is a target like any other."""
        if file.startswith("/o/"):
            return fetch(f"{self.url.removesuffix('/metadata')}/targets/{file[3:]}.manifest.json", file, limit)
        return fetch(f"{self.url}/{file.removeprefix('/tuf/')}", file, limit)

    def accept(self, role: RoleName, one: SignedFile) -> None:
        """Keep what holds; versions count anew when a new root has other keys."""
        if role == "root":
            if has_new_keys(parse_root((self.folder / "root.json").read_bytes()), one):
                for name in ONLINE:
                    (self.folder / f"{name}.json").unlink(missing_ok=True)
        elif one.expires <= self.now:
            raise ExpiredError
        (self.folder / f"{role}.json").write_bytes(one.data)

    def refresh(self) -> Trust:
        """From the root that is kept to the targets."""
        seen = Versions(*(self.version(role) for role in ("targets", "snapshot", "timestamp")))
        root = (self.folder / "root.json").read_bytes()
        return judge_metadata(root, self.read, self.now, seen, self.accept)

    def version(self, role: str) -> int:
        file = self.folder / f"{role}.json"
        return int(json.loads(file.read_bytes())["signed"]["version"]) if file.exists() else 0


def fetch(url: str, file: str, limit: int) -> bytes:
    """At most one byte more than the limit; KeyError when it is not there."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return bytes(answer.read(limit + 1))
    except urllib.error.HTTPError as error:
        if error.code in (403, 404, 410):
            raise KeyError(file) from None
        raise UnreachableError(file, str(error)) from None


def download(client: Client, names: list[str], url: str, folder: Path) -> None:
    """Each target under its digest; what is there already is not fetched."""
    trust = client.refresh()
    for name in names:
        if name not in trust.targets:
            raise TrustError(name, "absent", "no such target.")
        listed, target = trust.targets[name], folder / urllib.parse.quote(name, "")
        if target.exists():
            try:
                check_bytes(name, target.read_bytes(), listed)
                continue
            except TrustError:
                pass
        head, slash, tail = name.rpartition("/")
        place = urllib.parse.quote(f"{head}{slash}{listed.digest}.{tail}")
        data = fetch(f"{url.rstrip('/')}/{place}", name, listed.length)
        check_bytes(name, data, listed)
        target.write_bytes(data)


def main() -> None:
    """One command."""
    parser = argparse.ArgumentParser()
    for name in ("metadata-dir", "metadata-url", "target-base-url", "target-dir"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--target-name", action="append", default=[])
    parser.add_argument("command", choices=("init", "refresh", "download"))
    parser.add_argument("root", nargs="?")
    given = parser.parse_args()
    folder = Path(given.metadata_dir)
    if given.command == "init":
        (folder / "root.json").write_bytes(Path(given.root).read_bytes())
        return
    client = Client(folder, given.metadata_url)
    try:
        if given.command == "refresh":
            client.refresh()
        else:
            download(client, given.target_name, given.target_base_url, Path(given.target_dir))
    except (TrustError, ExpiredError, KeyError) as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()

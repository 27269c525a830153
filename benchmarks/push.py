"""What it takes to bring one change to ten mirrors, beside tools that compare whole trees.

    python benchmarks/push.py --pages 1000 10000 [--json FILE]

Ten mirrors on this machine: four folders, three buckets (one ``rclone serve s3``), three SFTP places (one sshd). First
an edition is brought to all of them; then one page changes. The peers bring the same tree to ten places of the same
kinds, all at once too: ``rclone sync`` to buckets (``--checksum``) and SFTP, ``rsync -a --delete`` to
folders. With ``--count`` requests to buckets are counted, by a proxy.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.mirrors.faulty import Faulty, faulty_server
from tests.mirrors.newsroom import Newsroom, page
from tests.mirrors.places import PLACES, Place
from tests.reading.edition import make_pages

from tamizdat.mirrors.push import push_all
from tamizdat.shell.mirrors import Mirror

RCLONE = shutil.which("rclone", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}") or "rclone"


def main() -> None:
    """One table for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument(
        "--count", action="store_true", help="Count requests to buckets, through a proxy that costs time."
    )
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    results = [measure(count, given.count) for count in given.pages]
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n")


def measure(count: int, counts: bool) -> dict[str, Any]:
    """First push, one change, nothing new; then the peers on their own places."""
    with ExitStack() as stack:
        top = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tamizdat-push-")))
        newsroom = Newsroom(top / "lamp")
        newsroom.pages = make_pages(count)
        newsroom.publish()
        bucket = stack.enter_context(PLACES["bucket"](top / "b"))
        sftp = stack.enter_context(PLACES["sftp"](_made(top / "s")))
        proxy = stack.enter_context(faulty_server(bucket.mirror.options["endpoint"]))
        if not counts:
            proxy.address = bucket.mirror.options["endpoint"]
        mirrors = _mirrors(top, bucket, sftp, proxy)
        newsroom.add(*mirrors)
        result: dict[str, Any] = {"pages": count, "files": len(newsroom.tree())}
        result["first"] = _push(newsroom, proxy)
        peers = _Peers(newsroom, top, bucket, sftp, proxy)
        result["peers_first"] = peers.run()
        before = newsroom.home.public_tree.resolve()
        _keep_times(before, newsroom.publish({"/en/2026/02/story-1.html": page("A correction")}))
        result["change"] = _push(newsroom, proxy)
        result["peers_change"] = peers.run()
        result["nothing"] = _push(newsroom, proxy)
        show(result)
        return result


def _keep_times(before: Path, after: Path) -> None:
    """What did not change is as old as it was, as in a press's slots: the peers look at times."""
    for file in after.rglob("*"):
        earlier = before / file.relative_to(after)
        if file.is_file() and earlier.is_file() and earlier.read_bytes() == file.read_bytes():
            shutil.copystat(earlier, file)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _mirrors(top: Path, bucket: Place, sftp: Place, proxy: Faulty) -> list[Mirror]:
    through = {**bucket.mirror.options, "endpoint": proxy.address}
    found = [Mirror(f"folder{n}", "folder", str(top / f"copy{n}")) for n in range(4)]
    found += [replace(bucket.named(f"bucket{n}").mirror, options=through) for n in range(3)]
    return found + [sftp.named(f"sftp{n}").mirror for n in range(3)]


def _push(newsroom: Newsroom, proxy: Faulty) -> dict[str, Any]:
    proxy.passed.clear()
    began = time.monotonic()
    results = push_all(newsroom.home, seconds=3600)
    seconds = time.monotonic() - began
    wrong = [one for one in results if not one.is_done]
    if wrong:
        raise SystemExit(f"{wrong[0]}")
    kinds = {kind: [one for one in results if one.mirror.startswith(kind)] for kind in ("folder", "bucket", "sftp")}
    return {
        "all_ten_seconds": round(seconds, 2),
        **{
            kind: {
                "seconds": max(one.seconds for one in some),
                "files": some[0].sent,
                "bytes": some[0].sent_bytes,
                "requests": some[0].requests,
            }
            for kind, some in kinds.items()
        },
        "bucket_requests_counted": len(proxy.passed) // 3,
    }


class _Peers:
    """Tools that compare whole trees."""

    def __init__(self, newsroom: Newsroom, top: Path, bucket: Place, sftp: Place, proxy: Faulty) -> None:
        self._newsroom, self._top, self._proxy = newsroom, top, proxy
        self._config = top / "peers.conf"
        ssh = Path(sftp.mirror.options["config"]).read_text()
        self._config.write_text(
            f"{ssh}\n[pail]\ntype = s3\nprovider = Rclone\nendpoint = {proxy.address}\naccess_key_id = writer\n"
            "secret_access_key = a-secret-of-tests\nuse_multipart_uploads = false\n"
        )
        self._far = sftp.mirror.where.partition(":")[2]

    def run(self) -> dict[str, Any]:
        """All ten at once; buckets compared by digest, the others by length and time, as each does it fastest."""
        tree = f"{self._newsroom.home.public_tree.resolve()}/"
        rclone = [RCLONE, "--config", str(self._config), "sync", "--checkers", "16", tree]
        commands = {
            f"bucket{n}": [*rclone, f"pail:papers/peer{n}", "--transfers", "32", "--checksum"] for n in range(3)
        }
        commands |= {f"sftp{n}": [*rclone, f"riga:{self._far}-peer{n}", "--transfers", "8"] for n in range(3)}
        rsync = ["rsync", "-a", "--delete", tree]
        commands |= {f"folder{n}": [*rsync, str(self._top / f"rsynced{n}")] for n in range(4)}
        self._proxy.passed.clear()
        began = time.monotonic()
        with ThreadPoolExecutor(len(commands)) as pool:
            seconds = dict(zip(commands, pool.map(_timed, commands.values()), strict=True))
        total = round(time.monotonic() - began, 2)
        kinds = {kind: max(seconds[f"{kind}{n}"] for n in range(3)) for kind in ("folder", "bucket", "sftp")}
        puts = len(self._proxy.writes()) // 3
        return {"all_ten_seconds": total, **kinds, "bucket_requests": len(self._proxy.passed) // 3, "bucket_puts": puts}


def _timed(command: list[str]) -> float:
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return round(time.monotonic() - began, 2)


def show(result: dict[str, Any]) -> None:
    """A table, with ratios against the peer on the same kind of place."""
    print(f"\n{result['pages']:,} pages, {result['files']:,} files, ten mirrors")
    for when, peers in (("first", "peers_first"), ("change", "peers_change"), ("nothing", "")):
        ours = result[when]
        print(f"  {when}: all ten in {ours['all_ten_seconds']} s")
        for kind in ("folder", "bucket", "sftp"):
            print(f"    {kind:7} {json.dumps(ours[kind])}")
        if peer := result.get(peers):
            ratio = peer["all_ten_seconds"] / ours["all_ten_seconds"]
            print(f"    rclone sync, rsync: {json.dumps(peer)}: {ratio:.1f} times as long")


if __name__ == "__main__":
    main()

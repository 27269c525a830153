"""SFTP, and whatever else rclone knows, through one rclone that stays for the whole push (``rclone_server.py``).

What goes over the wire is rclone's affair; this file says it what to do, over a socket in a folder of our own.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import httpx

from tamizdat.mirrors.backends.contract import BackendError, Listed, Signs, check_name, find_fault
from tamizdat.mirrors.backends.private_file import private_file
from tamizdat.mirrors.backends.rclone_server import RcloneServer
from tamizdat.shell.mirrors import Mirror

_place = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.+@ -]*):([^\]\x00-\x1f]*)\Z")
BOUNDARY = "tamizdat-a-file-ends-here-7f3a91c2e6"
SIGNS: Signs = (
    ("expired", ("expiredtoken", "token expired", "invalid_grant", "token has expired", "expired credentials")),
    ("throttled", ("429", "503", "too many requests", "slow down", "slowdown", "rate limit")),
    ("full", ("no space", "quota", "insufficient storage", "disk full", "ssh_fx_no_space", "507")),
    ("refused", ("unable to authenticate", "permission denied", "access denied", "accessdenied", "forbidden",
                 "401", "403", "section in config", "no supported methods", "host key", "knownhosts",
                 "couldn't decrypt", "unable to decrypt", "read-only", "key is unknown")),
)  # fmt: skip


class RcloneBackend:
    """What lies below ``remote:path``."""

    at_once = 8
    # rclone writes beside and renames where the far side can rename; whether it can, only the far side knows.
    is_atomic = False

    def __init__(self, where: str, server: RcloneServer) -> None:
        self.where, self._server = where, server
        self._client = server.client

    def read(self, name: str, limit: int) -> bytes:
        url = f"/{quote(f'[{self.where}]')}/{quote(check_name(name))}"
        data = bytearray()
        try:
            with self._client.stream("GET", url) as answer:
                if answer.status_code != httpx.codes.OK:
                    answer.read()
                    self._check(answer, name)
                for part in answer.iter_raw():
                    data += part
                    if len(data) > limit:
                        break
        except httpx.HTTPError as error:
            raise self._server.gone(error) from None
        return bytes(data[: limit + 1])

    def write(self, name: str, data: bytes, media_type: str) -> None:
        folder, _, last = check_name(name).rpartition("/")
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{_quoted(last)}"\r\n\r\n'
        self._post(
            "operations/uploadfile",
            name,
            params={"fs": self.where, "remote": folder},
            content=b"".join((head.encode(), data, f"\r\n--{BOUNDARY}--\r\n".encode())),
            headers={"content-type": f"multipart/form-data; boundary={BOUNDARY}"},
        )

    def remove(self, names: Sequence[str]) -> None:
        folders: set[str] = set()
        for name in names:
            try:
                self._post("operations/deletefile", name, json={"fs": self.where, "remote": name})
            except FileNotFoundError:
                continue
            folders.update(str(one) for one in PurePosixPath(name).parents if one.name)
        for folder in sorted(folders, key=lambda one: -one.count("/")):
            try:
                self._post("operations/rmdir", folder, json={"fs": self.where, "remote": folder})
            except (FileNotFoundError, BackendError):  # not empty
                continue

    def names(self, below: str = "") -> Iterator[Listed]:
        how = {"recurse": True, "noModTime": True, "noMimeType": True, "filesOnly": True}
        try:
            answer = self._post("operations/list", below, json={"fs": self.where, "remote": below, "opt": how})
        except FileNotFoundError:
            return
        yield from (Listed(one["Path"], int(one["Size"])) for one in answer["list"] or ())

    def close(self) -> None:
        self._server.close()

    def _post(self, command: str, name: str, **how: Any) -> Any:
        try:
            answer = self._client.post(f"/{command}", **how)
        except httpx.HTTPError as error:
            raise self._server.gone(error) from None
        self._check(answer, name)
        return answer.json()

    def _check(self, answer: httpx.Response, name: str) -> None:
        if answer.status_code == httpx.codes.OK:
            return
        try:
            said = str(answer.json()["error"])
        except (ValueError, KeyError, TypeError):
            said = answer.text
        low, kind = said.lower(), find_fault(said, SIGNS)
        if kind == "unreachable" and ("not found" in low or "file does not exist" in low or "no such file" in low):
            raise FileNotFoundError(f"{self.where}/{name}")
        raise BackendError(kind, f"{self.where}: {' '.join(said.split())[:300]}")


def _quoted(name: str) -> str:
    """A quoted string of a header; no path of an edition holds a backslash or a line's end."""
    return name.replace("\\", "\\\\").replace('"', '\\"')


def open_mirror(mirror: Mirror, home: Path) -> RcloneBackend:
    """``where`` is ``remote:path``; ``config`` is the rclone.conf that knows the remote and its credentials."""
    found = _place.match(mirror.where)
    if found is None:
        raise BackendError(
            "refused",
            f"{mirror.where!r} is no place for rclone; one is such as riga:/srv/lamp, with [riga] in its config.",
        )
    config = private_file(mirror.options, "config", home, "the remote and its credentials (rclone.conf)")
    _check_remote(config, found[1])
    return RcloneBackend(mirror.where.rstrip("/"), RcloneServer(config))


def _check_remote(config: Path, remote: str) -> None:
    """Say now what rclone would say late, or never: without known hosts it asks no SSH server who it is."""
    text = config.read_text(encoding="utf-8", errors="replace")
    if "RCLONE_ENCRYPT_V" in text[:200]:
        raise BackendError("refused", f"{config} is encrypted by rclone, and nobody is here to type its password.")
    sections = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        sections.read_string(text)
    except configparser.Error as error:
        raise BackendError("refused", f"{config} cannot be read: {' '.join(str(error).split())[:200]}.") from None
    if remote not in sections:
        raise BackendError("refused", f"{config} has no section [{remote}]. `rclone config` makes one.")
    if sections[remote].get("type") == "sftp" and not sections[remote].get("known_hosts_file"):
        raise BackendError(
            "refused",
            f"[{remote}] of {config} needs known_hosts_file = …, else anybody can pose as that server. "
            "`ssh-keyscan HOST` prints its lines; compare them with what the server's owner tells you.",
        )

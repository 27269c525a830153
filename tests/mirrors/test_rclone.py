"""rclone as a child: no secret to be seen, nobody left behind, and words that say what to do."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tamizdat.mirrors.backends import rclone_server
from tamizdat.mirrors.backends.contract import BackendError
from tamizdat.mirrors.backends.registry import open_backend
from tamizdat.shell.mirrors import Mirror
from tests.mirrors.places import need_rclone

ROOT = Path(__file__).parents[2]
SECRET = "a-password-that-nobody-may-see"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    need_rclone()
    file = tmp_path / "rclone.conf"
    file.write_text(f"[riga]\ntype = alias\nremote = {tmp_path}/far\n[spare]\ntype = sftp\nhost = h\npass = {SECRET}\n")
    file.chmod(0o600)
    return file


def at(config: Path, where: str = "riga:/lamp") -> Mirror:
    return Mirror("riga", "rclone", where, options={"config": str(config)})


def commands() -> Iterator[tuple[int, str]]:
    """Every process of this machine, with its command line, as ``ps`` shows it."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            yield int(folder.name), (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue


def running(config: Path) -> list[str]:
    return [line for _, line in commands() if f"--config={config}" in line]


def test_no_secret_stands_on_a_command_line_and_nobody_else_can_open_the_socket(config: Path) -> None:
    with closing(open_backend(at(config), config.parent)) as backend:
        backend.write("index.html", b"light", "text/html")
        found = running(config)
        assert found
        assert SECRET not in " ".join(found)
        socket = Path(found[0].partition("unix://")[2].partition(" ")[0])
        assert socket.parent.stat().st_mode & 0o077 == 0
    assert running(config) == []
    assert not socket.parent.exists()


def test_rclone_does_not_outlive_whoever_started_it(config: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom tests.mirrors.test_rclone import at\n"
        "from tamizdat.mirrors.backends.registry import open_backend\n"
        "open_backend(at(Path(sys.argv[1])), Path('/'))\nprint('ready', flush=True)\ntime.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(config)], stdout=subprocess.PIPE, cwd=ROOT)
    assert child.stdout is not None
    child.stdout.readline()
    assert running(config)
    child.kill()
    child.wait()
    for _ in range(100):
        if not running(config):
            return
        time.sleep(0.1)
    pytest.fail("rclone is still there")


def test_what_is_missing_is_said_before_anything_is_started(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for where, words in (
        ("oslo:/lamp", r"no section \[oslo\]"),
        ("spare:/lamp", "known_hosts_file"),
        (":sftp,host=h,pass=x:/lamp", "is no place for rclone"),
    ):
        with pytest.raises(BackendError, match=words) as refused:
            open_backend(at(config, where), config.parent)
        assert refused.value.kind == "refused"
        assert SECRET not in str(refused.value)
    config.chmod(0o640)
    with pytest.raises(BackendError, match="chmod 600"):
        open_backend(at(config), config.parent)


def test_without_rclone_it_says_how_to_get_it(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rclone_server.shutil, "which", lambda *_, **__: None)
    with pytest.raises(BackendError, match="apt install rclone"):
        open_backend(at(config), config.parent)
    assert not list(config.parent.glob("tamizdat-rclone-*"))

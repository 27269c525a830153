"""A whole support site: its own server process, its database on a disk, a sandbox and a mail server on this machine."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

from tests.contributions.inbox.place import settings_for
from tests.contributions.mail.mailbox import Mailbox, running_mailbox
from tests.sandbox.running import Sandbox, running_sandbox

ROOT = Path(__file__).parents[3]


@dataclass
class House:
    """What a test does and looks at."""

    folder: Path
    url: str
    sandbox: Sandbox
    mailbox: Mailbox
    hand: subprocess.Popen[str]

    def do(self, what: str, **said: Any) -> dict[str, Any]:
        assert self.hand.stdin and self.hand.stdout
        self.hand.stdin.write(json.dumps({"what": what, "now": max(self.sandbox.now, int(time.time())), **said}) + "\n")
        self.hand.stdin.flush()
        return dict(json.loads(self.hand.stdout.readline() or '{"hand": "died"}'))

    def give(self, every: str = "once", amount: int = 1000, **more: Any) -> str:
        """Begun here, paid on the processor's page, told of by its notices."""
        values = {
            "form_token": secrets.token_hex(8), "amount": amount, "currency": "USD", "every": every,
            "covers_fee": False, "flow": "redirect", "language": "en", "done": f"{self.url}/en/thanks/{{gift}}",
            "stopped": f"{self.url}/en/",
        }  # fmt: skip
        begun = self.do("give", **(values | more))
        self.sandbox.pay_checkout(begun["session"])
        self.look()
        return str(begun["gift"])

    def look(self) -> None:
        """Notices arrive and are applied, mails are sent."""
        self.sandbox.settle()
        assert "sent" in self.do("look")

    def last_path(self, part: str) -> str:
        """The newest address with this in it that was mailed."""
        found = re.findall(rf"{self.url}(/\S*{part}\S*)", "\n".join(reversed(self.mailbox.texts)))
        return str(found[0])

    def written(self) -> bytes:
        """Everything on the disk: database, journal, what the processes said."""
        files = [one for one in sorted(self.folder.rglob("*")) if one.is_file() and one.name != "tamizdat.toml"]
        assert any(one.name == "support.sqlite3" for one in files)
        return b"".join(one.read_bytes() for one in files)


@contextmanager
def running_house(folder: Path) -> Iterator[House]:
    """All of it; every process is ended by its number."""
    home, port = folder / "home", _free_port()
    home.mkdir(parents=True)
    url = f"http://127.0.0.1:{port}"
    env = {**os.environ, "TAMIZDAT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tamizdat.project.support_settings"}
    with (
        running_mailbox() as (mailbox, mail_port),
        running_sandbox(folder, f"{url}/notices/sandbox/", "whsec_x") as box,
    ):
        text = settings_for(box).replace("https://give.example", url).replace("whsec_lamp_notices", "whsec_x")
        text = text.replace("strict = false", 'mail_from = "post@give.example"')
        mail = f'[support.mail]\nhost = "127.0.0.1"\nport = {mail_port}\ntls = false\n'
        (home / "tamizdat.toml").write_text(f"{text}\n{mail}", encoding="utf-8")
        run = [sys.executable, "-m"]
        subprocess.run([*run, "django", "migrate", "-v", "0"], env=env, check=True)
        with (home / "said").open("w") as said:
            server = subprocess.Popen(
                [*run, "tamizdat.project.run_support", "--port", str(port)], env=env, stdout=said, stderr=said
            )
            hand = subprocess.Popen(
                [*run, "tests.contributions.own.hand"], env=env, cwd=ROOT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said,
            )  # fmt: skip
            try:
                _wait_for(f"{url}/en/own/")
                yield House(home, url, box, mailbox, hand)
            finally:
                for one in (hand, server):
                    one.terminate()
                    one.wait(10)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])

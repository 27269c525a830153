"""A mail server on this machine that keeps what it is given and fails when it is told to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tamizdat.shell.home import Home


class Mailbox:
    """What arrived, and what the server answers next."""

    def __init__(self) -> None:
        self.arrived: list[bytes] = []
        self.receivers: list[str] = []
        self.greetings: list[str] = []
        self.to_rcpt: list[str] = []
        self.to_data: list[str] = []
        self.hang_up: list[bool] = []
        """True: the line breaks after the mail was taken, before the answer."""

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=policy.default) for one in self.arrived]  # type: ignore[misc]

    @property
    def texts(self) -> list[str]:
        return [one.get_content().replace("\r\n", "\n") for one in self.mails]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greetings.append(hostname)
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_rcpt.pop(0) if self.to_rcpt else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.to_data.pop(0) if self.to_data else "250 OK"
        if answer.startswith("250"):
            content: Any = envelope.original_content
            self.arrived.append(content)
            self.receivers += envelope.rcpt_tos
        if self.hang_up and self.hang_up.pop(0):
            server.transport.abort()
        return answer


@contextmanager
def running_mailbox(port: int = 0) -> Iterator[tuple[Mailbox, int]]:
    """The server, and its port."""
    mailbox = Mailbox()
    port = port or _free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield mailbox, port
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def home_with_mail(home: Home, folder: Path, port: int, changes: str = "", table: str = "") -> Home:
    """The same newsroom, with the same keys, and this mail server in its settings; ``changes`` are lines of [support].

    Port 0: the server that it has already.
    """
    text = home.settings_file.read_text(encoding="utf-8").replace("[support]\n", f"[support]\n{changes}\n", 1)
    if port:
        text += f'\n[support.mail]\nhost = "127.0.0.1"\nport = {port}\ntls = false\n'
    folder.mkdir(parents=True, exist_ok=True)
    home.support_keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "support").symlink_to((home.folder / "support").resolve())
    (folder / "tamizdat.toml").write_text(f"{text}\n{table}", encoding="utf-8")
    return Home(folder)

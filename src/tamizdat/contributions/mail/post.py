"""The way out: one SMTP server (RFC 5321), asked step by step so that we know what it has taken.

``smtplib.sendmail`` would say this machine's name in its greeting; here the domain of ``mail_from`` is said.
"""

from __future__ import annotations

import os
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tamizdat.shell.errors import HomeError, TamizdatError
from tamizdat.shell.home import Home

SECONDS = 20


class NotTakenError(TamizdatError):
    """The server has not taken the mail. ``for_ever``: it never will. ``is_down``: no other mail need be tried now."""

    def __init__(self, message: str, *, for_ever: bool = False, is_down: bool = False) -> None:
        super().__init__(message)
        self.for_ever, self.is_down = for_ever, is_down


class NoAnswerError(TamizdatError):
    """The whole mail was handed over, and the line broke before the server said yes or no."""


@dataclass(frozen=True, slots=True)
class Server:
    """``[support.mail]``."""

    host: str
    port: int
    domain: str
    user: str = ""
    password: str = ""
    is_tls: bool = True
    """STARTTLS, with the certificate checked."""
    is_ssl: bool = False
    folder: Path | None = None
    """Mails are left in a folder instead: for a demonstration, whose readers are all on this machine."""


def find_server(home: Home) -> Server | None:
    """The server of the settings; None: mails wait."""
    support = home.read_settings().support
    mail: dict[str, Any] = dict(support.settings.get("mail", {}))
    if not mail or not support.mail_from:
        return None
    if "folder" in mail:
        if support.processor != "sandbox":
            raise HomeError(f"{home.settings_file}: [support.mail] folder is for demonstrations. Name a host instead.")
        return Server(host="", port=0, domain="", folder=home.folder / str(mail["folder"]))
    port = int(mail.get("port", 587))
    password = (home.folder / str(mail["password_file"])).read_text().strip() if "password_file" in mail else ""
    return Server(
        host=str(mail.get("host", "localhost")),
        port=port,
        domain=support.mail_from.rpartition("@")[2],
        user=str(mail.get("user", "")),
        password=password,
        is_tls=bool(mail.get("tls", port == 587)),
        is_ssl=bool(mail.get("ssl", port == 465)),
    )


class Post:
    """An open line to the server."""

    def __init__(self, line: smtplib.SMTP) -> None:
        self.line = line

    def hand_over(self, sender: str, receiver: str, data: bytes) -> None:
        """One mail; raises NotTakenError, or NoAnswerError when nobody can know."""
        options = () if receiver.isascii() else ("SMTPUTF8", "BODY=8BITMIME")
        if options and not self.line.has_extn("smtputf8"):
            raise NotTakenError("the server takes no such address", for_ever=True)
        try:
            self._expect(self.line.mail(sender, options), "sender", may_be_for_ever=False)
            self._expect(self.line.rcpt(receiver), "address")
        except (smtplib.SMTPException, OSError):
            raise NotTakenError("the line broke", is_down=True) from None
        self._hand_over_text(data)

    def _hand_over_text(self, data: bytes) -> None:
        try:
            self._expect(self.line.data(data), "text")
        except smtplib.SMTPDataError as error:  # refused before any of it was sent
            raise NotTakenError(f"text: {error.smtp_code}", for_ever=error.smtp_code >= 500) from None
        except (smtplib.SMTPException, OSError):
            raise NoAnswerError("the line broke") from None

    def _expect(self, answer: tuple[int, bytes], what: str, *, may_be_for_ever: bool = True) -> None:
        """The server's own words are not repeated: they hold the address."""
        code = answer[0]
        if code in (250, 251, 252):
            return
        is_down = code == 421 or code == -1
        if not is_down:
            with suppress(smtplib.SMTPException, OSError):
                self.line.rset()
        raise NotTakenError(f"{what}: {code}", for_ever=may_be_for_ever and 500 <= code < 600, is_down=is_down)


class Tray:
    """A folder in which mails are left, each a file that any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hand_over(self, sender: str, receiver: str, data: bytes) -> None:
        """One mail; its name is the moment, so they lie in order."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.folder / f"{time.time_ns()}.eml"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(data)


@contextmanager
def open_post(server: Server) -> Iterator[Post | Tray]:
    """Call the server; raises NotTakenError (``is_down``) when it does not answer as it should."""
    if server.folder is not None:
        yield Tray(server.folder)
        return
    line: smtplib.SMTP | None = None
    try:
        line = _call(server)
    except smtplib.SMTPAuthenticationError:
        raise NotTakenError("the mail server refuses user or password", is_down=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotTakenError(f"the mail server does not answer: {type(error).__name__}", is_down=True) from None
    try:
        yield Post(line)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            line.quit()
        line.close()


def _call(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.is_ssl:
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=server.domain, timeout=SECONDS, context=context
        )
    else:
        line = smtplib.SMTP(server.host, server.port, local_hostname=server.domain, timeout=SECONDS)
    try:
        if server.is_tls and not server.is_ssl:
            line.starttls(context=context)
        line.ehlo_or_helo_if_needed()
        if server.user:
            line.login(server.user, server.password)
    except BaseException:
        line.close()
        raise
    return line

"""Write a mail: plain text in the supporter's language, from words and facts, with headers that tell nothing."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from tamizdat.contributions.mail.address import is_address
from tamizdat.contributions.mail.facts import Place, find_words, make_link
from tamizdat.contributions.mail.lint import check_neutral
from tamizdat.contributions.mail.words import mail_words
from tamizdat.contributions.models import Mail
from tamizdat.contributions.vault import Vault
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Settings

LAST_ATTEMPT = 4
OF_CARDS = ("card_expires", "payment_failed", "action_needed")
"""Mails that lead to another card, or to a bank's question."""
_word = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said."""

    subject: str
    text: str


def template_of(mail: Mail) -> str:
    """Failed payments are told of differently each time: kindly, shortly, and once for the last time."""
    if mail.what != "payment_failed":
        return str(mail.what)
    attempt = int(str(mail.facts.get("attempt") or 1))
    if mail.facts.get("last") or attempt >= LAST_ATTEMPT:
        return "payment_failed_last"
    return "payment_failed" if attempt <= 1 else "payment_failed_again"


def write_letter(settings: Settings, mail: Mail, place: Place) -> Letter:
    """Subject and text; raises NamedError when they would name the newsroom."""
    words = mail_words(place.language)
    template = words.get(template_of(mail))
    if template is None:
        raise RefusedError(f"There are no words for a mail of the kind {mail.what!r}: mail/words/en.toml has none.")
    known = find_words(mail, place)
    text = _strictly(template["text"], words) if settings.support.strict and mail.what in OF_CARDS else template["text"]
    if "{in}" in text and mail.supporter is not None:
        known["in"] = make_link(mail, place)
    paragraphs = [*text.strip().split("\n\n"), *_foot(words["foot"], mail, has_link="in" in known)]
    letter = Letter(settings.support.mail_subject or template["subject"], _fill(paragraphs, known))
    said = "\n".join((settings.support.mail_from, letter.subject, letter.text))
    check_neutral(settings, f"The mail {template_of(mail)!r}", said)
    return letter


def _strictly(text: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """In strict mode no card is changed and no bank answered on the processor's own page, so no mail says so."""
    kept = [one for one in text.strip().split("\n\n") if "{in}" not in one]
    return "\n\n".join([*kept, words["strict"]["text"].strip()])


def _foot(foot: Mapping[str, str], mail: Mail, *, has_link: bool) -> list[str]:
    """How to get on from here; a mail to somebody who gives nothing yet needs none."""
    if mail.supporter is None or mail.what in ("link", "recurring_frozen"):
        return []
    return [foot["in" if has_link else "own"].strip()]


def _fill(paragraphs: list[str], known: dict[str, str]) -> str:
    """A paragraph that asks for something unknown is left out."""
    said = [one for one in paragraphs if all(name in known for name in _word.findall(one))]
    return "\n\n".join(_word.sub(lambda found: known[found[1]], one) for one in said) + "\n"


def write_message(settings: Settings, vault: Vault, key: str, letter: Letter, to: str, now: datetime) -> EmailMessage:
    """The mail as it is sent. The same mail has the same number, so that a second copy can be told from a first."""
    sender = settings.support.mail_from
    message = EmailMessage(policy=policy.SMTP.clone(utf8=not to.isascii()))
    message["From"] = sender
    message["To"] = _address(to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now.astimezone(UTC).replace(second=0, microsecond=0))
    number = hmac.digest(vault.key, f"tamizdat mail: {key}".encode(), "sha256").hex()[:32]
    message["Message-ID"] = f"<{number}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, charset="utf-8", cte="base64" if not letter.text.isascii() else None)
    return message


def _address(to: str) -> Address:
    if not is_address(to):
        raise RefusedError("What was given is no e-mail address.")
    name, _, domain = to.rpartition("@")
    return Address(username=name, domain=domain)

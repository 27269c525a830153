"""Words that no edition may hold: who works here, and where."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model

from tamizdat.newsroom.look_alikes import find_words
from tamizdat.newsroom.models import Fact
from tamizdat.newsroom.papers import read_settings
from tamizdat.newsroom.people.sealed_fields import Unreadable
from tamizdat.newsroom.standing.disclosure import private_lines

SHORTEST = 4
"""A shorter account name stands in too many other words; its e-mail and full name are watched all the same."""
ROLES = {
    "admin", "administrator", "author", "demo", "desk", "editor", "editors", "moderator", "news", "newsroom", "press",
    "reporter", "root", "staff", "superuser", "user", "webmaster",
}  # fmt: skip
"""Account names that tell nothing about a person, and that articles are full of."""
STOPS = (
    "stands as a word in what is published, and no edition may hold the name of an account: none could be made. "
    "Choose a name that is no word."
)
EVERYWHERE = {"", "*", "localhost", "127.0.0.1", "[::1]", "::1", "0.0.0.0", "testserver"}


def stops_editions(word: str) -> bool:
    """Whether the press would find it in what is public already, where readers may not know it."""
    word = word.strip()
    if len(word) < SHORTEST or word.casefold() in ROLES:
        return False
    rows = Fact.objects.filter(value__icontains=word).values_list("name", "value")
    found = [fact for fact, value in rows if find_words([word], [value])]
    return bool(found) and not any(fact.startswith(("paper:", "byline:")) for fact in found)


def private_words() -> frozenset[str]:
    """Account names, e-mail addresses, full names, the newsroom's own hosts, and what only a certifier is told."""
    words: set[str] = set()
    for account in get_user_model().objects.all():
        if isinstance(account.username, Unreadable):
            continue  # nobody knows any more who that was
        name, full = account.get_username().strip(), account.get_full_name().strip()
        if len(name) >= SHORTEST and name.casefold() not in ROLES:
            words.add(name)
        if " " in full:
            words.add(full)
        if account.email:
            words.add(account.email.strip())
    return frozenset(words | _hosts() | set(private_lines()))


def _hosts() -> set[str]:
    """Where the newsroom listens; the public addresses are printed everywhere and are no secret."""
    newsroom = read_settings()
    public = {urlsplit(one).hostname for one in (newsroom.address, newsroom.onion) if one}
    named = {urlsplit(settings.WAGTAILADMIN_BASE_URL or "").hostname or ""}
    named |= {host.lstrip(".").split(":")[0] for host in settings.ALLOWED_HOSTS}
    return {host for host in named if host not in EVERYWHERE and host not in public}

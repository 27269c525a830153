"""What must never be printed: accounts of the newsroom, and mirrors that only some readers know.

Only this stops an edition. Facts are searched as a reader reads them, and as they stand, for what hides in addresses.
Words that are published bylines, or that editors wrote into the paper's own pages (a listed contact), are allowed; a
private mirror never is. What was printed is looked at once more for private mirrors: a page might join what no fact
holds as a whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from tamizdat.press.memory import Memory, read_state, write_state
from tamizdat.press.objects import COMPRESSED, Store
from tamizdat.press.readings import plain, readings, stands_in
from tamizdat.press.secret_addresses import Secrets, spell_out
from tamizdat.shell.errors import RefusedError

SEARCH = 3
"""Counts up when the search finds more than before, so that facts found clean once are searched again."""

DERIVED = ("card:", "newest:", "cards:", "pack:", "extent:", "months:", "translations:", "pages:")
"""Facts that the press makes of others, which are searched themselves."""


class LeakError(RefusedError):
    """A fact holds what would tell who works here, or what only some readers may know."""


def check_leaks(memory: Memory, private_words: Iterable[str], secrets: Secrets | None = None) -> None:
    """Search the facts that changed since the last clean search; all of them when what is searched for changed."""
    words, secrets = _watched(memory, private_words), secrets or {}
    known = _digest([SEARCH, words, sorted(secrets)])
    after = int(read_state(memory, "leaks_after", "0")) if read_state(memory, "leaks_words") == known else 0
    last = after
    rows = memory.execute(
        "SELECT seen, name, value FROM fact WHERE seen > ? AND value IS NOT NULL ORDER BY seen", (after,)
    )
    for seen, name, value in rows:
        if (words or secrets) and not name.startswith(DERIVED):
            _check_fact(name, value, words, secrets)
        last = seen
    write_state(memory, "leaks_words", known)
    write_state(memory, "leaks_after", str(last))


def check_printed(memory: Memory, store: Store, secrets: Secrets) -> None:
    """Look at every file that was printed since the last clean look, as bytes; at all when there are other secrets."""
    if not secrets:
        return
    forms = {form: (form.encode(), mirror) for form, mirror in secrets.items() if len(form) >= 4}
    known = _digest(sorted(forms))
    clean = read_state(memory, "leaks_printed") == known
    for path, name in _printed(memory, int(read_state(memory, "leaks_edition", "0")) if clean else 0):
        data = store.read(name).lower()
        for form, mirror in forms.values():
            if form in data and stands_in(form.decode(), data.decode(errors="replace")):
                raise LeakError(_said(f"the page {path}", mirror))
    (edition,) = memory.execute("SELECT coalesce(max(edition), 0) FROM output").fetchone()
    write_state(memory, "leaks_printed", known)
    write_state(memory, "leaks_edition", str(edition))


def _check_fact(name: str, value: str, words: list[str], secrets: Secrets) -> None:
    texts = readings(value)
    found = next((word for word in words if any(stands_in(word, text) for text in texts)), None)
    if found:
        raise LeakError(
            f"No edition was made: {name} holds {found!r}, the name or address of an account. "
            "Take it out of the text; or, if readers may know it, name it on the paper's own pages or as a byline."
        )
    texts = spell_out(texts) if secrets else texts
    for form, mirror in secrets.items():
        if any(stands_in(form, text) for text in texts):
            raise LeakError(_said(_where(name, value), mirror))


def _said(where: str, mirror: str) -> str:
    """The address itself is not said: this line may stand in a log."""
    return (
        f"No edition was made: {where} names the address of the mirror {mirror!r}, which is not in the public pool. "
        "Take it out of the text; who reads it here would lose it for those who rely on it."
    )


def _where(name: str, value: str) -> str:
    """A fact as an editor finds it."""
    path = json.loads(value).get("path") if name.startswith("article:") else None
    return f"{name} ({path})" if path else name


def _printed(memory: Memory, after: int) -> Iterator[tuple[str, str]]:
    """Texts; a picture says nothing of addresses, for it was drawn anew."""
    rows = memory.execute("SELECT path, digest, media_type FROM output WHERE edition >= ? ORDER BY path", (after,))
    for path, name, media_type in rows:
        if media_type.startswith(COMPRESSED):
            yield path, name


def _watched(memory: Memory, private_words: Iterable[str]) -> list[str]:
    """The private words that readers may not know."""
    rows = memory.execute(
        "SELECT value FROM fact WHERE (name >= 'paper:' AND name < 'paper;' OR name >= 'byline:' AND name < 'byline;')"
        " AND value IS NOT NULL"
    )
    public = [text for (value,) in rows for text in readings(value)]
    words = {plain(word).strip() for word in private_words} - {""}
    return sorted(word for word in words if not any(stands_in(word, text) for text in public))


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()

"""What the worker and the reader's menu say, as files of the edition: signed data, like everything that may change.

``/worker.json`` holds what the worker says by itself, in all languages of the paper, so that what it keeps does not
tell which one is read; ``/words/<language>.json`` the words of the menu. Why: docs/decisions/30-worker.md.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from tamizdat.core.canonical import canonical_json
from tamizdat.pages.ask import Ask
from tamizdat.pages.errors import UnfitError
from tamizdat.pages.escape import Markup
from tamizdat.pages.languages import direction
from tamizdat.pages.output import Output
from tamizdat.pages.scripts import read_script
from tamizdat.pages.style import minify
from tamizdat.pages.templates import packed_size, render
from tamizdat.pages.words import plain_words, words_of

WORKER_FORMAT, WORDS_FORMAT = "tamizdat-worker-v1", "tamizdat-words-v1"
LONGEST = 14_000
LINES = (
    "line_current",
    "line_stale",
    "line_mirror",
    "line_kept",
    "line_clock",
    "list_taken",
    "list_refused",
    "forgotten",
)
MENU = (
    "check", "menu_checked", "menu_unchecked", "menu_begin", "menu_begun", "share", "share_here", "share_copied",
    "share_none", "copy", "copy_saved", "copy_failed", "keep", "keep_done", "keep_failed", "kept", "kept_remove",
    "forget", "forgotten", "forget_failed",
)  # fmt: skip


def print_menu_words(language: str) -> Output:
    """The words of the menu in one language."""
    words = plain_words(language)
    value = {"format": WORDS_FORMAT, "language": language, "words": {name: words[name] for name in MENU}}
    return Output(f"/words/{language}.json", canonical_json(value), "application/json")


def print_worker_words(ask: Ask) -> list[Output]:
    """What the worker says; of a paper in very many languages only the first ones, and the rest hear the first."""
    settings = ask("settings")
    if not settings or not settings["languages"]:
        return []
    names = list(settings["languages"])
    while packed_size(data := _worker_file(names)) > LONGEST:
        names.pop()
        if not names:
            raise UnfitError("The words of the reader's worker fit no file that arrives.")
    return [Output("/worker.json", data, "application/json")]


def _worker_file(languages: list[str]) -> bytes:
    said = {one: _said_in(one) for one in languages}
    value = {"format": WORKER_FORMAT, "languages": said, "policy": refusal_policy(), "primary": languages[0]}
    return canonical_json(value)


def _said_in(language: str) -> dict[str, Any]:
    plain, words = plain_words(language), words_of(language)
    context = {"words": words, "lang": language, "dir": direction(language), "style": _style(), "script": _script()}
    parts = {name: render(f"refusal_{name}.html", context) for name in ("away", "false", "ways", "kept", "old", "page")}
    return {"lines": {name: plain[name] for name in LINES}} | parts


@cache
def _style() -> Markup:
    return Markup(minify(read_script("refusal.css")))


@cache
def _script() -> Markup:
    lines = (line.strip() for line in read_script("refusal.js").splitlines() if not line.startswith("//"))
    return Markup("".join(lines))


def refusal_policy() -> str:
    """The page that says "this is not shown" runs its own few lines, and nothing else."""
    style, script = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (_style(), _script()))
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )

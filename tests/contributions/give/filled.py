"""What a person does with the form, without a browser."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import tamizdat.contributions.site.give.give_view as give_view
from tamizdat.contributions.brakes.puzzle import is_solved


def hidden(page: str) -> dict[str, str]:
    """The fields that a browser sends by itself."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def fill(client: Any, language: str = "en", **said: str) -> dict[str, str]:
    """An open form, filled in; ten US dollars, once, from Germany, if nothing else is said."""
    page = client.get(f"/{language}/?currency={said.get('currency', 'USD')}").content.decode()
    every = said.get("every", "once")
    usual = {"country": "DE", "every": every, "amount": "1000"}
    return {**hidden(page), **usual, **said}


def prove(form: dict[str, str]) -> dict[str, str]:
    """What the reader's browser does meanwhile."""
    answer = next(n for n in range(10_000_000) if is_solved(form["token"], str(n)))
    return {**form, "scripts": "1", "proof": str(answer)}


def without_waiting(monkeypatch: Any) -> None:
    """As if everybody had taken their time over the form."""
    monkeypatch.setattr(give_view, "LEAST_AGE", timedelta(0))

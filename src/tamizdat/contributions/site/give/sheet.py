"""A page of the giving side: the paper's look, a policy of its own, packed, and nothing that stays in a browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse

from tamizdat.contributions.site.give.words import HERE, give_words, say, spoken
from tamizdat.contributions.site.house import House, own_address
from tamizdat.contributions.site.printing import make_style, pack, paper_css, templates_of
from tamizdat.pages.escape import Markup, text
from tamizdat.pages.languages import direction, own_name, style_of
from tamizdat.pages.words import words_of


@dataclass(frozen=True, slots=True)
class Policy:
    """What a page may load, besides its own style. Nothing of others, unless it is the page on which one pays."""

    scripts: bool = False
    processor: tuple[str, ...] = ()
    """Origins of the processor's script and frames, such as ``https://js.stripe.com``."""
    form_goes: tuple[str, ...] = ()
    """Where a form's answer may lead to besides our own site: the processor's page."""

    def write(self) -> str:
        """As the header says it."""
        own = "'self'" if self.scripts else "'none'"
        others = " ".join(("", *self.processor))
        parts = [
            "default-src 'none'",
            f"style-src '{style()[1]}'",
            f"script-src {own if not self.processor else chr(39) + 'self' + chr(39)}{others}",
            f"worker-src {own}",
            f"connect-src {own}{others}",
            f"img-src data:{others}",
            *([f"frame-src{others}"] if self.processor else []),
            " ".join(("form-action 'self'", *self.form_goes)),
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
        return ";".join(parts)


PLAIN = Policy()


@cache
def style() -> tuple[Markup, str]:
    """The paper's style with what only forms need, and its digest for the policy."""
    return make_style(style_of_forms())


def style_of_forms() -> str:
    """The style of every page of the support site."""
    return paper_css() + (files(HERE) / "assets" / "give.css").read_text(encoding="utf-8")


_templates = templates_of(HERE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page before it is printed: whose it is, for whom, in what language."""

    house: House
    request: HttpRequest
    language: str

    @property
    def spoken(self) -> str:
        return spoken(self.language)

    def say(self, word: str, /, **values: object) -> Markup:
        """A word of this page's language, its blanks filled in."""
        return say(self.spoken, word, **values)

    def show(
        self, template: str, values: Mapping[str, Any], *, status: int = 200, policy: Policy = PLAIN
    ) -> HttpResponse:
        """The page as an answer."""
        html = _templates.render_template(template, **self._frame(), **values)
        response = HttpResponse(status=status, content_type="text/html; charset=utf-8")
        response["Content-Security-Policy"] = policy.write()
        response["Content-Language"] = self.spoken
        return pack(response, html.encode(), self.request)

    def _frame(self) -> dict[str, Any]:
        """What stands on all pages."""
        said = self.spoken
        return {
            "lang": text(said),
            "dir": direction(said),
            "script": style_of(said),
            "css": style()[0],
            "words": give_words(said),
            "paper_words": words_of(said),
            "title": self.say("title", name=self.house.name),
            "name": text(self.house.name),
            "paper": text(self.house.paper),
            "back": self.say("back", name=self.house.name),
            "home": text(f"/{self.language}/"),
            "languages": _languages(self.house.languages, self.language),
            "is_sandbox": self.house.is_sandbox,
            "address": text(own_address(self.house, self.request)),
        }


def _languages(languages: Iterable[str], here: str) -> list[dict[str, str]]:
    return [
        {"lang": text(one), "dir": direction(one), "name": text(own_name(one)), "href": text(f"/{one}/")}
        for one in languages
        if one != here
    ]

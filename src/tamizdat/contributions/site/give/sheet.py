"""A page of the giving side: the paper's look, a policy of its own, packed, and nothing that stays in a browser."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse
from minijinja import Environment

from tamizdat.contributions.site.give.house import House, own_address
from tamizdat.contributions.site.give.words import HERE, give_words, say, spoken
from tamizdat.pages.escape import Markup, text
from tamizdat.pages.languages import direction, own_name, style_of
from tamizdat.pages.templates import minify
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
    paper = (files("tamizdat.pages") / "assets" / "style.css").read_text(encoding="utf-8")
    paper = re.sub(r"/\* The notice \*/.*?(?=/\* The masthead \*/)", "", paper, flags=re.DOTALL)
    own = (files(HERE) / "assets" / "give.css").read_text(encoding="utf-8")
    css = minify(paper + own)
    return Markup(css), "sha256-" + base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


def _load(name: str) -> str | None:
    """A template, without the spaces that indent it."""
    file = files(HERE) / "templates" / name
    return re.sub(r"\n\s*", "\n", file.read_text(encoding="utf-8")).strip()


_environment = Environment(
    loader=_load,
    undefined_behavior="strict",
    trim_blocks=True,
    lstrip_blocks=True,
    auto_escape_callback=lambda _: "html",
)


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
        html = _environment.render_template(template, **self._frame(), **values)
        response = HttpResponse(status=status, content_type="text/html; charset=utf-8")
        response["Content-Security-Policy"] = policy.write()
        response["Content-Language"] = self.spoken
        return _pack(response, html.encode(), self.request)

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


def _pack(response: HttpResponse, data: bytes, request: HttpRequest) -> HttpResponse:
    """Packed where the browser understands it. A page holds no lasting secret, so packing gives nothing away."""
    response["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        data = packer.compress(data) + packer.flush()
        response["Content-Encoding"] = "gzip"
    response.content = data
    response["Content-Length"] = str(len(data))
    return response

"""A page of the supporter's own side: the paper's look, but no name of it, for it may be found on a searched phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, wraps
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse

from tamizdat.contributions.site.give.sheet import style_of_forms
from tamizdat.contributions.site.house import House, open_house, own_address
from tamizdat.contributions.site.own.words import HERE, languages_of_pages, own_words, say, spoken
from tamizdat.contributions.site.printing import make_style, pack, templates_of
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.show_money import show_money
from tamizdat.pages.escape import Markup, text
from tamizdat.pages.languages import direction, own_name, style_of
from tamizdat.pages.words import words_of

POLICY = (
    "default-src 'none';style-src '{style}';img-src data:;form-action 'self';base-uri 'none';frame-ancestors 'none'"
)


@cache
def _style() -> tuple[Markup, str]:
    """The style of the giving pages with what only these need, and its digest for the policy."""
    return make_style(style_of_forms(), (files(HERE) / "assets" / "own.css").read_text(encoding="utf-8"))


_templates = templates_of(HERE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is printed: for whom, in what language, and when."""

    house: House
    request: HttpRequest
    language: str
    now: datetime

    @property
    def spoken(self) -> str:
        return spoken(self.language)

    @property
    def root(self) -> str:
        return f"/{self.language}/"

    @property
    def is_secure(self) -> bool:
        return own_address(self.house, self.request).startswith("https://")

    def say(self, name: str, **values: object) -> Markup:
        return say(self.spoken, name, **values)

    def money(self, money: Money) -> str:
        return show_money(money, self.spoken)

    def show(self, template: str, heading: str, values: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
        """The page as an answer."""
        html = _templates.render_template(template, **self._frame(), heading=heading, **values)
        response = HttpResponse(status=status, content_type="text/html; charset=utf-8")
        response["Content-Security-Policy"] = POLICY.format(style=_style()[1])
        response["Content-Language"] = self.spoken
        return pack(response, html.encode(), self.request)

    def note(
        self, heading: str, *said: str, links: Mapping[str, str] | None = None, status: int = 200, **values: object
    ) -> HttpResponse:
        """A short page: what is the matter, and where to go. ``links``: the name of a word → address."""
        named = [{"name": self.say(word), "href": to, "is_far": "://" in to} for word, to in (links or {}).items()]
        words = [self.say(one, **values) for one in said]
        return self.show("note.html", self.say(heading, **values), {"said": words, "links": named}, status=status)

    def missing(self) -> HttpResponse:
        """There is no such page."""
        return self.note("missing", "missing_text", links={"start": self.root}, status=404)

    def _frame(self) -> dict[str, Any]:
        """What stands on all pages."""
        return {
            "lang": text(self.spoken),
            "dir": direction(self.spoken),
            "script": style_of(self.spoken),
            "css": _style()[0],
            "words": own_words(self.spoken),
            "paper_words": words_of(self.spoken),
            "name": text(self.house.name) if self.house.support.names_newsroom else "",
            "root": text(self.root),
            "languages": self._languages(),
            "is_sandbox": self.house.is_sandbox,
        }

    def _languages(self) -> list[dict[str, str]]:
        """The same page in the other languages; after a form was sent, the page that it stood on."""
        rest = self.request.path.removeprefix(self.root) if self.request.method in ("GET", "HEAD") else "own/"
        return [
            {"lang": text(one), "dir": direction(one), "name": text(own_name(one)), "href": text(f"/{one}/{rest}")}
            for one in self.house.languages
            if one != self.language
        ]


View = Callable[..., HttpResponse]


def answers(*methods: str) -> Callable[[View], View]:
    """A view of these methods; it gets a page in place of request and language."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, language: str, **rest: Any) -> HttpResponse:
            house = open_house()
            is_known = language in house.languages or language in languages_of_pages()
            page = Page(house, request, language if is_known else house.languages[0], datetime.now(UTC))
            if not is_known:
                return page.missing()
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                response = page.missing()
                response.status_code = 405
                response["Allow"] = ", ".join(methods)
                return response
            return view(page, **rest)

        return answer

    return decorate

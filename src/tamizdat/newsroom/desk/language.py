"""The desk speaks the language that the editor's browser asks for, or the one the editor chose in the account."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from tamizdat.newsroom.people.passkeys import localhost_address, passkeys_work_at


class DeskLanguage:
    """English unless the browser asks for another language that the desk speaks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = choose_language(request.headers.get("Accept-Language", ""))
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


def choose_language(accepted: str) -> str:
    """The first language of an ``Accept-Language`` header that the desk speaks."""
    spoken = {code for code, _ in settings.WAGTAILADMIN_PERMITTED_LANGUAGES}
    for wanted, _ in parse_accept_lang_header(accepted.lower()):
        if wanted.partition("-")[0] in spoken:
            return wanted.partition("-")[0]
    return str(settings.LANGUAGE_CODE)


def desk_words(request: HttpRequest) -> dict[str, object]:
    """What every template of the desk may print."""
    return {
        "newsroom_name": settings.NEWSROOM.name,
        "public_address": settings.PUBLIC_ADDRESS,
        "passkeys_here": passkeys_work_at(request),
        "localhost_address": localhost_address(request),
    }

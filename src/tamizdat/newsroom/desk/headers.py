"""What the desk's pages may load: nothing from anywhere but the newsroom itself."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


def _is_named_by_digest(request: HttpRequest) -> bool:
    """All icons in one file: Wagtail names it by its digest and sends it anew with every page all the same."""
    found = request.resolver_match
    return bool(found and found.url_name == "wagtailadmin_sprite" and request.GET.get("h"))


class DeskHeaders:
    """Whatever finds its way into an article, the editor's browser asks no other host for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_named_by_digest(request):
            response["Cache-Control"] = "private, max-age=31536000, immutable"
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

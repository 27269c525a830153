"""Links before they are published. Nothing is asked of any other machine: that would tell it what is being written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from tamizdat.newsroom.compose_articles import public_articles
from tamizdat.newsroom.desk.findings import Draft, Finding, Weight
from tamizdat.newsroom.desk.tracking import counts_readers
from tamizdat.newsroom.embargo import trusted_now
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.private_words import private_words

ADDRESS = re.compile(r'<a href="([^"]*)"')
PAGE_LINK = re.compile(r'<a\b(?=[^>]*\blinktype="page")[^>]*\bid="(\d+)"')
NEAR = ("localhost", ".local", ".lan", ".internal", ".home.arpa", ".localdomain")


def check_own_hosts(draft: Draft) -> Iterator[Finding]:
    """An address of the newsroom itself, or of any machine beside it, tells readers where it is."""
    own = {word for word in private_words() if "." in word and "@" not in word and " " not in word}
    for host in dict.fromkeys(filter(None, map(_host, _addresses(draft)))):
        if host in own or _is_near(host):
            words = _(
                "A link leads to %(host)s, a machine of the newsroom’s own or near it. Readers must not learn of it."
            )
            yield Finding(Weight.REFUSE, words % {"host": host})


def check_links(draft: Draft) -> Iterator[Finding]:
    """Links that lead nowhere, and links through which somebody counts who reads."""
    yield from _dead(draft)
    for address in dict.fromkeys(_addresses(draft)):
        if counts_readers(address):
            words = _("The link %(address)s goes through somebody who counts readers. Write the address it ends at.")
            yield Finding(Weight.ASK, words % {"address": address[:120]})


def _dead(draft: Draft) -> Iterator[Finding]:
    raw = str(draft.page.body.raw_data) if isinstance(draft.page, ArticlePage) else ""
    keys = {int(one) for one in PAGE_LINK.findall(raw)}
    public = set(public_articles(trusted_now()).filter(pk__in=keys).values_list("pk", flat=True))
    for page in ArticlePage.objects.filter(pk__in=keys - public):
        words = _("A link leads to “%(title)s”, which readers cannot read yet. They see its words without a link.")
        yield Finding(Weight.ASK, words % {"title": page.title})
    gone = len(keys) - ArticlePage.objects.filter(pk__in=keys).count()
    if gone:
        yield Finding(Weight.ASK, _("A link leads to an article that is no longer there."))
    for path in dict.fromkeys(_own_paths(draft)):
        if not ArticlePage.objects.filter(path_public=path).exists():
            yield Finding(Weight.ASK, _("A link leads to %(path)s on this paper, where nothing is.") % {"path": path})


def _own_paths(draft: Draft) -> Iterator[str]:
    """Articles of this paper, by the address that readers know."""
    own = settings.PUBLIC_ADDRESS
    for address in _addresses(draft):
        path = unquote(urlsplit(address).path) if own and address.startswith(f"{own}/") else ""
        if re.search(r"/(\d{4}/\d\d|undated)/[^/]+\.html$", path):
            yield path


def _addresses(draft: Draft) -> Iterator[str]:
    for html in draft.htmls():
        if html.startswith(("http:", "https:")):
            yield html
        yield from (unescape(one) for one in ADDRESS.findall(html))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower() if address.startswith(("http:", "https:")) else ""
    except ValueError:
        return ""


def _is_near(host: str) -> bool:
    if host == NEAR[0] or host.endswith(NEAR[1:]):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False

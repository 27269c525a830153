"""Addresses that tell somebody who follows them, and what is left when that is taken out."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote_plus, urlsplit

MARKS = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|ysclid|_openstat|twclid|ttclid|igshid|igsh|mc_eid|mc_cid"
    r"|mkt_tok|vero_id|_hsenc|_hsmi|oly_anon_id|oly_enc_id|s_cid|ref_src|ref_url|srsltid|wickedid|at_medium|at_campaign)\Z",
    re.IGNORECASE,
)
WRAPPERS = {
    "google": ("/url", ("q", "url")),
    "l.facebook.com": ("/l.php", ("u",)),
    "lm.facebook.com": ("/l.php", ("u",)),
    "l.instagram.com": ("/", ("u",)),
    "vk.com": ("/away.php", ("to",)),
    "m.vk.com": ("/away.php", ("to",)),
    "www.youtube.com": ("/redirect", ("q",)),
    "out.reddit.com": ("/", ("url",)),
    "slack-redir.net": ("/link", ("url",)),
    "steamcommunity.com": ("/linkfilter/", ("url", "u")),
    "t.umblr.com": ("/redirect", ("z",)),
    "duckduckgo.com": ("/l/", ("uddg",)),
    "safelinks.protection.outlook.com": ("/", ("url",)),
}
"""Host → path, and the parameters that hold the true address."""
COUNTERS = {
    "bit.ly", "t.co", "goo.gl", "tinyurl.com", "ow.ly", "buff.ly", "clck.ru", "vk.cc", "is.gd", "cutt.ly", "lnkd.in",
    "rebrand.ly", "dlvr.it", "fb.me", "amp.gs", "shorturl.at", "doubleclick.net", "google-analytics.com",
    "googletagmanager.com", "mc.yandex.ru", "facebook.com/tr", "list-manage.com", "sendgrid.net", "mailchi.mp",
}  # fmt: skip


def plain_address(address: str) -> str:
    """The same place without who counts; anything that is no web address stays as it is."""
    try:
        for _ in range(3):
            inside = _unwrapped(address)
            if not inside:
                break
            address = inside
        return _without_marks(address)
    except ValueError:
        return address


def _unwrapped(address: str) -> str:
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    key = "google" if re.fullmatch(r"(?:www\.)?google\.[a-z.]{2,6}", host) else host
    key = "safelinks.protection.outlook.com" if host.endswith(".safelinks.protection.outlook.com") else key
    path, names = WRAPPERS.get(key, ("", ()))
    if not path or parts.path.rstrip("/") != path.rstrip("/"):
        return ""
    values = parse_qs(parts.query, errors="strict")  # what is no UTF-8 stays wrapped: a guess would lead elsewhere
    found = next((values[name][0] for name in names if name in values), "")
    return found if re.match(r"https?://[^\s/]", found, re.IGNORECASE) else ""


def _without_marks(address: str) -> str:
    """Marked parts go; every other sign stays as it was typed: not every server reads UTF-8, or ``=`` and ``&``."""
    rest, hash_sign, fragment = address.partition("#")
    place, _, query = rest.partition("?")
    if urlsplit(address).scheme not in ("http", "https") or not query:
        return address
    parts = query.split("&")
    kept = [one for one in parts if not MARKS.match(unquote_plus(one.partition("=")[0]))]
    if len(kept) == len(parts):
        return address
    return place + ("?" + "&".join(kept) if kept else "") + hash_sign + fragment


def counts_readers(address: str) -> bool:
    """Does somebody in between, or marks in the address, count who follows it?"""
    if not address.startswith(("http:", "https:")):
        return False
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return False
    if any(host == one or host.endswith(f".{one}") for one in COUNTERS if "/" not in one):
        return True
    return f"{host}{parts.path}".startswith("facebook.com/tr") or plain_address(address) != address

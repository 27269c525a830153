"""What a page shows from elsewhere, as a link: the address a reader can follow, and who provides it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

PROVIDERS = {
    "youtube.com": "YouTube", "youtu.be": "YouTube", "youtube-nocookie.com": "YouTube", "vimeo.com": "Vimeo",
    "twitter.com": "Twitter", "x.com": "X", "facebook.com": "Facebook", "fb.watch": "Facebook",
    "instagram.com": "Instagram", "tiktok.com": "TikTok", "t.me": "Telegram", "telegram.org": "Telegram",
    "soundcloud.com": "SoundCloud", "spotify.com": "Spotify", "reddit.com": "Reddit", "redditmedia.com": "Reddit",
    "vk.com": "VK", "vkvideo.ru": "VK", "rutube.ru": "Rutube", "ok.ru": "OK", "dailymotion.com": "Dailymotion",
    "dai.ly": "Dailymotion", "twitch.tv": "Twitch", "flickr.com": "Flickr", "flic.kr": "Flickr", "issuu.com": "Issuu",
    "scribd.com": "Scribd", "slideshare.net": "SlideShare", "ted.com": "TED", "bandcamp.com": "Bandcamp",
    "podcasts.apple.com": "Apple Podcasts", "documentcloud.org": "DocumentCloud", "datawrapper.de": "Datawrapper",
    "dwcdn.net": "Datawrapper", "flourish.studio": "Flourish", "infogram.com": "Infogram",
    "gist.github.com": "GitHub Gist", "codepen.io": "CodePen", "giphy.com": "Giphy", "imgur.com": "Imgur",
    "kickstarter.com": "Kickstarter", "mixcloud.com": "Mixcloud", "threads.net": "Threads", "bsky.app": "Bluesky",
    "pinterest.com": "Pinterest", "tumblr.com": "Tumblr", "linkedin.com": "LinkedIn", "wordpress.tv": "WordPress.tv",
    "videopress.com": "VideoPress", "polldaddy.com": "Crowdsignal", "crowdsignal.com": "Crowdsignal",
    "streamable.com": "Streamable", "rumble.com": "Rumble", "odysee.com": "Odysee", "archive.org": "Internet Archive",
    "google.com": "Google", "openstreetmap.org": "OpenStreetMap", "animoto.com": "Animoto", "hulu.com": "Hulu",
    "screencast.com": "Screencast", "smugmug.com": "SmugMug", "cloudup.com": "Cloudup", "wolframcloud.com": "Wolfram",
    "amazon.com": "Amazon", "reverbnation.com": "ReverbNation", "speakerdeck.com": "Speaker Deck",
}  # fmt: skip
NEVER_ALONE = {"google.com", "amazon.com", "linkedin.com", "archive.org", "kickstarter.com"}
"""Hosts whose bare address in a line of its own is just a link."""
TRACKERS = (
    "googletagmanager.com",
    "doubleclick.net",
    "googlesyndication.com",
    "facebook.com/tr",
    "google.com/recaptcha",
)

_web_address = re.compile(r"https?://[^\s/?#@\\\"'<>`:\[\]]+(?::\d{1,5})?(?:[/?#][^\s\"<>\\^`{|}]*)?", re.I)
_rewrites = (
    (re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]{6,})[^\s]*"), r"https://www.youtube.com/watch?v=\1"),
    (re.compile(r"https?://player\.vimeo\.com/video/(\d+)[^\s]*"), r"https://vimeo.com/\1"),
    (re.compile(r"https?://platform\.twitter\.com/embed/[^?]*\?(?:.*&)?id=(\d+)[^\s]*"), r"https://twitter.com/i/status/\1"),
    (re.compile(r"https?://(?:www\.)?dailymotion\.com/embed/video/(\w+)[^\s]*"), r"https://www.dailymotion.com/video/\1"),
    (re.compile(r"(https?://open\.spotify\.com)/embed/([^?\s]+)[^\s]*"), r"\1/\2"),
    (re.compile(r"(https?://gist\.github\.com/[\w-]+/\w+)\.js[^\s]*"), r"\1"),
    (re.compile(r"(https?://t\.me/[^?\s]+)\?embed=1[^\s]*"), r"\1"),
    (re.compile(r"(https?://www\.instagram\.com/(?:p|reel)/[\w-]+/)[^\s]*"), r"\1"),
)  # fmt: skip
_inner = {"www.facebook.com": "href", "w.soundcloud.com": "url", "cdn.embedly.com": "url"}


def web_address(address: object, base: str = "") -> str:
    """An absolute http(s) address without anything that could end an attribute; empty when it is none."""
    text = re.sub(
        r"[\x00-\x20\x7f-\x9f\u2028\u2029]+", lambda run: "%20" if run[0] == " " else "", str(address or "").strip()
    )
    if _web_address.fullmatch(text):
        return text
    if text.startswith("//"):
        text = "https:" + text
    try:
        text = urljoin(base, text) if base else text
        urlsplit(text).port  # noqa: B018 (raises for a port that is none)
    except ValueError:
        return ""
    text = text.replace('"', "%22").replace("<", "%3C").replace(">", "%3E").replace("`", "%60").replace("\\", "%5C")
    text = text.replace("{", "%7B").replace("}", "%7D").replace("|", "%7C").replace("^", "%5E")
    return text if _web_address.fullmatch(text) else ""


def provider_of(address: str) -> str:
    """The name of who provides it; the host's own name when nobody we know."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return _known(host) or host


def is_known_embed(address: str) -> bool:
    """Whether a bare address in a line of its own means a thing to show, as in WordPress."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    return bool(_known(host)) and len(parts.path) > 1 and not any(host.endswith(one) for one in NEVER_ALONE)


def _known(host: str) -> str:
    labels = host.split(".")
    return next((PROVIDERS[name] for i in range(len(labels)) if (name := ".".join(labels[i:])) in PROVIDERS), "")


def embed_block(address: object, *, base: str = "", title: str = "") -> dict[str, Any] | None:
    """The block for something shown from elsewhere; None for trackers and for what has no address."""
    found = web_address(address, base)
    if not found or any(one in found for one in TRACKERS):
        return None
    found = _followable(found)
    return {"type": "embed", "address": found, "provider": provider_of(found), "title": title}


def _followable(address: str) -> str:
    """A player's address becomes the page that a person would open."""
    parts = urlsplit(address)
    key = _inner.get(parts.hostname or "")
    inner = web_address(unquote((parse_qs(parts.query).get(key) or [""])[0])) if key else ""
    address = inner or address
    for pattern, into in _rewrites:
        address = pattern.sub(into, address)
    return address

"""The text of a WordPress post as HTML: blank lines become paragraphs, blocks and shortcodes what they show."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Protocol

# What has no end goes on to the end of the text: so each pattern reads a text once, however it is made.
KEPT_WHOLE = re.compile(
    r"(<!--.*?(?:-->|\Z)|<(pre|script|style|textarea|svg)\b.*?(?:</\2\s*>|\Z)|<[^<>]*>)", re.I | re.S
)
COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.S)
BLOCK_MARK = re.compile(r"\s+(?P<end>/)?wp:(?P<name>[a-z][\w/-]*)(?P<rest>.*)\Z", re.S)
REUSED = re.compile(r"\"ref\"\s*:\s*(\d+)")
LONE_ADDRESS = re.compile(r"(?m)^[ \t]*(https?://[^\s<>\"]+)[ \t]*$")
BLANK_LINES = re.compile(r"\n[ \t\xa0]*\n\s*")
SHORTCODE = re.compile(
    r"(?P<escape>\[)?\[(?P<end>/)?(?P<name>[A-Za-z][\w-]{0,60})(?P<given>(?:[\s=][^\[\]]{0,4000})?)/?\](?(escape)\]|)"
)
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))|\"([^\"]*)\"|([^\s\"']+)")
CAPTIONED = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.I | re.S)
KNOWN = {
    "caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist", "more", "contact-form",
    "contact-form-7", "recent-posts", "archives", "googlemaps", "slideshow", "polldaddy", "poll", "toc", "subscribe",
    "newsletter", "rev_slider", "layerslider", "sharedaddy", "related-posts", "jetpack-related-posts", "tweet",
}  # fmt: skip
PLAYERS = {
    "youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}", "tweet": "https://twitter.com/i/status/{}",
    "twitter": "https://twitter.com/i/status/{}", "gist": "https://gist.github.com/{}",
    "ted": "https://www.ted.com/talks/{}", "instagram": "https://www.instagram.com/p/{}/",
    "flickr": "https://www.flickr.com/{}", "wpvideo": "https://videopress.com/v/{}",
    "videopress": "https://videopress.com/v/{}", "scribd": "https://www.scribd.com/document/{}",
    **dict.fromkeys((
        "embed", "audio", "video", "soundcloud", "facebook", "tiktok", "spotify", "googlemaps", "embedyt", "bandcamp",
        "fvplayer", "slideshare", "issuu", "giphy", "codepen_embed", "documentcloud", "pdf", "pdf-embedder", "iframe",
        "crowdsignal", "bluesky",
    ), "{}"),
}  # fmt: skip
ADDRESSES = ("src", "url", "mp4", "mp3", "m4v", "webm", "ogg", "ogv", "m4a", "wav", "flv", "link", "href", "id", "0")


class Shown(Protocol):
    """What shortcodes need of the media library."""

    def gallery(self, ids: list[str]) -> str:
        """HTML of a gallery; without ids, of everything that was attached to the post."""

    def reused(self, ref: str) -> str | None:
        """The content of a block that several posts share."""


@dataclass(slots=True)
class Text:
    """A post's text on its way to HTML, with what was left out."""

    shown: Shown
    dropped: dict[str, None] = field(default_factory=dict)
    unfilled: dict[str, None] = field(default_factory=dict)
    room: int = 4_000_000

    def to_html(self, content: str) -> str:
        """HTML as the old site would have shown it, without what only a server could fill in."""
        content = content.replace("\r\n", "\n").replace("\r", "\n")
        return self._outside_of_blocks(self._replace_shortcodes(content), 0)

    def _has_room(self, shown: str) -> bool:
        """What a post shows of other things is bounded: a short text may ask for a long one many times."""
        self.room -= len(shown)
        return self.room > 0

    def warnings(self) -> list[str]:
        """What an editor should look at."""
        found = []
        if self.dropped:
            found.append(f"shortcodes were left out: {', '.join(list(self.dropped)[:12])}.")
        if self.unfilled:
            found.append(f"blocks that WordPress fills were left out: {', '.join(list(self.unfilled)[:12])}.")
        return found

    def _outside_of_blocks(self, content: str, depth: int) -> str:
        """Blank lines mean paragraphs, but not inside the blocks of the new editor."""
        parts, at, level = [], 0, 0
        for comment in COMMENT.finditer(content):
            mark = BLOCK_MARK.match(comment[1])
            if mark is None:
                continue
            piece = content[at : comment.start()]
            parts.append(piece if level else paragraphs(piece))
            at = comment.end()
            if comment[1].endswith("/"):
                parts.append(self._alone(mark, depth))
            else:
                level = max(0, level + (-1 if mark["end"] else 1))
        rest = content[at:]
        return "".join([*parts, rest if level else paragraphs(rest)])

    def _alone(self, mark: re.Match[str], depth: int) -> str:
        """A block without content of its own: shared text, or something only a server could fill."""
        ref = REUSED.search(mark["rest"] or "") if mark["name"] == "block" else None
        shared = self.shown.reused(ref[1]) if ref and depth < 3 else None
        if shared is not None and self._has_room(shared):
            return self._outside_of_blocks(self._replace_shortcodes(shared), depth + 1)
        if mark["name"] not in ("more", "nextpage", "spacer", "separator", "paragraph"):
            self.unfilled[mark["name"][:40]] = None
        return "<hr>" if mark["name"] == "separator" else ""

    def _replace_shortcodes(self, content: str) -> str:
        if "[" not in content:
            return content
        ends: dict[str, list[re.Match[str]]] = {}
        for match in SHORTCODE.finditer(content):
            if match["end"] and not match["escape"]:
                ends.setdefault(match["name"].lower(), []).append(match)
        parts, at = [], 0
        for match in SHORTCODE.finditer(content):
            if match.start() < at or not _is_shortcode(match, ends):
                continue
            parts.append(content[at : match.start()])
            shown, at = self._show(match, content, ends)
            parts.append(shown)
        return "".join([*parts, content[at:]])

    def _show(self, match: re.Match[str], content: str, ends: Mapping[str, list[re.Match[str]]]) -> tuple[str, int]:
        """What a shortcode shows, and where the text goes on."""
        name = match["name"].lower()
        if match["escape"]:
            return escape(match[0][1:-1], quote=False), match.end()
        make = SHORTCODES.get(name)
        if make is None or match["end"]:
            if not match["end"]:
                self.dropped[name] = None
            return "", match.end()
        inside, at = _enclosed(match, content, ends.get(name, []))
        html = make(self, name, attributes(match["given"] or ""), inside) if self.room > 0 else ""
        if not html or not self._has_room(html):
            self.dropped[name] = None
        return f"\n\n{html}\n\n" if html else inside, at


def _is_shortcode(match: re.Match[str], ends: Mapping[str, object]) -> bool:
    """``[sic]`` is a word in brackets; ``[gallery]``, ``[x y="z"]`` and ``[x]…[/x]`` are shortcodes."""
    name = match["name"].lower()
    if match["escape"] or match["end"] or name in KNOWN or name in ends:
        return True
    return (name in SHORTCODES and bool(match["given"])) or re.search(
        r"\w\s*=\s*[\"'\w”“]", match["given"] or ""
    ) is not None


def _enclosed(match: re.Match[str], content: str, ends: list[re.Match[str]]) -> tuple[str, int]:
    """The text up to the end of this shortcode; nothing when it has no end."""
    index = bisect_left(ends, match.end(), key=lambda one: one.start())
    if index == len(ends):
        return "", match.end()
    return content[match.end() : ends[index].start()], ends[index].end()


def attributes(given: str) -> dict[str, str]:
    """Named values; unnamed ones by their number."""
    found: dict[str, str] = {}
    text = unescape(given).translate(str.maketrans("“”″‘’", '"""\'\''))
    for match in ATTRIBUTE.finditer(text):
        name, unnamed = match[1], match[5] or match[6] or ""
        if name:
            found.setdefault(name.lower(), match[2] or match[3] or match[4] or "")
        elif unnamed not in ("", "/", "="):
            found.setdefault(str(sum(1 for one in found if one.isdigit())), unnamed.lstrip("="))
    return found


def paragraphs(text: str) -> str:
    """Blank lines become paragraphs and line ends line breaks, as WordPress shows text of the old editor."""
    if "\n" not in text.strip("\n"):
        return f"\n\n{text}\n\n".replace("\n\n", "<br><br>") if text.strip() else text
    text = LONE_ADDRESS.sub(r"\n\n\1\n\n", text)
    parts = []
    for index, part in enumerate(KEPT_WHOLE.split(text)):
        if index % 3 == 0:
            parts.append(BLANK_LINES.sub("<br><br>", part).replace("\n", "<br>"))
        elif index % 3 == 1:
            parts.append(part)
    return f"<br><br>{''.join(parts)}<br><br>"


def _caption(text: Text, name: str, given: Mapping[str, str], inside: str) -> str:
    match = CAPTIONED.match(inside)
    if not match:
        return ""
    return f"<figure>{match[1]}<figcaption>{match[2].strip() or escape(given.get('caption', ''))}</figcaption></figure>"


def _gallery(text: Text, name: str, given: Mapping[str, str], inside: str) -> str:
    return text.shown.gallery(re.findall(r"\d+", given.get("ids") or given.get("include") or "")[:1_000])


def _player(text: Text, name: str, given: Mapping[str, str], inside: str) -> str:
    """A player: the address it plays."""
    address = re.sub(r"<[^>]*>", "", unescape(inside)).strip()
    address = address or next((given[one] for one in ADDRESSES if given.get(one)), "")
    if not address:
        return ""
    if "/" not in address and not address.startswith("http"):
        address = PLAYERS[name].format(address)
    return f'<iframe src="{escape(address)}"></iframe>'


def _code(text: Text, name: str, given: Mapping[str, str], inside: str) -> str:
    return f"<pre>{escape(unescape(inside))}</pre>" if inside.strip() else ""


def _quote(text: Text, name: str, given: Mapping[str, str], inside: str) -> str:
    cite = given.get("author") or given.get("cite") or ""
    return (
        f"<blockquote>{inside}{f'<cite>{escape(cite)}</cite>' if cite else ''}</blockquote>" if inside.strip() else ""
    )


SHORTCODES: dict[str, Callable[[Text, str, Mapping[str, str], str], str]] = {
    **dict.fromkeys(("caption", "wp_caption"), _caption),
    **dict.fromkeys(PLAYERS, _player),
    **dict.fromkeys(("code", "sourcecode", "source", "php", "html", "css", "javascript", "js"), _code),
    **dict.fromkeys(("quote", "blockquote", "pullquote"), _quote),
    "gallery": _gallery,
}

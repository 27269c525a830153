"""A WordPress export to order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

SPACES = (
    'xmlns:excerpt="{0}://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="{0}://wordpress.org/export/1.2/"'
)
HEAD = (
    "<channel><title>Old</title><link>https://old.example</link><language>en-US</language>"
    "<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>"
    "<wp:author><wp:author_login>root17</wp:author_login><wp:author_email>root17@old.example</wp:author_email>"
    "<wp:author_display_name><![CDATA[Ann Lee]]></wp:author_display_name></wp:author>"
    "<wp:category><wp:term_id>7</wp:term_id><wp:cat_name>Sea</wp:cat_name></wp:category>"
)


def item(number: int, content: str = "<p>Words</p>", *, more: str = "", **changes: str) -> str:
    """One item; ``changes`` are fields by their name after ``wp:``, or title, link, creator, excerpt."""
    given: Mapping[str, str] = {
        "title": f"Post {number}",
        "link": f"https://old.example/2020/01/post-{number}/",
        "creator": "root17",
        "excerpt": "",
        "post_id": str(number),
        "post_date": "2020-01-02 13:04:05",
        "post_date_gmt": "2020-01-02 10:04:05",
        "post_name": f"post-{number}",
        "status": "publish",
        "post_type": "post",
        "post_password": "",
        "is_sticky": "0",
        **changes,
    }
    own = ("title", "link", "creator", "excerpt")
    fields = "".join(f"<wp:{name}>{cdata(value)}</wp:{name}>" for name, value in given.items() if name not in own)
    return (
        f"<item><title>{cdata(given['title'])}</title><link>{given['link']}</link>"
        f"<dc:creator>{cdata(given['creator'])}</dc:creator>"
        f'<guid isPermaLink="false">https://old.example/?p={number}</guid>'
        f"<content:encoded>{cdata(content)}</content:encoded><excerpt:encoded>{cdata(given['excerpt'])}</excerpt:encoded>"
        f"{fields}{more}</item>"
    )


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def meta(key: str, value: str) -> str:
    return f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"


def picture(number: int, name: str, *, caption: str = "", alt: str = "", more: str = "", parent: str = "0") -> str:
    """An attachment."""
    return item(
        number,
        "",
        post_type="attachment",
        status="inherit",
        excerpt=caption,
        attachment_url=f"https://old.example/wp-content/uploads/2020/01/{name}",
        post_parent=parent,
        more=meta("_wp_attachment_image_alt", alt) + more,
    )


def export(folder: Path, *items: str, head: str = HEAD, before: str = "", scheme: str = "http") -> Path:
    """The file."""
    file = folder / "export.xml"
    spaces = SPACES.format(scheme)
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<rss version="2.0" {spaces}>'
    text = f"{start}{head}{''.join(items)}</channel></rss>"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    return file

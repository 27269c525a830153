"""HTML of any origin becomes blocks."""

from __future__ import annotations

import json

import pytest

from tamizdat.intake.html.to_blocks import Converted, html_to_blocks
from tamizdat.shell.errors import RefusedError


def blocks(html: str, base: str = "") -> list[dict]:
    return list(html_to_blocks(html, base=base).blocks)


def text(html: str) -> dict:
    return {"type": "text", "html": html}


def only_picture(converted: Converted):
    (picture,) = converted.pictures
    return picture


def test_paragraphs_and_lists_that_follow_each_other_are_one_text():
    assert blocks("<p>One</p><ul><li>a<li>b</ul><p>Two</p>") == [
        text("<p>One</p><ul><li>a</li><li>b</li></ul><p>Two</p>")
    ]


def test_words_without_any_markup_are_a_paragraph():
    assert blocks("Fish & ships") == [text("<p>Fish &amp; ships</p>")]


def test_two_line_breaks_make_a_paragraph_and_one_stays():
    assert blocks("a<br>b<br>\n<br>c") == [text("<p>a<br>b</p><p>c</p>")]


def test_marks_go_on_over_a_paragraph_break():
    assert blocks("<strong>a<br><br>b</strong> c") == [text("<p><strong>a</strong></p><p><strong>b</strong> c</p>")]


def test_headings_are_flattened_to_three_levels():
    levels = [one["level"] for one in blocks("".join(f"<h{n}>x</h{n}>" for n in range(1, 7)))]
    assert levels == [2, 2, 3, 4, 4, 4]


def test_a_nested_list_stays_nested():
    html = "<ol><li>a<ul><li>b</li></ul></li></ol>"
    assert blocks(html) == [text(html)]


def test_a_picture_in_a_list_follows_the_list():
    assert [one["type"] for one in blocks('<ul><li>a<img src="/p.jpg"></li><li>b</li></ul>')] == ["text", "figure"]


def test_a_figure_gives_its_largest_picture_its_caption_and_its_credit():
    converted = html_to_blocks(
        '<figure><img src="data:image/gif;base64,R0lGOD" data-src="/s-300x200.jpg" alt="A pier"'
        ' srcset="/s-300x200.jpg 300w, /s.jpg 1200w"><figcaption>Dusk, <em>north</em> side.'
        ' <span class="photo-credit">Photo: Ann Lee</span></figcaption></figure>',
        base="https://pier.example/2020/x/",
    )
    assert converted.blocks == (
        {
            "type": "figure",
            "picture": "https://pier.example/s.jpg",
            "alt": "A pier",
            "caption": "Dusk, <em>north</em> side.",
        },
    )
    assert (only_picture(converted).credit, only_picture(converted).alt) == ("Ann Lee", "A pier")


@pytest.mark.parametrize(
    ("caption", "left", "credit"),
    [
        ("A pier. Photo: Ann Lee / Agency", "A pier.", "Ann Lee / Agency"),
        ("A pier (Photo by Ann Lee)", "A pier", "Ann Lee"),
        ("Фото: Анна Ли", "", "Анна Ли"),
        ("Пирс. Источник: <a href='https://a.example/'>Порт</a>", "Пирс.", "Порт"),
        ("اسکله. عکس: آنا", "اسکله.", "آنا"),
        ("The source of the river", "The source of the river", ""),
    ],
)
def test_a_credit_in_the_caption_is_found(caption, left, credit):
    converted = html_to_blocks(f'<figure><img src="/a.jpg"><figcaption>{caption}</figcaption></figure>')
    assert (converted.blocks[0]["caption"], only_picture(converted).credit) == (left, credit)


def test_a_thumbnail_that_links_to_its_own_large_file_is_the_large_file():
    converted = html_to_blocks('<a href="https://p.example/a.jpg"><img src="https://p.example/a-150x150.jpg"></a>')
    assert only_picture(converted).key == "https://p.example/a.jpg"


def test_tracking_dots_are_no_pictures_and_emoji_are_characters():
    converted = html_to_blocks(
        '<p>Hi <img class="emoji" alt="🙂" src="/e.png"><img width="1" height="1" src="/t.gif"></p>'
    )
    assert converted == Converted((text("<p>Hi 🙂</p>"),), ())


@pytest.mark.parametrize("wrapper", ["wp-block-gallery", "kg-gallery-card", "gallery gallery-columns-3"])
def test_a_gallery_is_a_gallery(wrapper):
    first = '<figure><img src="/a.jpg"><figcaption>A</figcaption></figure>'
    assert blocks(f'<div class="{wrapper}">{first}<p><img src="/b.jpg"></p></div>') == [
        {
            "type": "gallery",
            "pictures": [
                {"picture": "/a.jpg", "alt": "", "caption": "A"},
                {"picture": "/b.jpg", "alt": "", "caption": ""},
            ],
        }
    ]


def test_a_quotation_names_who_said_it():
    assert blocks("<blockquote><p>Go.</p><cite>— The master</cite></blockquote>") == [
        {"type": "quote", "html": "<p>Go.</p>", "cite": "The master"}
    ]


@pytest.mark.parametrize(
    ("html", "address", "provider"),
    [
        (
            '<iframe src="//www.youtube.com/embed/abcdefghijk?rel=0"></iframe>',
            "https://www.youtube.com/watch?v=abcdefghijk",
            "YouTube",
        ),
        ("<p>https://vimeo.com/22439234</p>", "https://vimeo.com/22439234", "Vimeo"),
        (
            '<blockquote class="twitter-tweet">Words <a href="https://twitter.com/a/status/1">July</a></blockquote>'
            '<script src="https://platform.twitter.com/widgets.js"></script>',
            "https://twitter.com/a/status/1",
            "Twitter",
        ),
        ('<video><source src="https://v.example/a.mp4"></video>', "https://v.example/a.mp4", "v.example"),
        ('<script src="https://gist.github.com/a/1f.js"></script>', "https://gist.github.com/a/1f", "GitHub Gist"),
    ],
)
def test_what_is_shown_from_elsewhere_becomes_a_link(html, address, provider):
    (block,) = blocks(html)
    assert (block["type"], block["address"], block["provider"]) == ("embed", address, provider)


def test_a_table_is_flattened_and_a_layout_table_is_unwrapped():
    (table,) = blocks(
        "<table><tr><th>a<th>b</tr><tr><td colspan=2>c</tr><tr><td rowspan=2>d<td>e</tr><tr><td>f</table>"
    )
    assert (table["header"], table["rows"]) == (True, [["a", "b"], ["c", ""], ["d", "e"], ["", "f"]])
    assert blocks("<table><tr><td><p>One</p><p>Two</p></td></tr></table>") == [text("<p>One</p><p>Two</p>")]


def test_code_and_rules_keep_their_form():
    assert blocks("<pre>  a\n  b</pre><hr>") == [{"type": "code", "text": "  a\n  b"}, {"type": "rule"}]


def test_relative_links_are_resolved_or_become_words():
    assert blocks('<a href="/x">x</a>', base="https://a.example/y/") == [
        text('<p><a href="https://a.example/x">x</a></p>')
    ]
    assert blocks('<a href="/x">x</a> <a href="#note">n</a>') == [text("<p>x n</p>")]


def test_the_language_of_a_paragraph_stays():
    assert blocks('<p lang="fa" dir="rtl">سلام</p>') == [text('<p><span lang="fa" dir="rtl">سلام</span></p>')]


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>x</p>",
        '<a href="java\nscript:alert(1)">x</a>',
        '<a href="&#106;avascript:alert(1)">x</a>',
        '<img src="javascript:alert(1)" onerror="alert(1)">',
        '<iframe src="javascript:alert(1)"></iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>',
        "<style>p{background:url(javascript:alert(1))}</style><p style='x:expression(alert(1))'>x</p>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        '<math><mtext></mtext><mglyph><style><img src=x onerror="alert(1)"></style></mglyph></math>',
        '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">x</button></form>',
    ],
)
def test_no_script_survives(html):
    found = json.dumps(blocks(html)).lower()
    assert "alert" not in found and "javascript" not in found and "onerror" not in found


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "figure", "span lang=fa"])
def test_ten_thousand_nested_tags_do_not_crash_and_lose_no_words(tag):
    converted = html_to_blocks(f"<{tag}>" * 10_000 + "words" + "<p>more</p>")
    found = json.dumps(converted.blocks)
    assert "words" in found and "more" in found
    assert converted.warnings


def test_an_item_of_many_megabytes_is_refused():
    with pytest.raises(RefusedError, match="is not an article"):
        html_to_blocks("<p>" + "x" * 9_000_000)


@pytest.mark.parametrize(
    "html", ["", " ", "<", "<>", "</p>", "<!doctype html>", "<html></html>", "&#0;", "<p>\x00</p>", "<![CDATA["]
)
def test_nothing_gives_nothing(html):
    assert not any(one["type"] != "text" for one in blocks(html))

"""WordPress exports come in as the old site showed them to everybody, and nothing more."""

from __future__ import annotations

import json

import pytest

from tamizdat.shell.errors import RefusedError
from tests.intake.archives import read, real, words
from tests.intake.wxr import export, item, meta, picture


def only(found):
    (article,) = found.articles
    return article


def test_a_post_brings_its_fields(tmp_path):
    post = item(
        5,
        title="Title <em>With</em> <b>Mark<sup>up</sup></b>",
        excerpt="<p>Short</p>",
        post_name="%d0%bf%d0%b8%d1%80%d1%81",
        post_modified_gmt="2020-03-01 00:00:00",
        more='<category domain="category" nicename="uncategorized">Uncategorized</category>'
        '<category domain="category" nicename="harbour"><![CDATA[Harbour & Port]]></category>'
        '<category domain="category" nicename="sea">Sea</category>'
        '<category domain="post_tag" nicename="fish">fish</category>',
    )
    article = only(read("wordpress", export(tmp_path, post)))
    assert (article.identity, article.headline) == ("old.example/?p=5", "Title With Markup")
    assert (article.standfirst, article.slug, article.bylines) == ("Short", "пирс", ("Ann Lee",))
    assert (article.section, article.topics) == ("Harbour & Port", ("Sea", "fish"))
    assert (article.published.isoformat(), article.updated.isoformat()) == (
        "2020-01-02T10:04:05+00:00",
        "2020-03-01T00:00:00+00:00",
    )
    assert article.legacy == ("https://old.example/2020/01/post-5/", "https://old.example/?p=5")


def test_punctuation_in_a_title_survives(tmp_path):
    title = "~`!@#$%^&*()-_=+{}[]/\\;:'\"?,.>"
    assert only(read("wordpress", export(tmp_path, item(1, title=title)))).headline == title


def test_the_main_category_of_a_plug_in_is_the_section(tmp_path):
    more = '<category domain="category">Harbour</category><category domain="category">Sea</category>' + meta(
        "_yoast_wpseo_primary_category", "7"
    )
    article = only(read("wordpress", export(tmp_path, item(1, more=more))))
    assert (article.section, article.topics) == ("Sea", ("Harbour",))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_namespaces_of_either_scheme_are_understood(tmp_path, scheme):
    assert words(only(read("wordpress", export(tmp_path, item(1), scheme=scheme)))) == "<p>Words</p>"


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"status": "draft"}, ""),
        ({"status": "pending"}, "pending"),
        ({"status": "private"}, "private"),
        ({"status": "future", "post_date_gmt": "2030-01-01 00:00:00"}, "future"),
        ({"status": "trash"}, "trash"),
        ({"status": "auto-draft"}, ""),
        ({"status": "inherit"}, "inherit"),
        ({"post_password": "enter"}, "password"),
    ],
)
def test_what_not_everybody_could_read_comes_in_as_a_draft(tmp_path, changes, warning):
    article = only(read("wordpress", export(tmp_path, item(1, **changes))))
    assert article.status == "draft"
    assert warning in " ".join(article.warnings)


def test_a_page_is_a_page_and_stands_in_no_section(tmp_path):
    page = item(1, post_type="page", more='<category domain="category">Sea</category>')
    assert (
        only(read("wordpress", export(tmp_path, page))).kind,
        only(read("wordpress", export(tmp_path, page))).section,
    ) == (
        "page",
        "",
    )


def test_a_type_that_nobody_knows_comes_in_as_a_draft_and_goods_do_not(tmp_path):
    found = read("wordpress", export(tmp_path, item(1, post_type="dispatch"), item(2, post_type="product")))
    assert only(found).status == "draft" and "dispatch" in only(found).warnings[0]
    assert "product" in found.skipped[0].reason


def test_what_wordpress_keeps_for_itself_and_comments_are_counted_once(tmp_path):
    comment = "<wp:comment><wp:comment_content>Hi</wp:comment_content></wp:comment>"
    found = read(
        "wordpress",
        export(
            tmp_path,
            item(1, more=comment * 3, is_sticky="1"),
            item(2, post_type="nav_menu_item"),
            item(3, more=comment),
        ),
    )
    told = " ".join(found.warned)
    assert "4 comments" in told and "1 nav_menu_item" in told and "Post 1" in told
    assert not found.skipped and len(found.articles) == 2


def test_a_login_never_comes_along(tmp_path):
    found = read("wordpress", export(tmp_path, item(1), item(2, creator="ghostwriter9")))
    assert [one.bylines for one in found.articles] == [("Ann Lee",), ()]
    assert "root17" not in repr(found) and "ghostwriter9" not in repr(found)


def test_co_authors_are_all_named(tmp_path):
    more = (
        '<category domain="author" nicename="cap-root17">root17</category>'
        '<category domain="author" nicename="cap-bo-ek">Bo Ek</category>'
    )
    assert only(read("wordpress", export(tmp_path, item(1, more=more)))).bylines == ("Ann Lee", "Bo Ek")


def test_the_featured_picture_brings_caption_credit_and_alternative_text(tmp_path):
    post = item(
        1, '<img src="https://old.example/wp-content/uploads/2020/01/a-300x200.jpg">', more=meta("_thumbnail_id", "9")
    )
    lead = picture(9, "a.jpg", caption="Dusk. Photo: Cy Day", alt="A pier")
    article = only(
        read("wordpress", export(tmp_path, post, lead), lambda key: b"found" if key.endswith("/a.jpg") else None)
    )
    assert (article.picture.alt, article.picture.caption) == ("A pier", "Dusk.")
    (found,) = article.pictures
    assert (found.key, found.credit, found.content) == (article.picture.picture, "Cy Day", b"found")
    assert article.body == (), "the lead is not shown twice"


def test_a_picture_in_the_text_takes_what_the_library_knows(tmp_path):
    post = item(1, '<p>x</p><img src="http://cdn.example/wp-content/uploads/2020/01/a-1024x683.jpg">')
    article = only(
        read(
            "wordpress", export(tmp_path, post, picture(9, "a.jpg", alt="A pier", more=meta("_media_credit", "Cy Day")))
        )
    )
    assert [(one.key, one.credit, one.alt) for one in article.pictures] == [
        ("https://old.example/wp-content/uploads/2020/01/a.jpg", "Cy Day", "A pier")
    ]
    assert article.body[1]["alt"] == "A pier"


def test_blank_lines_of_the_old_editor_are_paragraphs(tmp_path):
    content = (
        "One\nstill one\n\nTwo <strong>b</strong>\n\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n\n<pre>x\n\ny</pre>\nThree"
    )
    assert only(read("wordpress", export(tmp_path, item(1, content)))).body == (
        {"type": "text", "html": "<p>One<br>still one</p><p>Two <strong>b</strong></p><ul><li>a</li><li>b</li></ul>"},
        {"type": "code", "text": "x\n\ny"},
        {"type": "text", "html": "<p>Three</p>"},
    )


def test_blocks_of_the_new_editor_keep_their_own_paragraphs(tmp_path):
    content = (
        "<!-- wp:paragraph -->\n<p>One\nline</p>\n<!-- /wp:paragraph -->\n\n"
        '<!-- wp:embed {"url":"https://vimeo.com/1234567"} -->\n<figure class="wp-block-embed">'
        '<div class="wp-block-embed__wrapper">\nhttps://vimeo.com/1234567\n</div></figure>\n<!-- /wp:embed -->\n'
        '<!-- wp:latest-posts /-->\n<!-- wp:block {"ref":8} /-->'
    )
    shared = item(8, "<!-- wp:paragraph --><p>Shared</p><!-- /wp:paragraph -->", post_type="wp_block")
    article = only(read("wordpress", export(tmp_path, item(1, content), shared)))
    assert [one.get("html") or one.get("address") for one in article.body] == [
        "<p>One line</p>",
        "https://vimeo.com/1234567",
        "<p>Shared</p>",
    ]
    assert "latest-posts" in article.warnings[0]


def test_shortcodes_show_what_they_showed(tmp_path):
    content = (
        '[caption id="x" width="300"]<a href="https://old.example/b.jpg">'
        '<img src="https://old.example/b-300x200.jpg" /></a>'
        ' Dusk. Photo: Cy Day[/caption]\n\n[gallery ids="9,10"]\n\n[embed]https://twitter.com/a/status/20[/embed]\n\n'
        '[audio mp3="https://old.example/a.mp3"]\n\n[youtube abcdefghijk]\n\n[vc_row el="1"]inner[/vc_row]\n\n'
        "He said [sic] so [1]. [[gallery]]"
    )
    posts = export(tmp_path, item(1, content), picture(9, "p9.jpg", caption="Nine"), picture(10, "p10.jpg"))
    article = only(read("wordpress", posts))
    figure, gallery, tweet, audio, video, text = article.body
    assert (figure["picture"], figure["caption"]) == ("https://old.example/b.jpg", "Dusk.")
    assert [one["caption"] for one in gallery["pictures"]] == ["Nine", ""]
    assert tweet["provider"] == "Twitter" and audio["address"].endswith("a.mp3") and "abcdefghijk" in video["address"]
    assert text["html"] == "<p>inner</p><p>He said [sic] so [1]. [gallery]</p>"
    assert "vc_row" in article.warnings[0]


def test_a_gallery_of_pictures_that_the_export_lacks_names_them_as_missing(tmp_path):
    article = only(read("wordpress", export(tmp_path, item(1, 'x [gallery ids="77,78"]'))))
    assert [one.key for one in article.pictures] == [
        "https://old.example/?attachment_id=77",
        "https://old.example/?attachment_id=78",
    ]


def test_a_post_without_title_takes_its_first_words_and_an_empty_one_is_named(tmp_path):
    found = read("wordpress", export(tmp_path, item(1, "Some words", title=""), item(2, "", title="")))
    assert (only(found).headline, found.skipped[0].reason) == ("Some words", "it is empty.")


def test_cdata_inside_a_text_does_not_end_it(tmp_path):
    content = "a ]]> b </item> <item> c"
    assert "b" in words(only(read("wordpress", export(tmp_path, item(1, content)))))


def test_an_item_without_end_loses_only_itself(tmp_path):
    broken = item(1).removesuffix("</item>")
    found = read("wordpress", export(tmp_path, broken, item(2)))
    assert only(found).headline == "Post 2" and "no end" in found.skipped[0].reason


def test_other_xml_is_refused_and_says_what_to_do(tmp_path):
    file = tmp_path / "feed.xml"
    file.write_text('<rss version="2.0"><channel><item><title>x</title></item></channel></rss>', encoding="utf-8")
    with pytest.raises(RefusedError, match="tamizdat import feed"):
        read("wordpress", file)


def test_the_theme_test_data_comes_in_as_counted_by_hand():
    found = read("wordpress", real("wxr/wp-theme-test-data/themeunittestdata.wordpress.xml"))
    live = found.live()
    assert (sum(one.kind == "news" for one in live), sum(one.kind == "page" for one in live)) == (55, 21)
    drafts = {one.headline: " ".join(one.warnings) for one in found.drafts()}
    assert set(drafts) == {"Scheduled", "Draft", 'Template: Password Protected (the password is "enter")'}
    assert "password" in drafts['Template: Password Protected (the password is "enter")']
    assert len({name for one in live for name in one.bylines}) == 2
    told = " ".join(found.warned)
    assert "33 comments" in told and "70 nav_menu_item" in told and "names 37 files" in told and "Sticky" in told
    assert not found.skipped
    assert found.named("Markup: Title With Markup")


def test_the_block_test_data_comes_in_as_counted_by_hand():
    found = read("wordpress", real("wxr/wp-theme-test-data/64-block-test-data.xml"))
    live = found.live()
    assert (sum(one.kind == "news" for one in live), sum(one.kind == "page" for one in live)) == (61, 1)
    assert sorted(one.headline for one in live if one.slug == "footnotes") == ["Classic", "Footnotes"]


def test_every_real_export_comes_in_or_is_refused_clearly():
    refused = {}
    for file in sorted(real("wxr").rglob("*.xml")):
        try:
            found = read("wordpress", file)
        except RefusedError as error:
            refused[file.name] = str(error)
        else:
            assert found.articles or found.skipped or found.warned, file
            text = json.dumps([one.body for one in found.articles]).lower()
            assert "<script" not in text and "javascript:" not in text and "onclick" not in text
    assert set(refused) == {"test.xml", "feed.xml"}

"""The body of an article as editors build it: the blocks of docs/formats/facts-v1.md."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from tamizdat.newsroom.desk.table_rows import RowsBlock

INLINE = ["bold", "italic", "link", "code", "superscript", "subscript", "strikethrough"]


class FigureBlock(blocks.StructBlock):
    """A picture with its own alternative text and caption."""

    picture = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        required=False,
        label=_("What it shows"),
        help_text=_("For readers who cannot see it. Empty: the picture’s own description is used."),
    )
    caption = blocks.RichTextBlock(
        required=False,
        features=["bold", "italic", "link"],
        label=_("Caption"),
        help_text=_("The credit is added by itself."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption}"


class HeadingBlock(blocks.StructBlock):
    """A subhead."""

    level = blocks.ChoiceBlock(
        choices=[("2", _("Subhead")), ("3", _("Smaller")), ("4", _("Smallest"))], default="2", label=_("Size")
    )
    text = blocks.CharBlock(label=_("Words"))

    class Meta:
        icon = "title"
        label = _("Subhead")
        label_format = "{text}"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, set apart."""

    text = blocks.RichTextBlock(features=INLINE, label=_("Words"))
    cite = blocks.CharBlock(required=False, label=_("Who said it"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        label_format = "{text}"


class EmbedBlock(blocks.StructBlock):
    """A post or film elsewhere: printed as a link; nothing is loaded from there."""

    address = blocks.URLBlock(label=_("Address"), help_text=_("Printed as a link. Nothing is loaded from there."))
    provider = blocks.CharBlock(required=False, label=_("Where it is"), help_text=_("Such as YouTube or Telegram."))
    title = blocks.CharBlock(required=False, label=_("What it is"), help_text=_("The words of the link."))
    picture = ImageChooserBlock(required=False, label=_("Poster"), help_text=_("Of a film: stands above the link."))
    alt = blocks.CharBlock(required=False, label=_("What it shows"))

    class Meta:
        icon = "link-external"
        label = _("Post or film elsewhere")
        label_format = "{title}"


class TableBlock(blocks.StructBlock):
    """Rows of cells; in the editor's form one line a row, cells between vertical bars: table_rows.py."""

    caption = blocks.CharBlock(required=False, label=_("What the table shows"))
    header = blocks.BooleanBlock(required=False, default=True, label=_("The first row names the columns"))
    rows = RowsBlock(label=_("Rows"))

    class Meta:
        icon = "table"
        label = _("Table")
        label_format = "{caption}"


class MissingPictureBlock(blocks.StructBlock):
    """A picture that an archive mentions and that did not come with it. Never printed."""

    key = blocks.CharBlock()
    alt = blocks.CharBlock(required=False)
    caption = blocks.RichTextBlock(required=False)

    class Meta:
        icon = "warning"
        label = _("Picture that is missing")
        label_format = "{key}"


class BodyBlock(blocks.StreamBlock):
    """Everything that may stand in an article."""

    text = blocks.RichTextBlock(features=[*INLINE, "ol", "ul"], label=_("Text"), icon="pilcrow")
    heading = HeadingBlock()
    figure = FigureBlock()
    gallery = blocks.ListBlock(FigureBlock(), label=_("Gallery"), icon="image")
    quote = QuoteBlock()
    embed = EmbedBlock()
    table = TableBlock()
    related = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="newsroom.ArticlePage"), label=_("Related articles"), icon="doc-full-inverse"
    )
    code = blocks.TextBlock(label=_("Code or verse, line by line"), icon="code")
    rule = blocks.StaticBlock(admin_text=_("A line across the column."), label=_("Line"), icon="minus")
    missing_picture = MissingPictureBlock()

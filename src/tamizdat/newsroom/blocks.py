"""The body of an article as editors build it: the blocks of docs/formats/facts-v1.md."""

from __future__ import annotations

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

INLINE = ["bold", "italic", "link", "code", "superscript", "subscript", "strikethrough"]


class FigureBlock(blocks.StructBlock):
    """A picture with its own alternative text and caption."""

    picture = ImageChooserBlock()
    alt = blocks.CharBlock(required=False, help_text="What the picture shows; empty takes the picture's own.")
    caption = blocks.RichTextBlock(required=False, features=["bold", "italic", "link"])


class HeadingBlock(blocks.StructBlock):
    """A subhead."""

    level = blocks.ChoiceBlock(choices=[("2", "2"), ("3", "3"), ("4", "4")], default="2")
    text = blocks.CharBlock()


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, set apart."""

    text = blocks.RichTextBlock(features=INLINE)
    cite = blocks.CharBlock(required=False)


class EmbedBlock(blocks.StructBlock):
    """A post or film elsewhere: printed as a link; nothing is loaded from there."""

    address = blocks.URLBlock()
    provider = blocks.CharBlock(required=False)
    title = blocks.CharBlock(required=False)


class TableBlock(blocks.StructBlock):
    """Rows of cells; one line a row, cells between vertical bars in the editor's form."""

    caption = blocks.CharBlock(required=False)
    header = blocks.BooleanBlock(required=False, default=True)
    rows = blocks.ListBlock(blocks.ListBlock(blocks.RichTextBlock(features=INLINE, required=False)))


class MissingPictureBlock(blocks.StructBlock):
    """A picture that an archive mentions and that did not come with it. Never printed."""

    key = blocks.CharBlock()
    alt = blocks.CharBlock(required=False)
    caption = blocks.RichTextBlock(required=False)


class BodyBlock(blocks.StreamBlock):
    """Everything that may stand in an article."""

    text = blocks.RichTextBlock(features=[*INLINE, "ol", "ul"])
    heading = HeadingBlock()
    figure = FigureBlock()
    gallery = blocks.ListBlock(FigureBlock())
    quote = QuoteBlock()
    embed = EmbedBlock()
    table = TableBlock()
    related = blocks.ListBlock(blocks.PageChooserBlock(page_type="newsroom.ArticlePage"))
    code = blocks.TextBlock()
    rule = blocks.StaticBlock(admin_text="A line across the column.")
    missing_picture = MissingPictureBlock()

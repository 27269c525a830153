"""Parts of the editor's form that say more than one field. What they show is looked up when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.panels import MultiFieldPanel, Panel

from tamizdat.pages.languages import direction


class TranslationPanel(Panel):
    """Shown while the original is ahead of this translation: old and new side by side."""

    class BoundPanel(Panel.BoundPanel):
        """Of one article."""

        template_name = "desk/translation_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            from tamizdat.newsroom.formats.translations import find_difference

            super().__init__(**kwargs)
            self.difference = find_difference(self.instance) if self.instance.pk else None

        def is_shown(self) -> bool:
            """Only where there is something to bring over."""
            return super().is_shown() and self.difference is not None and self.difference.is_outdated

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
            """The difference and the direction of its language."""
            assert self.difference is not None
            language = self.difference.original.locale.language_code
            return {
                **super().get_context_data(parent_context),
                "difference": self.difference,
                "language": language,
                "direction": direction(language),
            }


class RecordingPanel(MultiFieldPanel):
    """Folded away where the article is neither episode nor video."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        """Of one article."""

        def classes(self) -> list[str]:
            """Open where it is needed."""
            is_needed = self.instance.kind in ("audio", "video") or self.instance.recording_id
            return [*super().classes(), *([] if is_needed else ["collapsed"])]


class LivePanel(Panel):
    """The way to the page on which live coverage is written."""

    class BoundPanel(Panel.BoundPanel):
        """Of one article."""

        template_name = "desk/live_panel.html"

        def is_shown(self) -> bool:
            """Only for live coverage that is saved."""
            return super().is_shown() and bool(self.instance.pk) and self.instance.kind == "live"

"""In the form itself: why an article was not published yet, and the button to publish it all the same."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from tamizdat.newsroom.desk.findings import Weight


class FindingsPanel(Panel):
    """Shown only after somebody tried to publish and the checks found something."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "desk/findings_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(getattr(self.form, "findings", None))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            findings = getattr(self.form, "findings", [])
            stopped = any(one.weight == Weight.REFUSE for one in findings)
            return {**context, "findings": findings, "stopped": stopped}

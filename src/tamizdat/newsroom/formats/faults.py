"""What a listener or viewer would miss, in words for the editor."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tamizdat.newsroom.formats.chapters import read_chapters
from tamizdat.newsroom.formats.compose import WITH_RECORDING
from tamizdat.newsroom.models import ArticlePage


def recording_faults(page: ArticlePage) -> Iterator[str]:
    """Of an episode or a video."""
    if page.kind not in WITH_RECORDING:
        return
    if not page.recording_id:
        yield _("There is no recording yet: choose one under “Sound or film”, or readers get the words alone.")
    if not page.transcript.strip():
        yield _("There is no transcript: who cannot hear, and who may not listen aloud, is left out.")
    for line in read_chapters(page.chapters)[1]:
        yield _("This line is no chapter and is left out: “%(line)s”. Write it as 12:30 The ferry leaves.") % {
            "line": line
        }

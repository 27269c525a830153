"""What an editor does at the desk, in a process of its own: ``python -m tests.backup.desk HOME DEED [WORDS]``.

``draft HEADLINE``, ``unpublish HEADLINE``, ``schedule HEADLINE SECONDS``, ``drafts`` and ``public`` (print headlines).
"""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from tamizdat.shell.home import Home, open_newsroom
from tests.stories.commands import plain_environment


def desk(home: Path, *words: object) -> list[str]:
    """Do it; the lines that were printed."""
    command = [sys.executable, "-m", "tests.backup.desk", str(home), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=plain_environment(), timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def _main() -> None:
    open_newsroom(Home(Path(sys.argv[1])))
    from django.utils import timezone

    from tamizdat.newsroom.models import ArticlePage, FrontPage

    def make(headline: str) -> Any:
        page = ArticlePage(title=headline, live=False, public_id=f"{abs(hash(headline)):x}"[:13].ljust(13, "a"))
        FrontPage.objects.first().add_child(instance=page)
        return page

    deed, *words = sys.argv[2:]
    if deed == "draft":
        make(words[0]).save_revision()
    elif deed == "schedule":
        page = make(words[0])
        at = timezone.now() + timedelta(seconds=int(words[1]))
        page.go_live_at = at
        page.save_revision(approved_go_live_at=at)
    elif deed == "unpublish":
        ArticlePage.objects.get(title=words[0]).unpublish()
    for title in ArticlePage.objects.filter(live=deed == "public").order_by("title").values_list("title", flat=True):
        print(title)


if __name__ == "__main__":
    _main()

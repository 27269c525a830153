"""Fills a home with people and articles in every state that the desk shows: ``python -m tests.desk.furnish HOME``.

Prints the secret of the codes of ``vera``, a chief editor; everybody's password is that of tests/desk.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from tamizdat.shell.home import Home, open_newsroom

PASSWORD = "ropes-and-lanterns"
WORDS = [("text", "<p>The rope was wet, and nobody had coiled it.</p>")]


def main(folder: Path) -> None:
    """People with roles, then an article for each list of the first page."""
    open_newsroom(Home(folder))
    from django.contrib.auth.models import User
    from django.utils import timezone
    from wagtail.admin.models import EditingSession
    from wagtail.models import get_default_page_content_type

    from tamizdat.newsroom.desk.copies import make_template
    from tamizdat.newsroom.desk.roles import give_role
    from tamizdat.newsroom.desk.workflow import ask_for_approval
    from tamizdat.newsroom.doors import add_account
    from tamizdat.newsroom.embargo import set_embargo
    from tamizdat.newsroom.models import ArticlePage, FrontPage, SectionPage

    now = timezone.now()
    secret = add_account("vera", PASSWORD)
    for name in ("mina", "omid"):
        add_account(name, PASSWORD, is_admin=False)
    vera, mina, omid = (User.objects.get(username=one) for one in ("vera", "mina", "omid"))
    front = FrontPage.objects.order_by("path").first()
    assert front
    harbour, culture = (
        front.add_child(instance=SectionPage(title=one, locale=front.locale)) for one in ("Harbour", "Culture")
    )
    give_role(mina, "writer", [harbour])
    give_role(omid, "editor", [harbour, culture])

    def draft(title: str, owner: Any = mina, **fields: Any) -> ArticlePage:
        page = ArticlePage(title=title, live=False, owner=owner, body=WORDS, **fields)
        harbour.add_child(instance=page)
        page.save_revision(user=owner)
        return ArticlePage.objects.get(pk=page.pk)

    ask_for_approval(draft("The ferry that waited for one passenger"), mina)
    report = draft("What the harbour commission found", omid)
    set_embargo(report, lifts_at=now + timedelta(hours=20), reason="The commission speaks at nine", user=vera)
    report.get_latest_revision().publish()
    set_embargo(draft("A list of names", omid), lifts_at=None, reason="Two people have to be safe first", user=vera)
    planned = draft("Tide table for the week", go_live_at=now + timedelta(hours=3))
    planned.get_latest_revision().publish()
    for title in ("The crane is turning again", "Salt on the window"):
        draft(title).get_latest_revision().publish()
    make_template(ArticlePage.objects.get(title="Tide table for the week"), vera, title="Weekly tide table")
    page = draft("Minutes of the rope makers’ meeting")
    EditingSession.objects.create(
        user=mina, content_type=get_default_page_content_type(), object_id=page.pk, last_seen_at=now, is_editing=True
    )
    print(secret)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

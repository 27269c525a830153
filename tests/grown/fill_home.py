"""Articles, pictures, drafts and an account for a newsroom: ``python -m tests.grown.fill_home HOME``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tamizdat.shell.home import Home, open_newsroom


def main(home: Home) -> None:
    open_newsroom(home)
    from tamizdat.newsroom import doors
    from tamizdat.newsroom.incoming import IncomingFigure, IncomingPicture
    from tamizdat.newsroom.models import ArticlePage
    from tests.newsroom.bring import NOW, dated, photo

    articles = [
        dated(
            f"n{n}", n, language=("en", "fa")[n % 2], headline=f"Приплыли {n}: گزارش",
            pictures=(IncomingPicture(key="p", content=photo(400 + n, 300), alt="A quay", credit="Ann Lamp"),),
            picture=IncomingFigure(picture="p", alt="A quay"), status=("published", "draft")[n == 11],
        )
        for n in range(12)
    ]  # fmt: skip
    doors.accept_articles("ninjs", articles, now=NOW)
    doors.publish_accepted(now=NOW)
    page = ArticlePage.objects.order_by("pk").first()
    page.save_revision()
    print(json.dumps({"articles": ArticlePage.objects.count()}))


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])))

"""An embargo lifts with no editor at the desk: on time, through a restart of the press, and once."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.stories.commands import TAMIZDAT, plain_environment, tamizdat, tamizdat_json

HOLD = """
import sys
from datetime import datetime
from pathlib import Path
from tamizdat.shell.home import Home, open_newsroom
open_newsroom(Home(Path(sys.argv[1])))
from tamizdat.newsroom.embargo import set_embargo
from tamizdat.newsroom.models import ArticlePage, FrontPage
page = ArticlePage(title="Xylograph deal", live=False)
FrontPage.objects.first().add_child(instance=page)
page.save_revision()
set_embargo(page, lifts_at=datetime.fromisoformat(sys.argv[2]))
ArticlePage.objects.get(pk=page.pk).get_latest_revision().publish()
"""


def watch(home: Path) -> subprocess.Popen[str]:
    command = [str(TAMIZDAT), "press", "--watch", "--json", "--home", str(home)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, text=True, env=plain_environment())


def is_out(home: Path) -> bool:
    return any("Xylograph" in page.read_text() for page in (home / "editions" / "current").glob("en/2*/*/*.html"))


@pytest.mark.long
def test_it_goes_out_within_a_minute_though_the_press_was_killed_and_started_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    tamizdat("init", home, "--name", "The Lamp", "--language", "en")
    first = tamizdat_json("press", "--home", home)["edition"]
    lifts_at = datetime.now(UTC) + timedelta(seconds=25)
    subprocess.run([sys.executable, "-c", HOLD, str(home), lifts_at.isoformat()], env=plain_environment(), check=True)
    running = [watch(home)]
    try:
        time.sleep(6)
        running[0].kill()
        running += [watch(home), watch(home)]  # two of them look at the same moment
        while datetime.now(UTC) < lifts_at:
            assert not is_out(home)
            time.sleep(0.5)
        while not is_out(home):
            assert datetime.now(UTC) < lifts_at + timedelta(seconds=60)
            time.sleep(0.5)
        late = (datetime.now(UTC) - lifts_at).total_seconds()
        time.sleep(2)
    finally:
        for one in running:
            one.kill()
            one.wait()
    print(f"out after {late:.1f} s")
    assert tamizdat_json("press", "--home", home)["edition"] == first + 1

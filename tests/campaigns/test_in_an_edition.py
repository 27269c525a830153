"""From the support site's files to a letter with a meter in the next edition: through the newsroom and the press."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tamizdat.core.canonical import digest
from tamizdat.intake.edition import open_edition
from tamizdat.press.doors import is_behind, press_edition
from tamizdat.press.sign import read_targets
from tamizdat.reading.check_folder import check_folder
from tamizdat.shell.home import Home
from tests.campaigns.signed import OTHER_KEY, PUBLIC, make_offer, make_statement, signed
from tests.campaigns.test_appeals import make_appeal, write_article

SETTINGS = (
    '[newsroom]\nname = "The Lamp"\nlanguages = ["en", "ru", "fa"]\n[support]\naddress = "https://give.example"\n'
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.settings_file.write_text(f'{SETTINGS}public_key = "{PUBLIC}"\n')
    home.support_public.mkdir(parents=True)
    return home


def targets(home: Home) -> dict[str, str]:
    from tamizdat.press.doors import _slots

    return read_targets(_slots(home))


@pytest.mark.django_db
def test_what_the_support_site_signed_is_in_the_next_edition_and_a_forgery_never_is(paper, home: Home) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    article = write_article(paper)
    make_appeal(meter="month")
    assert not press_edition(home, now=now).held
    page = home.editions / "current" / article.path_public.removeprefix("/")
    assert "Winter in en" in page.read_text() and "<svg" not in page.read_text(), "no statement, no meter"
    offer, statement = signed(make_offer()), signed(make_statement())
    (home.support_public / "offer.json").write_bytes(offer)
    (home.support_public / "statement.json").write_bytes(statement)
    report = press_edition(home, now=now)
    assert report.is_new and not report.held
    assert "$6,120 of $10,000 in November 2026" in page.read_text()
    assert (targets(home)["offer.json"], targets(home)["statement.json"]) == (digest(offer), digest(statement))
    root = (home.keys / "1.root.json").read_bytes()
    assert check_folder(home.editions / "current", root, now).verdict == "current"
    facts = dict(open_edition([home.editions / "current"], root, now).read_facts())
    assert facts["offer"]["signed"]["address"] == "https://give.example" and facts["campaign:en"]["appeals"]
    forged = signed(make_statement(2, digest(statement), day=21, income=990_000), OTHER_KEY)
    (home.support_public / "statement.json").write_bytes(forged)
    assert not press_edition(home, now=now + timedelta(minutes=1)).is_new
    assert "$6,120" in page.read_text() and not is_behind(home)
    true = signed(make_statement(2, digest(statement), day=21, income=700_000))
    (home.support_public / "statement.json").write_bytes(true)
    assert press_edition(home, now=now + timedelta(minutes=2)).is_new
    assert "$7,000 of $10,000" in page.read_text() and targets(home)["statement.json"] == digest(true)


@pytest.mark.django_db
def test_the_command_names_the_filter_that_held_an_appeal_back(paper, home: Home) -> None:
    from tamizdat.campaigns.why_command import campaign

    article = write_article(paper)
    make_appeal("Later", starts_at=datetime(2027, 1, 1, tzinfo=UTC))
    make_appeal("Usual")
    run = CliRunner().invoke(campaign, ["why", article.path_public, "--at", "2026-12-01", "--home", str(home.folder)])
    assert run.exit_code == 0
    assert sorted(run.output.splitlines()) == ["  Later: it has not begun yet", "→ Usual: shown"]

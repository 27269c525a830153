"""Play money stays play money: no real newsroom runs on the sandbox by mistake, and none of it is told as income."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings
from tests.core.ledger.movements import moved

from tamizdat.books.keep import book
from tamizdat.books.publish import publish_due
from tamizdat.contributions.models import Notice
from tamizdat.contributions.providers.registry import open_provider
from tamizdat.project.serve_support import serve
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

DEMO = '[support.sandbox]\ndemo = true\naddress = "http://127.0.0.1:1"\n'
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


def home_of(folder: Path, processor: str, more: str = "") -> Home:
    folder.mkdir(exist_ok=True)
    words = django_settings.HOME.settings_file.read_text(encoding="utf-8")
    words = words.replace('processor = "sandbox"', f'processor = "{processor}"')
    (folder / "tamizdat.toml").write_text(f"{words}\n{more}", encoding="utf-8")
    return Home(folder)


@pytest.mark.django_db
def test_beside_a_real_processor_the_sandboxs_door_is_shut(tmp_path: Path, client: Any, settings: Any) -> None:
    """Its secret is in the documentation: whoever knows it could send notices."""
    settings.HOME = home_of(tmp_path / "home", "stripe", DEMO)
    with pytest.raises(RefusedError, match="is not its processor"):
        open_provider(settings.HOME, "sandbox")
    answer = client.post("/notices/sandbox/", b"{}", content_type="application/json")
    assert answer.status_code == 404 and Notice.objects.count() == 0


def test_a_site_that_others_reach_does_not_serve_the_sandbox(tmp_path: Path) -> None:
    home = home_of(tmp_path / "home", "sandbox", DEMO)
    done = CliRunner().invoke(serve, ["--home", str(home.folder), "--port", "0"])
    assert isinstance(done.exception, RefusedError) and "moves no money" in str(done.exception)


@pytest.mark.django_db
def test_books_with_play_money_in_them_are_not_published_as_real_ones(tmp_path: Path) -> None:
    book([moved("gift", 1000, 59, id=f"txn_{one}", gift=f"g{one}", at=NOON, processor="sandbox") for one in range(12)])
    home = home_of(tmp_path / "home", "stripe")
    with pytest.raises(RefusedError, match="of the sandbox"):
        publish_due(home, NOON)
    assert not (home.support_public / "statement.json").exists()
    shutil.rmtree(home.folder)
    assert publish_due(home_of(tmp_path / "home", "sandbox"), NOON) == ["offer", "statement"]

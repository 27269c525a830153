"""A reader of a mirror, without scripts, gives ten dollars; the books prove it, and can pay it back."""

from __future__ import annotations

import json
import re
import shutil
import time
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.demo_made import READY, made_demo
from tests.serve.test_processes import soon
from tests.stories.commands import tamizdat, tamizdat_json
from tests.stories.served import Staying, staying

pytestmark = pytest.mark.timeout(600)  # whoever comes first makes the demo


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A demo of this test's own, as an earlier run left it."""
    copy = tmp_path / "demo-newsroom"
    shutil.copytree(made_demo(tmp_path_factory), copy, symlinks=True)
    return copy


def address(demo: Staying, what: str) -> str:
    return demo.wait_for(rf"the {what} +(http://\S+)")[1]


def hidden(page: str) -> dict[str, str]:
    """What a browser sends by itself."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def ledger(folder: Path) -> dict[str, Any]:
    return tamizdat_json("support", "ledger", "--home", folder)


@pytest.mark.long
def test_a_gift_from_a_mirror_is_in_the_books_and_can_be_paid_back(folder: Path) -> None:
    with staying("demo", folder, "--port", "0") as demo:
        mirror, support, sandbox = (address(demo, one) for one in ("mirror", "support site", "sandbox"))
        demo.wait_for(READY)
        before = ledger(folder)

        # the mirror's page leads to the one support address, and asks for no card
        action = rf'action="{support}en/give"'
        assert soon(lambda: re.search(action, httpx.get(f"{mirror}en/support/").text), 60)
        assert "card" not in re.findall(r'name="([^"]+)"', httpx.get(f"{mirror}en/support/").text)

        # the accounts that the mirror shows are those of the signed statement
        statement = json.loads((folder / "support" / "public" / "statement.json").read_bytes())["signed"]
        assert statement["meter"]["cost"] == 640_000 > statement["meter"]["received"] > 0

        with httpx.Client(timeout=30) as reader:
            form = reader.post(f"{support}en/give", data={"every": "once", "amount": "1000", "currency": "USD"}).text
            said = {**hidden(form), "every": "once", "amount": "1000", "currency": "USD", "country": "DE"}
            check = reader.post(f"{support}en/give", data=said).text
            time.sleep(9)  # as long as a form without a proof of work has to be open
            sent = reader.post(f"{support}en/give", data={**hidden(check), "step": "pay"})
            assert sent.status_code == 303, sent.text
            assert sent.headers["location"].startswith(sandbox)
            assert not reader.cookies
        session = sent.headers["location"].rstrip("/").rpartition("/")[2]
        paid = httpx.post(f"{sandbox}_control/checkout/pay", json={"session": session, "card": "4242424242424242"})
        assert paid.status_code == 200, paid.text

        def gained() -> int:
            return int(ledger(folder)["currencies"]["USD"]["income"] - before["currencies"]["USD"]["income"])

        assert soon(lambda: gained() == 1000, 30)
        rebuilt = tamizdat_json("support", "rebuild", "--home", folder)
        assert rebuilt["hash"] == ledger(folder)["ledger_hash"] != before["ledger_hash"]

        # one gift moves no figure that anybody can see
        assert json.loads((folder / "support" / "public" / "statement.json").read_bytes())["signed"] == statement

        assert tamizdat_json("support", "reconcile", "--home", folder)["differences"] == []
        tamizdat("support", "status", "--home", folder)
        assert "Traceback" not in "".join(demo.lines)

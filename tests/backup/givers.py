"""A support side with a small ledger and two supporters, in a process of its own: ``… givers HOME DEED [NAME]``.

``fill``, ``erase NAME``, ``addresses`` (prints what can be opened).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tamizdat.project.prepare_support import prepare_support
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home, open_support
from tests.stories.commands import plain_environment

SETTINGS = "\n[support.currency.USD]\n"


def givers(home: Path, *words: str, code: int = 0) -> list[str]:
    """Do it; the lines that were printed."""
    command = [sys.executable, "-m", "tests.backup.givers", str(home), *words]
    done = subprocess.run(command, capture_output=True, text=True, env=plain_environment(), timeout=120)
    assert done.returncode == code, done.stderr
    return done.stdout.splitlines()


def _fill(home: Home) -> None:
    prepare_support(home.folder)
    open_support(home)
    from django.db import transaction

    from tamizdat.books.keep import book
    from tamizdat.contributions.people import supporter_for
    from tamizdat.contributions.wish import Wish
    from tamizdat.core.ledger.money import Money
    from tests.core.ledger.movements import moved

    book([moved("gift", 1000, 59, gift="abc"), moved("refund", -300), moved("fee", -5)])
    for name in ("anna", "bela"):
        wish = Wish(name, Money(1000, "USD"), "month", False, "redirect", "en", email=f"{name}@reader.example")
        with transaction.atomic():
            supporter_for(home, wish, name)


def _main() -> None:
    home, deed = Home(Path(sys.argv[1])), sys.argv[2]
    if deed == "fill":
        _fill(home)
        return
    open_support(home)
    from tamizdat.contributions.models import Supporter
    from tamizdat.contributions.site.own.erase import destroy
    from tamizdat.contributions.vault import open_vault

    vault = open_vault(home)
    if deed == "erase":
        destroy(Supporter.objects.get(lookup=vault.lookup(f"{sys.argv[3]}@reader.example")))
    for one in Supporter.objects.exclude(sealed_key=None):
        print(vault.open(bytes(one.sealed_key or b""), bytes(one.sealed or b""))["email"])


if __name__ == "__main__":
    try:
        _main()
    except TamizdatError as error:
        sys.exit(str(error))

"""Whoever was erased after a backup was made is erased in it too: ``python -m tamizdat.project.erase_restored FOLDER``.

Reads ``{"ids": […], "parent": …}``. A process of its own, because Django belongs to one side of the house.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tamizdat.shell.errors import HomeError, TamizdatError
from tamizdat.shell.home import Home, open_support
from tamizdat.shell.leash import end_with_parent


def erase_restored(folder: Path, ids: Sequence[str]) -> int:
    """How many were there still; raises HomeError."""
    if not ids:
        return 0
    done = subprocess.run(
        [sys.executable, "-m", "tamizdat.project.erase_restored", str(folder)],
        input=json.dumps({"ids": list(ids), "parent": os.getpid()}),
        capture_output=True,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tamizdat.project.support_settings"},
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no reason was given"]
        raise HomeError(f"Supporters who were erased could not be erased again: {said[-1].removeprefix('tamizdat: ')}")
    return int(done.stdout)


def _main() -> None:
    asked = json.load(sys.stdin)
    end_with_parent(asked["parent"])
    try:
        open_support(Home(Path(sys.argv[1])))
        from tamizdat.contributions.models import Supporter  # Django has to know the support site first
        from tamizdat.contributions.site.own.erase import destroy

        found = list(Supporter.objects.filter(id__in=asked["ids"]).exclude(sealed_key=None))
        for one in found:
            destroy(one)
    except TamizdatError as error:
        sys.exit(f"tamizdat: {error}")
    print(len(found))


if __name__ == "__main__":
    _main()

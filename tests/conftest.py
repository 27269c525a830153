"""Every test process has a newsroom's folder of its own; Django's settings are read from it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="tamizdat-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
(HOME / "tamizdat.toml").write_text(
    '[newsroom]\nname = "The Lamp"\nlanguages = ["en", "ru", "fa"]\n\n[public]\naddress = "https://lamp.example"\n',
    encoding="utf-8",
)
if os.environ.get("TAMIZDAT_TEST_DATABASE"):  # tests/grown/test_newsroom_on_postgres.py runs these tests on PostgreSQL
    with (HOME / "tamizdat.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[database]\nurl = "{os.environ["TAMIZDAT_TEST_DATABASE"]}"\n')
os.environ["TAMIZDAT_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "tamizdat.project.settings"

"""A writer among several: ``python -m tests.grown.write_facts HOME NAME COUNT``; a transaction for each fact."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from tamizdat.shell.home import Home, open_newsroom


def main() -> None:
    home, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    open_newsroom(Home(home))
    from django.db import transaction

    from tamizdat.newsroom.fact_store import read_counter, write_counters, write_facts

    chance = random.Random(name)
    for number in range(count):
        with transaction.atomic():
            sequence = read_counter("sequence") + 1
            write_facts({f"topic:{name}-{number}": {"id": f"{name}-{number}"}})
            time.sleep(chance.random() / 50)  # what an editor's saving does besides
            write_counters({"sequence": sequence})


if __name__ == "__main__":
    main()

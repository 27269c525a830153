"""Several who write at once on PostgreSQL: numbers are given once, and the press misses no fact."""

from __future__ import annotations

import subprocess
import time

import psycopg
import pytest

from tamizdat.project.one_writer.base import WRITER
from tests.grown.homes import Grown
from tests.grown.servers import Postgres

WRITERS, FACTS = 3, 25


def test_whoever_asks_for_what_changed_since_sees_every_change(grown: Grown, postgres: Postgres) -> None:
    writers = [grown.start("tests.grown.write_facts", f"w{n}", str(FACTS)) for n in range(WRITERS)]
    seen: dict[int, str] = {}
    with psycopg.connect(postgres.url(grown.database), autocommit=True) as reader:
        (before,) = reader.execute("SELECT coalesce(max(change), 0) FROM newsroom_fact").fetchone() or (0,)
        last = before
        running = True
        while running:
            running = any(one.poll() is None for one in writers)  # asked before the last look
            for change, name in reader.execute(
                "SELECT change, name FROM newsroom_fact WHERE change > %s ORDER BY change", (last,)
            ):
                seen[change] = name
                last = change
            time.sleep(0.005)
        sequence = reader.execute("SELECT value FROM newsroom_counter WHERE name = 'sequence'").fetchone()
    for one in writers:
        assert one.wait() == 0, one.stderr.read() if one.stderr else ""
    wanted = {f"topic:w{n}-{number}" for n in range(WRITERS) for number in range(FACTS)}
    assert wanted - set(seen.values()) == set()
    assert sorted(seen) == list(range(before + 1, before + 1 + len(wanted)))
    assert sequence == (len(wanted),)


@pytest.mark.long
def test_a_writer_waits_for_the_one_before_it_and_not_for_one_that_was_killed(grown: Grown, postgres: Postgres) -> None:
    with psycopg.connect(postgres.url(grown.database)) as holder:
        holder.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER,))
        writer = grown.start("tests.grown.write_facts", "waits", "1")
        with pytest.raises(subprocess.TimeoutExpired):
            writer.wait(5)
        holder.close()  # as when its process is killed
    assert writer.wait(10) == 0, writer.stderr.read() if writer.stderr else ""

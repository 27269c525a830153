"""What the sandbox remembers, where it listens, and how fast it is."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tamizdat.sandbox.run import main
from tests.sandbox.conftest import SECRET, Listener, give, subscribe, wait_until
from tests.sandbox.running import Sandbox, running_sandbox


def test_a_restart_keeps_everything_and_the_clock(tmp_path: Path, listener: Listener) -> None:
    with running_sandbox(tmp_path, listener.url, SECRET) as first:
        client = first.client().v1
        subscription = subscribe(client)
        first.rule("hold")
        intent = give(client)
        first.advance(days=20)
        before = (first.now, client.balance.retrieve().to_dict(), len(first.attempts()))
    with running_sandbox(tmp_path, listener.url, SECRET) as second:
        client = second.client().v1
        assert client.payment_intents.retrieve(intent.id).status == "succeeded"
        assert 0 <= second.now - before[0] < 5
        assert (client.balance.retrieve().to_dict(), len(second.attempts())) == before[1:]
        assert len(client.webhook_endpoints.list().data) == 1
        second.release()
        second.settle()
        assert listener.types[-1] in {"payout.reconciliation_completed", "invoice.upcoming", "balance.available"}
        second.advance(days=12)
        assert len(client.invoices.list({"subscription": subscription.id}).data) == 2


def test_a_reset_forgets_all_but_the_endpoints(told: Sandbox) -> None:
    client = told.client().v1
    give(client)
    told.advance(days=3)
    told.reset()
    assert (client.events.list().data, told.attempts(), client.payment_intents.list().data) == ([], [], [])
    assert abs(told.now - time.time()) < 5
    assert len(client.webhook_endpoints.list().data) == 1


def test_twenty_people_at_once_pay_twenty_times(sandbox: Sandbox, client: Any) -> None:
    threads = [threading.Thread(target=give, args=(sandbox.client().v1,)) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert client.balance.retrieve().pending[0].amount == 20 * 941


def test_it_starts_in_less_than_a_third_of_a_second(tmp_path: Path) -> None:
    start = time.perf_counter()
    with running_sandbox(tmp_path):
        assert time.perf_counter() - start < 0.3


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_it_listens_on_this_machine_alone(tmp_path: Path, host: str) -> None:
    said = CliRunner().invoke(main, ["--state", str(tmp_path / "s"), "--port", "1", "--host", host])
    assert said.exit_code == 1 and "only on this machine" in said.output


def test_a_file_that_is_no_state_is_refused_and_left_alone(tmp_path: Path) -> None:
    from tamizdat.sandbox.store import Store
    from tamizdat.shell.errors import RefusedError

    file = tmp_path / "letter.txt"
    file.write_text("Dear reader, " * 100)
    with pytest.raises(RefusedError, match=r"letter\.txt is not a state of the sandbox"):
        Store(file)
    assert file.read_text() == "Dear reader, " * 100


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_its_own_process_serves_the_sdk_and_survives_a_kill(tmp_path: Path, listener: Listener) -> None:
    port = _free_port()
    command = [sys.executable, "-m", "tamizdat.sandbox.run", "--state", str(tmp_path / "state"), "--port", str(port)]
    command += ["--webhook", listener.url, "--secret", SECRET, "--parent", str(os.getpid())]
    sandbox = Sandbox(f"http://127.0.0.1:{port}", "sk_test_sandbox", "pk_test_sandbox")
    names = []
    for _ in range(2):
        process = subprocess.Popen(command, start_new_session=True)
        wait_until(lambda: _answers(sandbox.url), 20)
        client = sandbox.client().v1
        names.append(give(client).id)
        sandbox.settle()
        assert [client.payment_intents.retrieve(name).status for name in names] == ["succeeded"] * len(names)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert listener.refused == [] and listener.types.count("payment_intent.succeeded") == 2


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_control/clock", timeout=1):
            return True
    except OSError:
        return False

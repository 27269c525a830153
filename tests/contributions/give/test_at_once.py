"""The same form from several threads in the same moment: PostgreSQL lets them in at once, SQLite one after another."""

from __future__ import annotations

import os
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from tests.contributions.give.filled import fill, prove

from tamizdat.contributions.models import Gift, Supporter

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("TAMIZDAT_TEST_DATABASE" not in os.environ, reason="several writers at once need PostgreSQL"),
]


def test_a_form_sent_eight_times_at_once_is_one_gift(house) -> None:
    form = prove(fill(Client(), every="month", amount="500", email="ada@post.example"))
    together, answers = Barrier(8), []

    def send() -> None:
        together.wait()
        answers.append(Client().post("/en/give", form))
        connection.close()

    threads = [Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = sorted(answer.status_code for answer in answers)
    assert set(codes) <= {303, 429}, codes  # after six tries the form is told to wait
    assert len({answer["Location"] for answer in answers if answer.status_code == 303}) == 1
    assert Gift.objects.count() == 1 and Supporter.objects.count() == 1

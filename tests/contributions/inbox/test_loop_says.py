"""What goes wrong at the database is said without the row that it was about."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from tamizdat.contributions.models import Reference
from tamizdat.project.support_loop import say_error


@pytest.mark.django_db(transaction=True)
def test_no_value_of_a_row_is_in_a_log() -> None:
    row = {"processor": "sandbox", "external_id": "cus_somebody", "supporter": "a"}
    Reference.objects.create(**row)
    with pytest.raises(IntegrityError) as wrong:
        Reference.objects.create(**row)
    assert connection.vendor == "sqlite" or "cus_somebody" in str(wrong.value)
    assert "cus_somebody" not in say_error(wrong.value) and "onstraint" in say_error(wrong.value)

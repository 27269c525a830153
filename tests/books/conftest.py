"""Django of the support side."""

from __future__ import annotations

import django

django.setup()

from tests.books.flush import let_tests_flush  # noqa: E402

let_tests_flush()

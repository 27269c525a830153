"""Django of the support side."""

from __future__ import annotations

import django

django.setup()

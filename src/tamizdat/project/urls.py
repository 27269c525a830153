"""The newsroom's addresses."""

from __future__ import annotations

from django.urls import include, path
from wagtail.admin import urls as wagtail_admin

urlpatterns = [path("", include(wagtail_admin))]

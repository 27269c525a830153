"""The newsroom as a web server calls it: ``granian --interface wsgi tamizdat.project.wsgi:application``."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tamizdat.project.settings")

application = get_wsgi_application()

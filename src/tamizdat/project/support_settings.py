"""Django's settings of the support site: its own process, addresses and database. TAMIZDAT_HOME names the home."""

from __future__ import annotations

from zoneinfo import available_timezones

from tamizdat.project.content_languages import content_languages
from tamizdat.project.databases import describe_support_database
from tamizdat.project.secret_key import read_secret_key
from tamizdat.shell.home import find_home

HOME = find_home(None)
NEWSROOM = HOME.read_settings()
SUPPORT = NEWSROOM.support

SECRET_KEY = read_secret_key(HOME.support_keys / "support-site.key")
DEBUG = False
ALLOWED_HOSTS = ["*"]  # it answers on its own address, on an onion address, and on loopback behind a proxy

INSTALLED_APPS = ["tamizdat.contributions.apps.Contributions", "tamizdat.books.apps.Books"]
MIDDLEWARE = ["tamizdat.contributions.site.headers.SupportHeaders"]
ROOT_URLCONF = "tamizdat.contributions.site.urls"
APPEND_SLASH = False

DATABASES = {"default": describe_support_database(HOME, NEWSROOM)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

USE_TZ = True
TIME_ZONE = NEWSROOM.time_zone if NEWSROOM.time_zone in available_timezones() else "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = content_languages(NEWSROOM.languages)

DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
FILE_UPLOAD_HANDLERS: list[str] = []  # nobody has anything to upload here
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"

# E-mail: contributions/mail/post.py speaks to the server of [support.mail] itself; Django sends nothing.

MAIL = SUPPORT.settings.get("mail", {})
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Words for whoever runs it, on standard error. No addresses, no names, no amounts: requests are not logged.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["errors"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["errors"], "level": "ERROR", "propagate": False},
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "stripe": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}

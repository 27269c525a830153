"""Django's settings, read from the newsroom's folder: TAMIZDAT_HOME names it."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

from tamizdat.project.secret_key import read_secret_key
from tamizdat.shell.home import find_home

HOME = find_home(None)
NEWSROOM = HOME.read_settings()

SECRET_KEY = read_secret_key(HOME.keys / "newsroom-sessions.key")
DEBUG = False
ALLOWED_HOSTS = ["*"]  # the newsroom is never public: it listens on loopback, a VPN or an onion address

INSTALLED_APPS = [
    "tamizdat.newsroom.apps.Newsroom",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "tamizdat.project.urls"
WSGI_APPLICATION = "tamizdat.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME.database,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _language_name(code: str) -> str:
    try:
        return Locale.parse(code, sep="-").get_display_name(code) or code
    except (UnknownLocaleError, ValueError):
        return code


USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
LANGUAGE_CODE = "en"
WAGTAIL_CONTENT_LANGUAGES = [(code, _language_name(code)) for code in NEWSROOM.languages]
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("fa", "فارسی")]

MEDIA_ROOT = HOME.originals
MEDIA_URL = "/originals/"
STATIC_URL = "/static/"
WAGTAIL_SITE_NAME = NEWSROOM.name
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.Picture"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

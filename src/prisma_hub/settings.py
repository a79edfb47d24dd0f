"""Django settings of one hub. Everything a host may set comes from the environment or the hub's folder."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from prisma_hub.kernel.house import LENT, MARK

HUB_DIR = Path(os.environ.get("PRISMA_HUB_DIR", "hub")).resolve()
PACKAGE = Path(__file__).parent


def _said() -> dict[str, Any]:
    """What the hub's own file says of it; nothing where no hub was founded yet."""
    file = HUB_DIR / MARK
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _secret_key() -> str:
    """What the hub's folder holds, if it is a key: `serve` draws another, a command needs none."""
    kept = HUB_DIR / "keys" / "web.key"
    if not kept.exists():
        return "a folder without a hub signs nothing"
    found = kept.read_bytes().strip()
    return found.decode() if re.fullmatch(rb"[0-9a-f]{96}", found) else os.urandom(48).hex()


def _database(url: str) -> dict[str, Any]:
    """Django's database settings for DATABASE_URL; SQLite in the hub's folder where it is absent."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(os.environ.get(LENT) or HUB_DIR / "hub.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    "PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
                ),
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # after the database was away, nobody is given a line that is dead
        # Many short questions with many `or`: compiling them took longer than answering (3 to 1, measured).
        # Statements that ask for it are read once a connection: what folds look up (`log/behind.py`). Each is
        # planned for the table as it is now: a plan made while it was small stayed, and read all of it later.
        "OPTIONS": {"options": "-c jit=off -c plan_cache_mode=force_custom_plan", "prepare_threshold": 5},
    }


_hub = _said()
SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = ["*"]  # whatever its network calls it; what cannot be a name: web/doors.py
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "prisma_hub.apps.Kept",
    "prisma_hub.apps.Derived",
]
MIGRATION_MODULES = {"derived": None}
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "prisma_hub.urls"
WSGI_APPLICATION = "prisma_hub.wsgi.application"

MIDDLEWARE = [
    "prisma_hub.web.doors.behind",
    "prisma_hub.web.doors.headers",
    "prisma_hub.web.assets.Files",
    "prisma_hub.web.doors.packed",
    "prisma_hub.web.log.serving.first_of_all",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "prisma_hub.web.doors.well_asked",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "prisma_hub.web.who.viewer",
    "prisma_hub.web.doors.refusals",
    "prisma_hub.web.evaluation.mandates.GuestsStay",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "prisma_hub.web.frame.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "prisma_hub.web.tags",
                "prisma_hub.web.kept",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
        },
    }
]
SECURE_PORT = int(os.environ.get("PRISMA_SECURE_PORT", "0"))  # where `serve --secure` listens; 0: nowhere
DOMAIN = os.environ.get("PRISMA_DOMAIN", "")  # by which a web server in front serves it, always by https
STATIC_URL = "/static/"
STATIC_ROOT = HUB_DIR / "derived" / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "prisma_hub.web.assets.Storage"},
}
WHITENOISE_USE_FINDERS = True  # until a hub has collected its static files, they are served from the package
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 31_536_000

LANGUAGE_CODE = _hub.get("language", "en")  # for whoever speaks none of the languages below
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt", "Português"), ("fr", "Français")]
# A hub adds a language with a text file: languages/ca.po (upkeep/catalogue.py)
LANGUAGES += [
    (file.stem, file.stem)
    for file in sorted((HUB_DIR / "languages").glob("*.po"))
    if file.stem not in dict(LANGUAGES)
]
LOCALE_PATHS = [HUB_DIR / "derived" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_TZ = True
TIME_ZONE = _hub.get("timezone", "UTC")

SESSION_ENGINE = "prisma_hub.identity.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "csrf"
CSRF_FAILURE_VIEW = "prisma_hub.web.errors.csrf_failure"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "prisma_hub.web.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "prisma_hub.web.uploads.Unnamed",
]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

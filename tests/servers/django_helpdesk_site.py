"""A site of django-helpdesk, run by the Python that has it: SOCKET_NUMBER FOLDER.

Its API knows no filter by customer: whoever asks for one gets every ticket.
"""

import socket
import sys
from pathlib import Path
from types import ModuleType

import django
from django.conf import settings
from django.core.management import call_command

APPS = ("auth", "contenttypes", "sessions", "messages", "sites", "humanize", "staticfiles", "admin")
URLS = "addresses_of_the_site"


def configure(folder: Path) -> None:
    settings.configure(
        SECRET_KEY="of no account",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=URLS,
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "db.sqlite3")}
        },
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in APPS), "rest_framework", "helpdesk"],
        # the tables as they are now; how they came about is not the tests' concern
        MIGRATION_MODULES={**dict.fromkeys(APPS), "helpdesk": None},
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
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
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # quick; of no account
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        MEDIA_ROOT=str(folder),
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SITE_ID=1,
        USE_TZ=True,
        HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_USE_CDN=False,
        HELPDESK_ACTIVATE_API_ENDPOINT=True,
    )
    django.setup()


def fill() -> None:
    from django.contrib.auth import get_user_model
    from helpdesk.models import Queue, Ticket

    get_user_model().objects.create_superuser("root", "root@example.com", "password")
    queue = Queue.objects.create(title="Support", slug="support")
    for number in range(4):
        Ticket.objects.create(
            title=f"Question {number}", queue=queue, submitter_email=f"cust{number}@example.com"
        )


def serve(handed: socket.socket) -> None:
    import waitress
    from django.core.wsgi import get_wsgi_application

    waitress.serve(get_wsgi_application(), sockets=[handed], threads=4)


def addresses() -> ModuleType:
    """Django wants a module for them."""
    from django.urls import include, path

    made = ModuleType(URLS)
    made.urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
    return made


if __name__ == "__main__":
    place = Path(sys.argv[2])
    configure(place)
    sys.modules[URLS] = addresses()
    if not (place / "db.sqlite3").exists():
        call_command("migrate", run_syncdb=True, verbosity=0)
        fill()
    serve(socket.socket(fileno=int(sys.argv[1])))

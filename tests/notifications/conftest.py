"""A mail server, and a product that mails."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.services.smtp_fake import SmtpFake, smtp_server


@pytest.fixture(autouse=True)
def _with_mail(settings: Settings) -> None:
    settings.MAIL, settings.PUBLIC_URL = True, "https://threats.example.com"


@pytest.fixture
def smtp(settings: Settings) -> Iterator[SmtpFake]:
    """A real mail server, to which mails are really sent."""
    with smtp_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server

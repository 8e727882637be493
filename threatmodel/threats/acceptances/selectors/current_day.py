"""The day by which acceptances hold, expire and are warned of: all of them ask here."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """Return the present day in UTC."""
    return timezone.localdate()

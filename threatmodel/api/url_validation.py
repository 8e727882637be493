"""Addresses of web pages that people enter."""

from urllib.parse import urlsplit

from rest_framework.exceptions import ValidationError


def web_address(url: str) -> str:
    """Return the address, which may be empty; raises ValidationError, also for credentials in it."""
    if not url:
        return url
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise ValidationError("Enter an address that begins with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise ValidationError("Take the user name and password out of the address.")
    return url

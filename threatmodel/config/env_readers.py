"""The environment, read by environs: settings are typed and validated, and an invalid one stops the start."""

import os
from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final
from urllib.parse import urlsplit

from environs import EnvError, FileAwareEnv, ValidationError, validate

_MIN_KEPT_DAYS: Final = 30  # browsers that were offline for a while send edits of days ago


class _Environment(FileAwareEnv):
    """Reads NAME, or the file that NAME_FILE names, as container secrets are mounted; empty means not set."""

    def _get_value(self, env_key: str, default: Any) -> Any:
        if os.environ.get(env_key) and os.environ.get(f"{env_key}{self.file_suffix}"):
            raise EnvError(f"{env_key} and {env_key}{self.file_suffix} are both set; set one of them")
        value = super()._get_value(env_key, default)
        if isinstance(value, str):
            return value.strip() or default
        return value


env: Final = _Environment(strip_whitespace=True)


def env_words(name: str) -> list[str]:
    """Return the comma-separated words of a variable."""
    return [word.strip() for word in env.str(name, "").split(",") if word.strip()]


def env_networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the comma-separated networks of a variable, such as 10.1.0.0/16."""
    try:
        return tuple(ip_network(word) for word in env_words(name))
    except ValueError as fault:
        raise EnvError(f"{name} must be networks such as 10.1.0.0/16: {fault}") from None


def env_duration(name: str, default: timedelta) -> timedelta:
    """Return a duration of two seconds to a year, such as 30m, 12h or 14d."""
    if env.str(name, "").isdecimal():  # environs would take it as seconds
        raise EnvError(f"{name} needs a unit: write a duration such as 30m, 12h or 14d")
    duration: timedelta = env.timedelta(  # type: ignore[call-overload]  # the stubs lack arguments of the field
        name,
        default,
        validate=validate.Range(timedelta(seconds=2), timedelta(days=365)),
        error_messages={"invalid": "Must be a duration such as 30m, 12h or 14d."},
    )
    return duration


def env_kept_days(name: str, default: int) -> int:
    """Return for how many days rows are kept: 0 (forever) or at least 30."""
    days: int = env.int(name, default, validate=(validate.Range(0, 36_500), _check_kept_days))
    return days


def _check_kept_days(days: int) -> None:
    if 0 < days < _MIN_KEPT_DAYS:
        raise ValidationError(f"Must be 0 (keep forever) or at least {_MIN_KEPT_DAYS}.")


rates_of_address: Final = validate.Regexp(
    r"^\d+/\d*[smhd]/ip(,\d+/\d*[smhd]/ip)*$", error="Must be limits such as 20/m/ip,200/h/ip."
)
"""Validates how often one network address may do something."""


def address(*schemes: str) -> Callable[[str], None]:
    """Return a validator of addresses with one of the schemes."""

    def validate_address(text: str) -> None:
        if urlsplit(text).scheme not in schemes or not text.isprintable() or " " in text:
            raise ValidationError(f"Must start with {' or '.join(f'{scheme}:' for scheme in schemes)}.")

    return validate_address

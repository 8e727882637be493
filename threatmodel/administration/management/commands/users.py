"""`manage.py users`: list, make and disable accounts, sign them out, make administrators, reset passwords."""

import os
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from threatmodel.accounts.models import User
from threatmodel.accounts.services import AddressTaken, account_create
from threatmodel.administration.selectors.users_and_teams import users_all
from threatmodel.administration.services import (
    NotPossible,
    reset_link_make,
    user_end_sessions,
    user_set_active,
    user_set_administrator,
)
from threatmodel.audit.change_origin import from_command


def _disable(user: User) -> str:
    user_set_active(user=user, active=False)
    return f"{user.email} is disabled and signed out."


def _enable(user: User) -> str:
    user_set_active(user=user, active=True)
    return f"{user.email} is enabled."


def _end_sessions(user: User) -> str:
    return f"{user.email} was signed out of {user_end_sessions(user=user)} sessions."


def _make_admin(user: User) -> str:
    user_set_administrator(user=user, administrator=True)
    return f"{user.email} is an administrator."


def _remove_admin(user: User) -> str:
    user_set_administrator(user=user, administrator=False)
    return f"{user.email} is no longer an administrator."


def _reset_link(user: User) -> str:
    port = os.environ.get("PORT", "8000")
    return reset_link_make(user=user, base_url=f"http://127.0.0.1:{port}")


_ACTIONS: Mapping[str, Callable[[User], str]] = {
    "create": _reset_link,
    "disable": _disable,
    "enable": _enable,
    "end-sessions": _end_sessions,
    "make-admin": _make_admin,
    "remove-admin": _remove_admin,
    "reset-link": _reset_link,
}
_PRINT_A_LINK = frozenset({"create", "reset-link"})


class Command(BaseCommand):
    help = (
        "List accounts; create an account, disable, enable or sign out an account, make it "
        "administrator, or create a password reset link."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["list", *_ACTIONS])
        parser.add_argument("email", nargs="?", help="the account; `list` accepts a part of an address")
        parser.add_argument("--name", default="", help="display name of a new account")

    def handle(self, *args: Any, **options: Any) -> None:
        action, email = options["action"], (options["email"] or "").strip()
        if action == "list":
            self.stdout.write("\n".join(map(_line, users_all().filter(email__icontains=email))))
            return
        try:
            with from_command():
                user = _created(email, options["name"]) if action == "create" else _existing(email)
                self.stdout.write(_ACTIONS[action](user))
        except (AddressTaken, NotPossible) as fault:
            raise CommandError(str(fault)) from fault
        if action in _PRINT_A_LINK:
            hours = settings.PASSWORD_RESET_TIMEOUT // 3600
            self.stderr.write(f"For {user.email}: works once, within {hours} hours. Share it privately.")


def _created(email: str, name: str) -> User:
    return account_create(email=email, name=name.strip())


def _existing(email: str) -> User:
    user = User.objects.filter(email__iexact=email, deleted_at=None).first()
    if user is None:
        raise CommandError(f"Unknown account {email!r}. `manage.py users list` shows all accounts.")
    return user


def _line(user: User) -> str:
    marks = [
        "" if user.is_active else "disabled",
        "administrator" if user.is_superuser else "",
        "MFA" if getattr(user, "mfa", False) else "",
    ]
    last = f"{user.last_login:%Y-%m-%d %H:%M}" if user.last_login else "never"
    teams = ", ".join(f"{one.team.name} ({one.role})" for one in user.memberships.all())
    return "\t".join(
        [user.email, f"signed in {last}", " ".join(filter(None, marks)) or "-", teams or "no team"]
    )

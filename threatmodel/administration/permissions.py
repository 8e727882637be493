"""Who may: administrators. To everybody else these addresses do not exist."""

from typing import Any

from django.http import Http404
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class IsAdministrator(BasePermission):
    """Lets administrators through; an administrator is a superuser of Django."""

    def has_permission(self, request: Request, view: Any) -> bool:  # noqa: ARG002
        """Return False for the signed-out; raises Http404 for people who are no administrators."""
        if not request.user.is_authenticated:
            return False
        if not request.user.is_superuser:
            raise Http404("Not found.")
        return True

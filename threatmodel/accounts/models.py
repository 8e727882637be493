"""Rows of people and teams. Every other row of the product leads to a Team through its `team_path`."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import JSONField
from django.db.models.functions import Lower

from threatmodel.accounts.choices import Role

NAME_LENGTH = 120
COLORS = 12
ACCEPTANCE_DAYS_MOST = 1_825  # five years
TOKEN_DAYS = 365  # for which API tokens of a team work at most, unless its owners say less or more
TOKEN_DAYS_MOST = 1_825
LIBRARY_UPDATE_DAYS = 7  # until a new rule library is applied, unless a person does it before
LIBRARY_UPDATE_DAYS_MOST = 365
TRIAGE_BUDGET = 15
TRIAGE_BUDGET_MOST = 200  # rows of the largest page of a list


class UserManager(BaseUserManager["User"]):
    """Makes users that are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; the address is stored in lower case; without a password, login is not possible."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Write a user with every permission of Django; Bulkhead's roles do not look at it."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person. Belongs to no team as such (exempt from team_path_check.py), only through memberships."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    is_demo = models.BooleanField(default=False)  # its login is public; out as soon as BULKHEAD_DEMO is
    deleted_at = models.DateTimeField(null=True)  # what the person did still refers to the row; see lifecycle

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """Return the name people see, else the part of the address before the @."""
        return self.name or self.email.partition("@")[0]

    @property
    def color(self) -> int:
        """Return the color by which others know the person on a canvas: one of `COLORS`."""
        return self.id.int % COLORS

    def get_short_name(self) -> str:
        """Return the same as the full name: people write their name as they like."""
        return self.get_full_name()


class RateLimit(models.Model):
    """One counter of a rate limit while Redis is away; written by Django's database cache alone."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "rate_limit"  # config/fallback_cache.py

    def __str__(self) -> str:
        return self.cache_key


class Team(models.Model):
    """People who share threat models."""

    team_path: ClassVar[str] = "self"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    slug = models.SlugField(max_length=60, unique=True)
    mfa_required = models.BooleanField(default=False)  # members without a second factor are kept out
    max_acceptance_days = models.PositiveSmallIntegerField(default=365)  # for which risk may be accepted
    max_token_days = models.PositiveSmallIntegerField(default=TOKEN_DAYS)  # lifetime of API tokens at most
    created_at = models.DateTimeField(auto_now_add=True)
    max_models = models.PositiveIntegerField(null=True)  # quotas of administrators; null: without a limit
    max_members = models.PositiveIntegerField(null=True)
    # Days within which a found threat is to be dealt with, by severity; a severity without days has no date.
    due_days = JSONField(default=dict)
    triage_budget = models.PositiveSmallIntegerField(default=TRIAGE_BUDGET)  # rows of "What matters most"
    # After how many days a new rule library is applied to its models; null: only by a person.
    library_update_days = models.PositiveSmallIntegerField(null=True, default=LIBRARY_UPDATE_DAYS)
    currency = models.CharField(max_length=3, blank=True, default="")  # of costs, by ISO 4217; or none
    deleted_at = models.DateTimeField(null=True)  # inaccessible since; removed later, see lifecycle

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(max_acceptance_days__range=(1, ACCEPTANCE_DAYS_MOST)),
                name="team_acceptance_days_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(max_token_days__range=(1, TOKEN_DAYS_MOST)),
                name="team_token_days_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(triage_budget__gte=1) & models.Q(triage_budget__lte=TRIAGE_BUDGET_MOST),
                name="team_triage_budget_within_a_page",
            ),
            models.CheckConstraint(
                condition=models.Q(library_update_days=None)
                | models.Q(library_update_days__lte=LIBRARY_UPDATE_DAYS_MOST),
                name="team_library_update_days_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in a team."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="membership_once_per_team"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.team_id}"


class Invitation(models.Model):
    """An offer to join a team, for one e-mail address and one role, usable once until it expires."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 in hex; the token itself is not kept
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_known")
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.team_id} for {self.email}"

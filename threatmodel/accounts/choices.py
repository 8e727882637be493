"""The words of members and invitations."""

from django.db import models


class Role(models.TextChoices):
    """What a member may do; each role includes those before it."""

    VIEWER = "viewer", "Viewer"
    EDITOR = "editor", "Editor"
    APPROVER = "approver", "Approver"
    OWNER = "owner", "Owner"

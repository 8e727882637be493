"""What can be recorded. An action is `<subject>.<what happened>`; the page has the words for each."""

from django.db.models import TextChoices


class Action(TextChoices):
    """Every action of the audit log. The database does not check them: older rows may hold former ones."""

    SIGNED_IN = "session.signed_in"
    SIGN_IN_FAILED = "session.sign_in_failed"
    SIGNED_OUT = "session.signed_out"
    SESSIONS_ENDED = "session.ended"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_DISABLED = "account.disabled"
    ACCOUNT_ENABLED = "account.enabled"
    ACCOUNT_DELETED = "account.deleted"
    ACCOUNT_EXPORTED = "account.exported"
    EMAIL_CHANGED = "account.email_changed"
    ADMINISTRATOR_ADDED = "administrator.added"
    ADMINISTRATOR_REMOVED = "administrator.removed"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 (an action)
    PASSWORD_RESET = "password.reset"  # noqa: S105 (an action)
    PASSWORD_RESET_LINK_MADE = "password.reset_link_made"  # noqa: S105 (an action)
    MFA_ENABLED = "mfa.enabled"
    MFA_DISABLED = "mfa.disabled"
    MFA_CODES_MADE = "mfa.recovery_codes_made"
    MFA_CODE_USED = "mfa.recovery_code_used"
    TEAM_CREATED = "team.created"
    TEAM_RENAMED = "team.renamed"
    TEAM_DELETED = "team.deleted"
    TEAM_RESTORED = "team.restored"
    TEAM_PURGED = "team.purged"
    TEAM_EXPORTED = "team.exported"
    QUOTAS_CHANGED = "team.quotas_changed"
    INVITATION_CREATED = "invitation.created"
    INVITATION_ACCEPTED = "invitation.accepted"
    INVITATION_REVOKED = "invitation.revoked"
    ROLE_CHANGED = "membership.role_changed"
    MEMBERSHIP_REMOVED = "membership.removed"
    MEMBERSHIP_LEFT = "membership.left"
    MODEL_CREATED = "model.created"
    MODEL_CHANGED = "model.changed"
    MODEL_DUPLICATED = "model.duplicated"
    MODEL_DELETED = "model.deleted"
    VERSION_APPROVED = "version.approved"
    APPROVAL_WITHDRAWN = "version.approval_withdrawn"
    OVERRIDE_CONFIRMED = "override.confirmed"
    AUDIT_DOWNLOADED = "audit.downloaded"

/** What the audit log records, in words. No React. */
import type { AuditAction } from "@/api/types";

export const ACTIONS: Readonly<Record<AuditAction, string>> = {
  "team.created": "Created the team",
  "team.renamed": "Renamed the team",
  "team.settings_changed": "Changed the settings of the team",
  "team.deleted": "Deleted the team",
  "team.restored": "Restored the team",
  "team.purged": "Permanently deleted the team",
  "team.exported": "Exported the team",
  "team.quotas_changed": "Changed the quotas",
  "invitation.created": "Invited",
  "invitation.accepted": "Accepted an invitation",
  "invitation.revoked": "Withdrew an invitation",
  "membership.role_changed": "Changed a role",
  "membership.removed": "Removed a member",
  "membership.left": "Left the team",
  "model.created": "Created a model",
  "model.changed": "Changed a model",
  "model.duplicated": "Duplicated a model",
  "model.exported": "Exported a model",
  "model.deleted": "Deleted a model",
  "model.restored": "Restored a model",
  "model.purged": "Permanently deleted a model",
  "threats.exported": "Exported threats",
  "folder.created": "Created a folder of models",
  "folder.renamed": "Renamed a folder of models",
  "folder.deleted": "Deleted a folder of models",
  "webhook.created": "Added a webhook",
  "webhook.changed": "Changed a webhook",
  "webhook.secret_replaced": "Replaced the secret of a webhook",
  "webhook.deleted": "Removed a webhook",
  "tracker.created": "Added an issue tracker",
  "tracker.changed": "Changed an issue tracker",
  "tracker.deleted": "Removed an issue tracker",
  "issue_link.created": "Created or linked issues",
  "issue_link.removed": "Removed the link to an issue",
  "status_proposal.decided": "Decided on the status of an issue",
  "token.created": "Created an API token",
  "token.revoked": "Revoked an API token",
  "version.approved": "Approved a version",
  "version.approval_withdrawn": "Withdrew an approval",
  "stage.approved": "Approved a stage of PASTA",
  "stage.approval_withdrawn": "Withdrew the approval of a stage",
  "privacy_session.started": "Started a LINDDUN GO session",
  "privacy_session.finished": "Finished a LINDDUN GO session",
  "review.started": "Started a review",
  "review.ended": "Ended a review",
  "review.signed_off": "Signed off a review",
  "review.planned": "Planned the next review",
  "assessment.created": "Added an assessment",
  "assessment.deleted": "Deleted an assessment",
  "response.started": "Started a response",
  "response.closed": "Closed a response",
  "override.confirmed": "Confirmed an override",
  "acceptance.requested": "Requested to accept risk",
  "acceptance.approved": "Accepted risk",
  "acceptance.rejected": "Rejected a request to accept risk",
  "acceptance.asked_back": "Asked back about a request to accept risk",
  "acceptance.withdrawn": "Withdrew a request to accept risk",
  "acceptance.revoked": "Revoked an acceptance of risk",
  "acceptance.expired": "An acceptance of risk expired",
  "acceptance.changed": "Threats of an acceptance changed",
  "proposal.created": "Proposed a change",
  "proposal.accepted": "Accepted a proposal",
  "proposal.rejected": "Rejected a proposal",
  "proposal.withdrawn": "Withdrew a proposal",
  "proposal.outdated": "Closed an outdated proposal",
  "job.canceled": "Canceled a background job",
  "report.created": "Made a report",
  "report.downloaded": "Downloaded a report",
  "report.deleted": "Deleted a report",
  "report.shared": "Made a link to a report",
  "report.link_revoked": "Revoked a link to a report",
  "report.link_used": "A report was downloaded by its link",
  "report_template.created": "Added a report template",
  "report_template.changed": "Changed a report template",
  "report_template.deleted": "Deleted a report template",
  "audit.downloaded": "Downloaded the audit log",
  "session.signed_in": "Signed in",
  "session.sign_in_failed": "Failed to sign in",
  "session.signed_out": "Signed out",
  "session.ended": "Ended sessions",
  "account.created": "Created the account",
  "account.changed": "Changed the account",
  "account.disabled": "Disabled the account",
  "account.enabled": "Enabled the account",
  "account.deleted": "Deleted the account",
  "account.exported": "Exported the account",
  "account.email_changed": "Changed the email address",
  "administrator.added": "Made an administrator",
  "administrator.removed": "Removed an administrator",
  "password.changed": "Changed the password",
  "password.reset": "Reset the password",
  "password.reset_link_made": "Made a password reset link",
  "mfa.enabled": "Added a second factor",
  "mfa.disabled": "Removed a second factor",
  "mfa.renamed": "Renamed a passkey",
  "mfa.recovery_codes_made": "Made recovery codes",
  "mfa.recovery_code_used": "Used a recovery code",
};

const OF_ACCOUNTS = /^(session|account|administrator|password|mfa)\./;

/** The actions that the log of a team holds, for its filter. */
export const TEAM_ACTIONS = options((action) => !OF_ACCOUNTS.test(action));

/** The actions that the log of the instance holds. */
export const ACCOUNT_ACTIONS = options((action) => OF_ACCOUNTS.test(action));

/** Return the action in words; of a former release, its name. */
export function actionLabel(action: string): string {
  return action in ACTIONS ? ACTIONS[action as AuditAction] : action;
}

function options(keep: (action: string) => boolean): { value: string; label: string }[] {
  return Object.entries(ACTIONS)
    .filter(([action]) => keep(action))
    .map(([value, label]) => ({ value, label }));
}

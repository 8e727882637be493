"""What jobs do, and the states of jobs and of mails."""

from django.db.models import TextChoices


class JobState(TextChoices):
    """The state of a job; the last three are final."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"  # by a person, before it wrote anything


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class JobKind(TextChoices):
    """What a job does; each kind has one registered handler."""

    IMPORT = "import", "Import"
    PREVIEW = "preview", "Preview of an import"
    ANALYZE = "analyze", "Analyze"
    LIBRARY_PREVIEW = "library-preview", "Preview of a rule library"
    ATTACK_PATHS = "attack-paths", "Find attack paths"
    PASTA_STAGES = "pasta-stages", "Compute PASTA stages"
    CHANGE_THREATS = "change-threats", "Change threats"
    REPORT = "report", "Report"


# What a person may cancel. Analyses are not: they follow from changes, and the model would stay behind.
CANCELABLE = (
    JobKind.IMPORT,
    JobKind.PREVIEW,
    JobKind.LIBRARY_PREVIEW,
    JobKind.CHANGE_THREATS,
    JobKind.REPORT,
)
# What can be asked for again as it was: neither files nor a row of its own belong to it.
REPEATABLE = (JobKind.LIBRARY_PREVIEW, JobKind.CHANGE_THREATS)


class MailState(TextChoices):
    """The state of a mail; the last two are final."""

    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"

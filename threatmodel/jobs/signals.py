"""The signal for the apps above: a job was canceled."""

from django.dispatch import Signal

# Sent after the commit of the cancellation, possibly again, with Job as the sender. Argument: job.
job_canceled = Signal()

"""What apps above follow: the history knows nothing of reviews."""

from django.dispatch import Signal

version_approved = Signal()
"""A version was approved: `model`, `version`, `actor`. Sent inside its transaction; SelfApproval refuses."""

"""What apps above follow: comments know nothing of what they are about."""

from django.dispatch import Signal

thread_answered = Signal()
"""A reply was written: `model`, `thread_id` and `actor`. Sent inside its transaction."""

"""The signal of attack paths: those of a model were stored."""

from django.dispatch import Signal

# Sent inside the transaction that stored them.
# Arguments: sender PathRun, model_id (UUID).
paths_stored = Signal()

"""The one signal of the architecture: somebody changed a model."""

from django.dispatch import Signal

# Sent inside the transaction that wrote the change, so that a receiver can write with it or not at all;
# a receiver that tells the outside world waits with transaction.on_commit.
# Arguments: sender ThreatModel, model_id (UUID), seq (int), actor (User or None), origin (batch.Origin),
# structural (bool: False when only positions moved).
model_changed = Signal()

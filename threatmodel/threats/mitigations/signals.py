"""The signal of mitigations: what is in place has changed."""

from django.dispatch import Signal

# Sent inside the transaction of the change. Arguments: sender Mitigation, model_id (UUID), actor (User).
controls_changed = Signal()

"""The signal of copies: apps above copy what they keep of a model."""

from django.dispatch import Signal

# Sent inside the transaction that writes the copy, once its architecture is there and before its analysis.
# Arguments: sender ThreatModel, source (ThreatModel), copy (ThreatModel), actor (User),
# with_decisions (bool): whether decisions about threats and mitigations go along.
model_duplicated = Signal()

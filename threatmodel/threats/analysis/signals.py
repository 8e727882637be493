"""The signal of analyses: one of a model was made."""

from django.dispatch import Signal

# Sent inside the transaction that wrote the analysis, also where it found what was known.
# Arguments: sender ModelCounters, model_id (UUID), seq (int).
model_analyzed = Signal()

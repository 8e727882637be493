"""Signals for the apps above: an event that the history of a model keeps, and facts that became unknown.

Both are sent inside the transaction of the change, with ThreatModel as the sender.
"""

from django.dispatch import Signal

# Arguments: those of history.services.events.event_write.
model_event = Signal()
# An undo, a restore or the withdrawal of a statement removed facts. Arguments: model, seq of the change.
facts_removed = Signal()

"""The words of reviews: the state of a session, its scope, what its items are, and the status of a model."""

from typing import Final

REVIEW_STATES: Final = ("running", "ended")
REVIEW_SCOPES: Final = ("all", "changed")  # the whole model; or what has changed since it was signed off
ITEM_KINDS: Final = ("threat", "question", "path")
ITEM_STATES: Final = ("waiting", "discussed", "skipped")
LEFT_AS: Final = ("discussed", "skipped")  # what becomes of the item that the presenter leaves
# Of a model. In review: a session runs, or has ended and waits for its signature. Stale: its next review is
# overdue.
REVIEW_STATUSES: Final = ("draft", "in-review", "approved", "stale")

"""Kinds and states of proposals, and their limits."""

from typing import Final

ANSWER: Final = "answer"
MITIGATION: Final = "mitigation"
FLOW: Final = "flow"
KINDS: Final = (ANSWER, MITIGATION, FLOW)

PENDING: Final = "pending"
ACCEPTED: Final = "accepted"
REJECTED: Final = "rejected"
WITHDRAWN: Final = "withdrawn"
OUTDATED: Final = "outdated"  # when it was to be accepted, the model was another
STATES: Final = (PENDING, ACCEPTED, REJECTED, WITHDRAWN, OUTDATED)
DECISIONS: Final = ("accept", "reject")

PENDING_MOST: Final = 200  # of one model; people have to read them
DECIDED_TOGETHER: Final = 100  # each accepted one is a change of its own
THREATS_MOST: Final = 200  # of one mitigation
REASON_LENGTH: Final = 2000
NOTE_LENGTH: Final = 1000
DESCRIPTION_LENGTH: Final = 4000
TEXT_LENGTH: Final = 2000  # of a text inside a proposed value
# What an agent may say of a flow: not what people decide (review), nor what importers conclude.
FLOW_FACTS: Final = (
    "protocol", "port", "encrypted", "authenticated", "certificate_verified", "data_sets", "description",
)  # fmt: skip

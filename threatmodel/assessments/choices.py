"""The words of assessments: their kinds, states of findings, and what findings are linked to."""

from typing import Final

# Each kind with what it is called within a sentence.
KIND_NAMES: Final = {
    "penetration-test": "penetration test",
    "audit": "audit",
    "runtime-alerts": "runtime alerts",
}
ASSESSMENT_KINDS: Final = tuple(KIND_NAMES)
# open: reported, and not looked at yet; confirmed: a person could reproduce it.
FINDING_STATUSES: Final = ("open", "confirmed", "fixed", "false-positive")
UNRESOLVED: Final = ("open", "confirmed")
LINK_KINDS: Final = ("threat", "subject", "goal")

"""What an event of a model is about."""

from typing import Final

EVENT_SUBJECTS: Final = (
    "model",
    "import",
    "analysis",
    "threat",
    "mitigation",
    "question",
    "rule",
    "control",
    "data-set",
    "comment",
    "attacker",
    "crown-jewel",
    "pasta",
    "privacy-session",
)

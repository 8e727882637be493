"""What an event of a model is about."""

from typing import Final

EVENT_SUBJECTS: Final = (
    "model",
    "import",
    "analysis",
    "threat",
    "mitigation",
    "acceptance",
    "question",
    "rule",
    "control",
    "data-set",
    "comment",
    "attacker",
    "crown-jewel",
    "attack-tree-node",
    "pasta",
    "privacy-session",
    "review",
    "response",
    "assessment",
    "proposal",
)

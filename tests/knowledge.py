"""A rule and a control as a team writes them."""

from typing import Any

RULE: dict[str, Any] = {
    "id": "team-web-without-owner",
    "title": "{self.name} runs privileged",
    "applies_to": "container",
    "when": "self.privileged || self.mounts.exists(m, m.source.endsWith('docker.sock'))",
    "stride": ["elevation-of-privilege"],
    "severity": "high",
    "evidence": ["mounts"],
    "why": "Our own reason.",
    "controls": ["remove-runtime-socket"],
    "references": [],
}
CONTROL: dict[str, Any] = {
    "title": "Ask the platform team",
    "category": "preventive",
    "lifecycle": "deploy",
    "how": "Open a ticket.",
    "verify": "The ticket is closed.",
    "references": [],
}

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
# Past the checks of entry on purpose: four deep is 13 million evaluations for each container.
_NUMBERS = f"[{','.join(str(number) for number in range(60))}]"
ENDLESS: dict[str, Any] = {
    **RULE,
    "id": "team-endless",
    "when": f"size(self.name) > 0 && {''.join(f'{_NUMBERS}.all({name}, ' for name in 'abcd')}true))))",
}
CONTROL: dict[str, Any] = {
    "title": "Ask the platform team",
    "category": "preventive",
    "lifecycle": "deploy",
    "how": "Open a ticket.",
    "verify": "The ticket is closed.",
    "references": [],
}

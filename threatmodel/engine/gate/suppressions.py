"""Suppressions of a policy: which threats they cover, and when they are valid."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fnmatch import fnmatchcase

from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.gate.repository import matches
from threatmodel.engine.model.struct_base import Record


class Suppression(Record, frozen=True):
    """Threats that do not count until a day, who is responsible for that, and why.

    A threat is covered when all that is given fits it. `element` is a uid in which `*` matches anything,
    `file` a path pattern that fits a file of its evidence.
    """

    line: int
    rule: str = ""
    element: str = ""
    file: str = ""
    fingerprint: str = ""
    reason: str = ""
    owner: str = ""
    expires: str = ""

    @property
    def target(self) -> str:
        """What it is about, in words."""
        named = [self.rule, self.fingerprint, self.element, self.file]
        return " ".join(word for word in named if word)

    def fault(self, today: date) -> str:
        """Return why it is not valid on this day; empty when it is."""
        missing = [name for name in ("reason", "owner", "expires") if not getattr(self, name).strip()]
        if missing:
            return f"The suppression of {self.target} lacks {', '.join(missing)}; it is not applied."
        if today > date.fromisoformat(self.expires):
            return (
                f"The suppression of {self.target} expired on {self.expires} ({self.owner}); "
                "fix the threat, or review the reason and set a new date."
            )
        return ""

    def covers(self, threat: Threat, path: Callable[[str], str]) -> bool:
        """Whether the threat is meant; `path` returns what the paths of the policy call a file."""
        return (
            self.rule in {"", threat.rule}
            and self.fingerprint in {"", threat.fingerprint}
            and (not self.element or fnmatchcase(threat.element, self.element))
            and (
                not self.file
                or any(matches(path(one.file), [self.file]) for one in threat.evidence if one.file)
            )
        )


class SuppressedThreat(Record, frozen=True):
    """A threat that does not count, and the suppression that says so."""

    threat: Threat
    by: Suppression


def suppressed(
    threats: Iterable[Threat], valid: Sequence[Suppression], path: Callable[[str], str]
) -> tuple[SuppressedThreat, ...]:
    """Return the threats that valid suppressions cover, each with the first that does, in their order."""
    found = ((threat, next((one for one in valid if one.covers(threat, path)), None)) for threat in threats)
    return tuple([SuppressedThreat(threat, by) for threat, by in found if by is not None])

"""On which platform an element or flow runs, and which controls of a rule exist there."""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from threatmodel.engine.library.loader import Control
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import Model

Platform = Literal["", "kubernetes", "docker"]  # "": not known, or of no matter
_KUBERNETES_ZONES: Final = ("cluster", "namespace")


def platform_of(model: Model, uids: Iterable[str]) -> Platform:
    """Return the platform of the first of these elements of which it is known.

    Kubernetes is what is in a cluster or namespace; Docker what is on a host that belongs to none.
    """
    for uid in uids:
        if uid not in model.elements:
            continue
        for zone in _KUBERNETES_ZONES:
            if model.is_within(uid, zone):
                return "kubernetes"
        if model.is_within(uid, "node"):
            return "docker"
    return ""


def platform_around(model: Model, holders: Mapping[str, str]) -> Platform:
    """Return the platform of the subject of a context, by the names and uids of all in it."""
    in_cluster = "cluster" in holders or "ns" in holders  # nearly always
    return "kubernetes" if in_cluster else platform_of(model, holders.values())


class PlatformControls:
    """The controls of rules that exist on a platform, looked up once for each rule and platform."""

    def __init__(self, controls: Mapping[str, Control]) -> None:
        self._controls = controls
        self._known: dict[tuple[str, Platform], tuple[str, ...]] = {}

    def of(self, rule: Rule, platform: Platform) -> tuple[str, ...]:
        """Return the rule's controls without those of other platforms.

        Those that change the very fact stay, and all of them where none would be left.
        """
        if not platform:
            return rule.controls
        key = (rule.id, platform)
        if key not in self._known:
            kept = tuple(
                name for name in rule.controls if name in rule.resolved_by or self._exists(name, platform)
            )
            self._known[key] = kept or rule.controls
        return self._known[key]

    def _exists(self, name: str, platform: Platform) -> bool:
        control = self._controls.get(name)
        return control is None or control.platform in {"", platform}

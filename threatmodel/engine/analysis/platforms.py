"""On which platform an element or flow runs, and which controls and fixes of a rule exist there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal

from threatmodel.engine.library.loader import Control
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import Model

Platform = Literal["", "kubernetes", "docker"]  # "": not known, or of no matter
_KUBERNETES_ZONES: Final = ("cluster", "namespace")
# The manifests in which an element of a platform is not written.
_FOREIGN_FIX: Final[Mapping[Platform, str]] = {"kubernetes": "compose", "docker": "kubernetes"}


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


def platform_of_zones(kinds: Collection[str]) -> Platform:
    """Return the platform of what lies in elements of these kinds."""
    if any(zone in kinds for zone in _KUBERNETES_ZONES):
        return "kubernetes"
    return "docker" if "node" in kinds else ""


def platform_of_subject(model: Model, uid: str) -> Platform:
    """Return the platform of an element, or of the ends of a flow."""
    flow = model.flows.get(uid)
    return platform_of(model, (flow.source, flow.destination) if flow else (uid,))


def controls_on(
    platforms: Collection[Platform],
    names: Sequence[str],
    *,
    resolving: Collection[str],
    controls: Mapping[str, Control],
) -> tuple[str, ...]:
    """Return these controls of a rule without those that exist on none of the platforms, if these are known.

    Those that change the very fact (`resolving`) stay, and all of them where none would be left.
    """
    if not (platforms and all(platforms)):
        return tuple(names)
    kept = tuple(
        name
        for name in names
        if name in resolving or (one := controls.get(name)) is None or one.platform in {"", *platforms}
    )
    return kept or tuple(names)


def fixes_on(platforms: Collection[Platform], fix: Mapping[str, str]) -> dict[str, str]:
    """Return the fixes of a rule without manifests in which none of these platforms is written."""
    foreign = {_FOREIGN_FIX.get(platform, "") for platform in platforms}
    left_out = foreign.pop() if len(foreign) == 1 else ""
    return {name: text for name, text in fix.items() if name != left_out}


class PlatformControls:
    """The controls of rules that exist on a platform, looked up once for each rule and platform."""

    def __init__(self, controls: Mapping[str, Control]) -> None:
        self._controls = controls
        self._known: dict[tuple[str, Platform], tuple[str, ...]] = {}

    def of(self, rule: Rule, platform: Platform) -> tuple[str, ...]:
        """Return the rule's controls without those of other platforms."""
        if not platform:
            return rule.controls
        key = (rule.id, platform)
        if key not in self._known:
            self._known[key] = controls_on(
                {platform}, rule.controls, resolving=rule.resolved_by, controls=self._controls
            )
        return self._known[key]

"""What attack scenarios are called: who gets what through which component, in plain words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX, Scenario
from threatmodel.engine.analysis.scenario_search import AttackPart
from threatmodel.engine.library.attack_steps import Level
from threatmodel.engine.library.attackers_and_goals import load_attackers, load_goals
from threatmodel.engine.model import CATALOGUE, Model

_LONGEST: Final = 60
_SHORTEST: Final = 28  # of an attacker whose name is cut
_BARE: Final = frozenset({"workload", "container", "datastore", "queue", "external-service", "log-sink"})
_WITHOUT_NAME: Final = frozenset({"cluster", "cloud-account"})
_STARTS: Final = frozenset({"workload", "container", "image", "source-repository"})
_OF_STARTS: Final[Mapping[Level, str]] = {"execute": "Compromised", "write": "Changed"}
_SAYS_NODE: Final = re.compile(r"\b(nodes?|hosts?)\b", re.IGNORECASE)
_DEEDS: Final[Mapping[Level, str]] = {
    "reach": "reaches",
    "read": "reads data of",
    "write": "changes",
    "execute": "runs code in",
    "root": "takes over",
    "assume": "gets an identity of",
    "admin": "takes over",
}
_DEEDS_AT: Final[Mapping[tuple[str, Level], str]] = {
    ("cluster", "read"): "reads secrets of",
    ("namespace", "read"): "reads secrets of",
    ("registry", "write"): "changes images of",
    ("service-account", "assume"): "acts as",
}


class ScenarioTitles:
    """Names the scenarios of one model."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def title(self, part: AttackPart) -> str:
        """Who gets what through the component; through the entry point in the title of a target.

        What makes it too long is left out: the component, the kind of the target, and the names of several
        targets; then the names that are left are cut.
        """
        end = part.path.end
        deed = _DEEDS_AT.get((self._model.kind_of(end.element), end.level), _DEEDS[end.level])
        who, via, aims = self._attacker(part), self._via(part), self._aims(part.targets)
        forms = [(who, aims[0], via), *((who, one, "") for one in aims)]
        if part.role == "target" and part.paths > 1:
            forms = [*_among_others(part.path.attacker.name, *forms[0]), *forms]
        for name, aim, through in forms:
            title = f"{name} {deed} {aim}{through}"
            if len(title) <= _LONGEST:
                return title
        return _fitted(who, f" {deed} ", aims[-1])

    def _aims(self, targets: Sequence[str]) -> Sequence[str]:
        """What is attacked, in shorter and shorter words."""
        first, others = targets[0], targets[1:]
        if not others or self._cluster_beyond(targets):  # the path ends at the first, and shows that alone
            return self._named(first), self._bare(first)
        more = f" and {len(others):,} more"
        return f"{self._named(first)}{more}", f"{self._bare(first)}{more}", f"{len(targets)} elements"

    def _via(self, part: AttackPart) -> str:
        through = part.entry if part.role == "target" else part.component
        if part.sharing > 1 or through in part.targets or self._is_start(part, through):
            return ""
        return f" via {self._named(through)}"

    def summary(self, part: AttackPart, scenario: Scenario) -> str:
        """The profile of the attacker, the path, and what is least sure about it."""
        attacker = part.path.attacker
        about = f"{attacker.name}. {attacker.about}" if attacker.about else f"{attacker.name}."
        path = " > ".join(dict.fromkeys(self._model.called(state.element) for state in part.path.states))
        sure, on = self._least_sure(scenario), self._goes_on(part)
        more = _more_paths(part.paths - 1) if part.role == "target" else ""
        also = f" {' and '.join(part.also)} can take the same path." if part.also else ""
        return f"{about} Path: {path}. {sure}{on}{more}{also}"

    def _goes_on(self, part: AttackPart) -> str:
        """What a takeover of nodes leads to beyond the path that is shown."""
        cluster = self._cluster_beyond(part.targets)
        return f" From there it leads on to {self._named(cluster)}." if cluster else ""

    def _cluster_beyond(self, targets: Sequence[str]) -> str:
        """The cluster that a takeover of a node leads on to; empty where none is among the targets."""
        if self._model.kind_of(targets[0]) != "node":
            return ""
        return next((uid for uid in targets[1:] if self._model.kind_of(uid) == "cluster"), "")

    def _least_sure(self, scenario: Scenario) -> str:
        """How sure the least sure step is; of assumed ones, how many there are and which."""
        least = [step for step in scenario.steps if step.grade == scenario.grade]
        if scenario.grade != "assumed":
            return f"The least sure step is {scenario.grade}: {_in_sentence(least[0].title)}."
        places: dict[str, list[str]] = {}
        for step in least:
            places.setdefault(_in_sentence(step.title), []).append(self._model.called(step.subject))
        which = "; ".join(f"{title} ({', '.join(dict.fromkeys(names))})" for title, names in places.items())
        verb = "is" if len(least) == 1 else "are"
        return f"{len(least)} of its {len(scenario.steps)} steps {verb} assumed: {which}."

    def _attacker(self, part: AttackPart) -> str:
        """The name of the attacker; the component instead that the attacker is taken to have."""
        start = part.path.states[0]
        if part.path.attacker.counts or part.sharing > 1 or not self._is_start(part, start.element):
            return part.path.attacker.name
        return f"{_OF_STARTS.get(start.level, 'Changed')} {self._named(start.element)}"

    def _is_start(self, part: AttackPart, uid: str) -> bool:
        """Whether the attacker is taken to have the component from the start."""
        return uid == part.path.states[0].element and self._model.kind_of(uid) in _STARTS

    def _named(self, uid: str) -> str:
        """The name of an element, with its kind where a name alone says too little."""
        element = self._model.elements[uid]
        label = CATALOGUE.kinds[element.kind].label.lower()
        if element.kind in _WITHOUT_NAME and len(self._model.of_kind(element.kind)) == 1:
            return f"the {label}"
        name = self._bare(uid)
        if element.kind in _BARE or (element.kind == "node" and _SAYS_NODE.search(name)):
            return name
        return f"{label} {name}"

    def _bare(self, uid: str) -> str:
        """The name of an element without its kind; of an image without registry and version."""
        element = self._model.elements[uid]
        if element.kind in _WITHOUT_NAME and len(self._model.of_kind(element.kind)) == 1:
            return f"the {CATALOGUE.kinds[element.kind].label.lower()}"
        name = self._model.called(uid)
        if element.kind == "image":
            name = name.rpartition("/")[2].partition("@")[0].partition(":")[0]
        return name


def title_of_several_scenarios(rule: str, title: str, count: int) -> str:
    """Return the title of several scenarios of one rule: "An insider gets control of a node".

    Where people have described the attacker or the goal it is `title`, that of the worst, with the number of
    others.
    """
    attacker, _, goal = rule.removeprefix(RULE_PREFIX).partition(":")
    name = next((one.name for one in load_attackers() if one.id == attacker), "")
    aim = next((one.title for one in load_goals() if one.id == goal), "")
    if name and aim and title.startswith((name, *_OF_STARTS.values())):
        return f"{name} gets {_in_sentence(aim)}"
    return f"{title}, and {count - 1:,} more"


def _in_sentence(title: str) -> str:
    return title[0].lower() + title[1:]


def _among_others(attacker: str, who: str, aim: str, via: str) -> Iterator[tuple[str, str, str]]:
    """The parts of a title that says of its entry point that there are others."""
    if via:
        yield who, aim, f"{via}, among others"
    elif who != attacker:
        yield f"{who}, among others,", aim, ""


def _more_paths(count: int) -> str:
    return f" {count:,} more {'path leads' if count == 1 else 'paths lead'} there." if count else ""


def _fitted(who: str, deed: str, aim: str) -> str:
    """The title with names cut to fit: of the attacker first, as long as that leaves most of it."""
    over = len(who) + len(deed) + len(aim) - _LONGEST
    shorter = _cut(who, max(len(who) - over, _SHORTEST))
    return f"{shorter}{deed}{_cut(aim, _LONGEST - len(shorter) - len(deed))}"


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip("-_. ") + "…"

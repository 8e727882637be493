"""What every export format writes: the model, and its threats with what people decided about them.

The command line makes it from a report, the app from its rows, so that both write the same files.
"""

from collections.abc import Callable, Iterable, Mapping

from threatmodel.engine.library.taxonomies import Severity
from threatmodel.engine.model import Model
from threatmodel.engine.model.diagram_positions import Place
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.threat_statuses import AT_RISK


class ExportedMitigation(Record, frozen=True):
    """A control applied here, or one that the library suggests (then its status is `suggested`).

    `key` is equal in every export: the id of the control, or that of the mitigation in the app. `reduction`
    is the share of the likelihood that people expect it to remove, 0 to 1; None where nobody estimated it.
    """

    key: str
    title: str
    how: str = ""
    status: str = "suggested"
    reduction: float | None = None


class ExportedThreat(Record, frozen=True):
    """One threat with what people decided about it; `subject` is the uid of an element or flow, or empty.

    `status` is one of the app's; without an app every threat is open. `vulnerabilities` are the ids of those
    that its evidence names. `number` is 0 where threats have none. Likelihood and impact are 1 to 5.
    """

    key: str
    title: str
    subject: str
    categories: tuple[str, ...]
    severity: Severity
    score: int
    likelihood: int
    impact: int
    why: str
    rule: str = ""
    number: int = 0
    status: str = "open"
    reason: str = ""
    mitigations: tuple[ExportedMitigation, ...] = ()
    references: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()

    @property
    def is_at_risk(self) -> bool:
        """Whether nothing removes its risk; an accepted one still counts."""
        return self.status in AT_RISK

    def applied(self) -> tuple[ExportedMitigation, ...]:
        """Return the mitigations that people have planned or made, without suggestions."""
        return tuple([one for one in self.mitigations if one.status != "suggested"])


class ExportedStep(Record, frozen=True):
    """One step of an attack path. `technique` is an ATT&CK id, or empty."""

    step: str
    title: str
    technique: str
    source: str
    source_level: str
    target: str
    target_level: str
    because: str


class ExportedPath(Record, frozen=True):
    """One way of an attacker to a goal; a possible one depends on an unknown fact."""

    goal: str
    goal_title: str
    element: str
    level: str
    attackers: tuple[str, ...]
    score: int
    is_possible: bool
    steps: tuple[ExportedStep, ...]


class ExportContent(Record, frozen=True):
    """All that is exported of one model. `boxes` are by uid; without any, the exporter arranges them.

    `possible` and `resolved` count threats that no format has: those that wait for facts, and those that are
    no longer found.
    """

    name: str
    model: Model
    threats: tuple[ExportedThreat, ...] = ()
    paths: tuple[ExportedPath, ...] = ()
    description: str = ""
    owner: str = ""
    boxes: Mapping[str, Place] = {}
    possible: int = 0
    resolved: int = 0


class ExportFile(Record, frozen=True):
    """A written file, and what of the content is not in it: plain sentences with counts."""

    data: bytes
    losses: tuple[str, ...]


class ExportFormat(Record, frozen=True):
    """One format of other tools. `purpose` says what for, `left_out` what it has no place for.

    `ending` is that of the file's name, with the dot.
    """

    id: str
    label: str
    purpose: str
    left_out: str
    ending: str
    media_type: str
    write: Callable[[ExportContent], ExportFile]


def losses(counts: Iterable[tuple[int, str, str]]) -> tuple[str, ...]:
    """Return a sentence for each that counts anything: (count, sentence for one, sentence for {count})."""
    return tuple([one if count == 1 else many.format(count=count) for count, one, many in counts if count])


def unlisted(content: ExportContent) -> list[tuple[int, str, str]]:
    """Return the counts of threats that no format of threats has."""
    return [
        (
            content.possible,
            "1 possible threat, which waits for a fact, is left out.",
            "{count} possible threats, which wait for facts, are left out.",
        ),
        (
            content.resolved,
            "1 resolved threat, which is no longer found, is left out.",
            "{count} resolved threats, which are no longer found, are left out.",
        ),
    ]


def without_paths(content: ExportContent) -> list[tuple[int, str, str]]:
    """Return the count of attack paths, for formats that have none."""
    return [(len(content.paths), "1 attack path is left out.", "{count} attack paths are left out.")]


def without_relations(content: ExportContent) -> list[tuple[int, str, str]]:
    """Return the count of relations, for formats that have flows alone."""
    count = len(content.model.relations)
    one = "1 relation that carries no data, such as the use of an image, is left out."
    many = "{count} relations that carry no data, such as the use of an image, are left out."
    return [(count, one, many)]

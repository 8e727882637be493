"""Attack steps: what an attacker with one level of control over an element can do to get another.

A step is its file, steps/<group>/<id>.yaml, with examples beside it. `applies_to` and `when` are those of
a rule: the condition is evaluated on one element or flow. Where the attacker is before and after is said
relative to that element: `at` is one of PLACES, `level` one of LEVELS.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, cast, get_args

import jsonschema_rs

from threatmodel.engine.library import file_schemas
from threatmodel.engine.library.cel import Program
from threatmodel.engine.library.condition_names import facts_read
from threatmodel.engine.library.file_schemas import schema_error
from threatmodel.engine.library.rules import (
    EvidenceSpec,
    InvalidRule,
    ProgramOf,
    check_condition,
    compile_condition,
    deferred_condition,
    evidence_spec,
)
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

FOLDER: Final = Path(__file__).parent / "steps"

Level = Literal["reach", "read", "write", "execute", "root", "assume", "admin"]
"""What an attacker has of an element.

- reach: packets arrive at it.
- read, write: its content; of a namespace or cluster: any of its secrets, and new workloads in it.
- execute: code runs in it; of a namespace or cluster: in any of its pods.
- root: the operating system of a node; of a cluster: of any of its nodes.
- assume: requests in its name; of a namespace or cluster: in the name of any of its service accounts.
- admin: everything, through its own API.
"""
LEVELS: Final[tuple[Level, ...]] = get_args(Level)


class State(NamedTuple):
    """What an attacker has: a level of control over an element, which is named by its uid."""

    element: str
    level: Level


Grade = Literal["observed", "configured", "modeled", "assumed"]
"""How sure a step is.

observed: a scan or a test has seen it. configured: files or people state the facts that allow it. modeled: it
follows from how the parts are connected. assumed: it takes a weakness that the model does not show.
"""
GRADES: Final[tuple[Grade, ...]] = get_args(Grade)

Difficulty = Literal["trivial", "easy", "moderate", "hard"]
COSTS: Final[Mapping[Difficulty, int]] = {"trivial": 1, "easy": 2, "moderate": 5, "hard": 10}
"""What a step costs an attacker; a path costs the sum of its steps."""

# Where a step starts or ends, relative to the element or flow of its condition
# (analysis/paths/step_endpoints.py).
PLACES: Final[Mapping[str, str]] = {
    "self": "the element itself",
    "pod": "the workload that it is or belongs to",
    "only-container": "the container of the workload, when it has one",
    "several-containers": "the containers of the workload, when it has several",
    "other-containers": "the other containers of the same workload",
    "image": "the image of the container",
    "node": "the node that the workload runs on",
    "nodes": "the nodes of the cluster around it",
    "ns": "the namespace around it",
    "namespaces": "the namespaces of the cluster",
    "cluster": "the cluster around it",
    "cloud-account": "the cloud account around it",
    "account": "the service account of the workload",
    "accounts": "the service accounts of the namespace",
    "accounts-on-node": "the service accounts whose tokens are mounted on the node",
    "workloads": "the workloads of the namespace, or on the node, and each of their containers",
    "networks": "the networks that it is a member of; none for what is in a workload",
    "members": "the members of the network",
    "selected": "what the Service or Ingress sends requests to",
    "source": "the source of the flow",
    "destination": "the destination of the flow",
    "internet": "the internet",
    "writable-volumes": "the volumes that it mounts writable",
    "readable-volumes": "the volumes that it mounts",
    "mounting": "the containers that mount the volume",
    "stores-on-volume": "the stores that keep their data on the volume",
    "secrets-used": "the secrets that it or its workload reads",
    "secrets": "the secrets of the namespace",
    "secrets-on-node": "the secrets that workloads on the node read",
    "stores-unlocked": "the stores that the readers of the secret call",
    "images": "the images of the registry",
    "running": "the containers that run the image",
    "built": "what the pipeline or repository builds",
    "deployed": "what the pipeline deploys to",
    "pushed": "the registries that the pipeline pushes to",
    "pulling": "what runs images of the registry",
    "scope": "the namespace or cluster that the permission covers",
    "token-account": "the service account whose token the secret holds",
    "sharing-ipc": "the other workloads on the node that share the IPC namespace of the host",
    "named-secrets": "the secrets that the permission names",
    "named-accounts": "the service accounts that the permission names",
}


class InvalidStep(ValueError):
    """A step file cannot be used; the message names the file and what to change."""


class Position(Record, frozen=True):
    """Where an attacker is before or after a step."""

    at: str
    levels: tuple[Level, ...]


class AttackStep(Record, frozen=True):
    """One way to get from one level of control to another.

    `program` is the compiled `when`; `asks` are the (holder, fact) pairs it reads. With `each`, the step is
    possible once for each matching item of a list, such as each permission of a role. Of `controls`, each
    alone stops the step. `zones` are those of them that are applied to a whole zone, with its kind.
    """

    id: str
    title: str
    applies_to: tuple[str, ...]
    when: str
    program: Program
    asks: tuple[tuple[str, str], ...]
    each: EvidenceSpec | None
    start: Position
    end: Position
    difficulty: Difficulty
    grade: Grade
    evidence: tuple[EvidenceSpec, ...]
    needs: str
    how: str
    detection: str
    controls: tuple[str, ...]
    references: tuple[str, ...]
    zones: Mapping[str, str]

    @property
    def reads(self) -> tuple[tuple[str, str], ...]:
        """The (holder, fact) pairs that it reads or shows."""
        shown = (*self.evidence, self.each) if self.each else self.evidence
        return (*self.asks, *((spec.holder, spec.fact) for spec in shown))

    @property
    def technique(self) -> str:
        """Its ATT&CK technique such as T1611, or an empty string."""
        return next((one[7:] for one in self.references if one.startswith("attack:")), "")


def step_files(folder: Path = FOLDER) -> Iterator[Path]:
    """Paths of the step files, by name; the examples beside them are left out."""
    return iter(sorted(p for p in folder.glob("*/*.yaml") if not p.name.endswith(".examples.yaml")))


@cache
def load_steps() -> tuple[AttackStep, ...]:
    """Return the steps that ship with Bulkhead, by id. Read once for each process. Raises InvalidStep."""
    return tuple(sorted(map(_step_file, step_files()), key=lambda step: step.id))


def check_step(step: AttackStep, controls: Collection[str], references: Collection[str]) -> None:
    """Raise InvalidStep when the step names a control, reference, kind or fact that does not exist."""
    try:
        check_condition(step, controls, references)
    except InvalidRule as fault:
        raise InvalidStep(str(fault)) from fault


def _step_file(path: Path) -> AttackStep:
    step = build_step(read_data(path), where=path.name, program_of=deferred_condition)
    if path.stem != step.id:
        raise InvalidStep(f"{path.name}: the file must be named {step.id}.yaml, as the step's id")
    return step


def build_step(
    raw: Mapping[str, Any], *, where: str, program_of: ProgramOf = compile_condition
) -> AttackStep:
    """Return the step described by `raw`. Raises InvalidStep with `where` in front.

    Conditions are what `program_of` makes of them.
    """
    if error := schema_error(_step_validator(), raw):
        raise InvalidStep(f"{where}: {error}")
    applies_to = (raw["applies_to"],) if isinstance(raw["applies_to"], str) else tuple(raw["applies_to"])
    when = raw.get("when", "true")
    try:
        return AttackStep(
            id=raw["id"],
            title=raw["title"],
            applies_to=applies_to,
            when=when,
            program=program_of(when, where),
            asks=tuple(dict.fromkeys(facts_read(when))),
            each=evidence_spec(raw["each"], where, applies_to, program_of) if "each" in raw else None,
            start=_position(raw["from"]),
            end=_position(raw["to"]),
            difficulty=raw["difficulty"],
            grade=raw["grade"],
            evidence=tuple(evidence_spec(entry, where, applies_to, program_of) for entry in raw["evidence"]),
            needs=raw["needs"].strip(),
            how=raw["how"].strip(),
            detection=raw["detection"].strip(),
            controls=tuple(raw["controls"]),
            references=tuple(raw["references"]),
            zones=raw.get("zones", {}),
        )
    except InvalidRule as fault:
        raise InvalidStep(str(fault)) from fault


def _position(raw: Mapping[str, Any]) -> Position:
    return Position(raw["at"], _levels(raw["level"]))


def _levels(raw: Any) -> tuple[Level, ...]:
    return cast("tuple[Level, ...]", (raw,) if isinstance(raw, str) else tuple(raw))


@cache
def _step_validator() -> Any:
    return jsonschema_rs.validator_for(file_schemas.attack_step(tuple(PLACES), LEVELS, GRADES, tuple(COSTS)))

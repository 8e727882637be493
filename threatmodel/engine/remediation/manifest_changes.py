"""What a patch changes: keys of an object that a manifest declares; its text is made of them later."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from threatmodel.engine.model import FactValue
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.yaml_edit import Path

Form = Literal["kubernetes", "compose", "dockerfile", "env-file"]
Action = Literal["set", "replace", "append", "remove", "delete", "add", "assign", "move"]
"""Write a value, write it where one is, add an item, remove a key or item, remove the whole object.

Or add another object to the file of this one, give a variable a value, or move its value to a file."""

_API_VERSIONS: Final[Mapping[str, str]] = {
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "ReplicaSet": "apps/v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1",
    "Ingress": "networking.k8s.io/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
    "Role": "rbac.authorization.k8s.io/v1",
    "ClusterRole": "rbac.authorization.k8s.io/v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1",
    "ClusterRoleBinding": "rbac.authorization.k8s.io/v1",
}


class Place(Record, frozen=True):
    """What is changed: an object of Kubernetes, a compose service or secret, a stage, a file of variables."""

    form: Form
    kind: str
    name: str
    namespace: str = ""
    file: str = ""  # where it was read, if that is known
    line: int = 0

    @property
    def api_version(self) -> str:
        """The API version of its kind, as far as kinds are known."""
        return _API_VERSIONS.get(self.kind, "v1")


class Change(Record, frozen=True):
    """One change of one place; `path` leads from the root of the object, or from the service."""

    place: Place
    path: Path
    action: Action = "set"
    value: Any = None


class ChangedFact(Record, frozen=True):
    """A fact as it will be read once the changes are made."""

    element: str
    fact: str
    value: FactValue


class Plan(Record, frozen=True):
    """Changes that should resolve a threat, and what to know before they are applied.

    `facts` are those that become otherwise, as far as they are known before the files are read again.
    """

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    facts: tuple[ChangedFact, ...] = ()

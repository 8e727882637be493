"""Memoized facts of objects of one shape equal those computed for each of them."""

import random
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from tests.engine.golden import FIXTURES, as_json
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.kubernetes.manifest.fact_memo import FactMemo
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section, SourceFile
from threatmodel.engine.importers.kubernetes.network.services import SPEC_KEYS, Service
from threatmodel.engine.importers.kubernetes.workloads import spec_facts
from threatmodel.engine.importers.kubernetes.workloads.containers import command_facts, container_facts
from threatmodel.engine.importers.kubernetes.workloads.reliability import (
    container_reliability,
    mount_reliability,
)
from threatmodel.engine.importers.kubernetes.workloads.security import security_facts
from threatmodel.engine.importers.kubernetes.workloads.volumes import mount_facts
from threatmodel.engine.importers.yaml.parse_cache import Parse, ParseCache, Parsed
from threatmodel.engine.importers.yaml.values import YamlMap
from threatmodel.engine.model import Fact

_DOCUMENTS = [
    document.rstrip("\n") + "\n"
    for path in sorted((FIXTURES / "kubernetes").rglob("*.yaml"))
    for document in re.split(r"(?m)^---.*\n", path.read_text(encoding="utf-8"))
    if "apiVersion" in document
]
_VALUE = re.compile(r"(?<=: )([A-Za-z0-9/][A-Za-z0-9/.-]*)$", re.MULTILINE)
_OTHERS = ("x", "1", "0", "true", "false", "null", "'q'", "'1'", "ALL", "Always", "root", "/x", "1000")
_NAME = re.compile(r"^(  name: [\w.-]+)$", re.MULTILINE)


def _varied(document: str, number: int, choose: random.Random) -> str:
    """The document with another name, and with some of its values changed."""
    varied = _VALUE.sub(lambda m: choose.choice(_OTHERS) if choose.random() < 0.15 else m[1], document)
    return _NAME.sub(rf"\1-{number}", varied, count=1)


def _each_parsed(_shapes: ParseCache, text: str, before: int, parse: Parse) -> Parsed:
    return parse(text, before)


def _read(files: list[TextFile]) -> dict[str, Any]:
    return as_json(read(files))


@pytest.mark.parametrize("seed", range(12))
def test_a_model_is_the_same_with_and_without_recall(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    choose = random.Random(seed)
    documents = choose.sample(_DOCUMENTS, 8)
    varied = [_varied(document, number, choose) for document in documents for number in range(5)]
    choose.shuffle(varied)
    files = [TextFile("a.yaml", "---\n".join(varied[:20]).encode())]
    files.append(TextFile("b.yaml", "---\n".join(varied[20:]).encode()))

    recalled = _read(files)
    monkeypatch.setattr(ParseCache, "read", _each_parsed)

    assert _read(files) == recalled


class _Watched(YamlMap):
    """A mapping that notes which of its keys are looked at."""

    __slots__ = ("asked",)

    def __init__(self, content: Mapping[str, Any]) -> None:
        super().__init__(1)
        self.update(content)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


def _watched(content: Mapping[str, Any] | None = None) -> Section:
    return Section(_Watched(content or {"name": "web"}), 1, SourceFile("a.yaml"))


def _asked(*sections: Section) -> tuple[set[str], ...]:
    return tuple(section.data.asked for section in sections if isinstance(section.data, _Watched))


@pytest.mark.parametrize("kind", ["Deployment", "DaemonSet", "Job", "CronJob", "Pod"])
def test_facts_of_an_object_are_read_from_the_keys_by_which_they_are_recalled(kind: str) -> None:
    root, spec = _watched(), _watched()

    spec_facts.object_facts(KubernetesObject("uid", kind, "shop", "web", root, root, spec))

    of_root, of_spec = _asked(root, spec)
    assert of_root <= {*spec_facts.ROOT_KEYS, "kind"}
    assert of_spec <= {*spec_facts.SPEC_KEYS}


def test_facts_of_a_pod_are_read_from_the_keys_by_which_they_are_recalled() -> None:
    pod = _watched()

    spec_facts.pod_facts(pod)

    assert _asked(pod) == ({*spec_facts.POD_KEYS},)


def test_facts_of_a_container_are_read_from_the_keys_by_which_they_are_recalled() -> None:
    of_run, pod_of_run = _watched(), _watched()
    of_security, pod_of_security = _watched(), _watched()
    of_upkeep, pod_of_upkeep = _watched(), _watched()
    of_command, of_mounts = _watched(), _watched()

    container_facts(of_run, pod_of_run, {}, is_latest=False, is_init=False)
    security_facts(of_security, pod_of_security, Section(YamlMap(), 1, SourceFile("a.yaml")))
    container_reliability(of_upkeep, pod_of_upkeep)
    command_facts(of_command, ())
    mount_facts(of_mounts, {})
    mount_reliability(of_mounts, {})

    containers = _asked(of_run, of_security, of_upkeep, of_command, of_mounts)
    # The name finds an annotation of its container; it counts among what is recalled by where there are any.
    assert containers == (
        {*spec_facts.RUN_KEYS},
        {*spec_facts.SECURITY_KEYS, "name"},
        {*spec_facts.RELIABILITY_KEYS},
        {*spec_facts.COMMAND_KEYS},
        {spec_facts.MOUNT_KEY},
    )
    assert _asked(pod_of_run, pod_of_security, pod_of_upkeep) == (
        {*spec_facts.POD_RUN_KEYS},
        {*spec_facts.SECURITY_KEYS},
        {*spec_facts.POD_RELIABILITY_KEYS},
    )


@pytest.mark.parametrize("kind", ["ClusterIP", "Headless", "NodePort", "ExternalName"])
def test_facts_of_a_service_are_read_from_the_keys_by_which_they_are_recalled(kind: str) -> None:
    root, spec = _watched(), _watched()
    found = KubernetesObject("uid", "Service", "shop", "web", root, root, spec)

    Service(found, kind, (), (), "", internal=False).own_facts()

    (of_spec,) = _asked(spec)
    assert of_spec <= {*SPEC_KEYS}


def test_what_is_wrong_is_reported_for_each_object_and_once() -> None:
    place, memo = SourceFile("a.yaml"), FactMemo()
    first, second = (Section(_shaped(line, limits=7), line, place) for line in (1, 9))

    for section in (first, second):
        for _ in range(2):
            memo.facts(section, "same", compute=partial(_limits, section))

    assert [(problem.line, problem.message) for problem in place.problems] == [
        (1, "limits should be a mapping, not a number; ignored."),
        (9, "limits should be a mapping, not a number; ignored."),
    ]


def _shaped(line: int, **content: Any) -> YamlMap:
    made = YamlMap(line)
    for key, value in content.items():
        made.put(key, value, line)
    return made


def _limits(section: Section) -> dict[str, Fact]:
    return {"limited": section.stated("limits", bool(section.section("limits")))}

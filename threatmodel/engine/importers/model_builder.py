"""Collects what importers find and builds the model from it, in an order that input order does not change."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from threatmodel.engine.importers.flow_confidence import rank
from threatmodel.engine.importers.flow_names import with_distinct_names
from threatmodel.engine.importers.image_facts import ImageUse
from threatmodel.engine.importers.image_reference import ImageReference
from threatmodel.engine.importers.image_uses import ImageUses
from threatmodel.engine.importers.import_problems import Problem, Severity
from threatmodel.engine.importers.products.registries import cloud_registry, is_public_registry
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.importers.redaction import redacted
from threatmodel.engine.importers.yaml.source_map import SourceMap
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source
from threatmodel.engine.model.struct_base import Record

INTERNET: Final = "internet"
_OF_IMAGES: Final = ("uses_image", "based_on", "deploys")  # relations that importers add
_DEEPEST: Final = 100  # elements inside each other; a circle of them ends there
_STRENGTH: Final = {"file": 3, "person": 3, "inferred": 2, "default": 1}


class _Draft(msgspec.Struct, gc=False):
    """An element that still grows; its facts are in the order of their names."""

    kind: str
    name: str
    parent: str | None
    source: Source
    facts: dict[str, Fact]


class ImageBase(Record, frozen=True):
    """What an image starts from that is built here; what is copied into it, and where to.

    `ports` are those that it exposes, or that its own command line opens; `variables` those that it sets,
    each with its value and line in `file`. `starts_as_base`: what it adds leaves the start as it is.
    """

    reference: ImageReference | None
    copied: tuple[tuple[str, str], ...] = ()
    ports: tuple[int, ...] = ()
    variables: tuple[tuple[str, str, int], ...] = ()
    file: str = ""
    starts_as_base: bool = False


class TooManyElements(ValueError):
    """The input holds more elements than its reader takes."""


class ModelBuilder:
    """What the importers of one input write to.

    Adding is idempotent: an element that comes again keeps its kind, name and parent and gains the facts it
    lacks; a stronger origin (file before inferred before default) replaces a weaker one.
    """

    def __init__(self, *, max_elements: int | None = None, check: Callable[[], None] = lambda: None) -> None:
        self._max_elements = max_elements
        self.check = check  # raises where whoever asked no longer wants the model
        self.source_map = SourceMap()  # of objects that were put together from several files
        self._problems: dict[Problem, None] = {}  # in the order in which they came
        self._drafts: dict[str, _Draft] = {}
        # By type, then by ends; as they come, which is nearly in order and so sorted at once.
        self._relations: dict[str, dict[tuple[str, str], None]] = {}
        self._flows: dict[str, Flow] = {}
        self._joined: set[tuple[str, str]] = set()
        self.images = ImageUses()

    def add_element(
        self,
        uid: str,
        kind: str,
        name: str,
        *,
        source: Source,
        parent: str | None = None,
        facts: Mapping[str, Fact] | None = None,
    ) -> None:
        """Add an element, or facts to the one of that uid. Raises TooManyElements, or what `check` raises."""
        self.check()
        if uid in self._drafts:
            self.add_facts(uid, facts or {})
        elif self._max_elements is not None and len(self._drafts) >= self._max_elements:
            raise TooManyElements(f"more than {self._max_elements} elements")
        else:
            self._drafts[uid] = _Draft(kind, name, parent, source, _in_order(facts or {}))

    def add_facts(self, uid: str, facts: Mapping[str, Fact]) -> None:
        """Give facts to an element that exists; a fact of equal or stronger origin stays."""
        draft = self._drafts[uid]
        known = draft.facts
        stronger = {
            name: fact
            for name, fact in facts.items()
            if name not in known or _STRENGTH[known[name].source.origin] < _STRENGTH[fact.source.origin]
        }
        if stronger:
            draft.facts = _in_order({**known, **stronger})

    def has(self, uid: str) -> bool:
        """Whether an element of that uid was added."""
        return uid in self._drafts

    def kind_of(self, uid: str) -> str:
        """The kind of an element, or an empty string when there is none of that uid."""
        return self._drafts[uid].kind if uid in self._drafts else ""

    def parent(self, uid: str) -> str | None:
        """The uid of what an element is in."""
        return self._drafts[uid].parent if uid in self._drafts else None

    def fact(self, uid: str, name: str) -> Fact | None:
        """A fact added so far."""
        return self._drafts[uid].facts.get(name) if uid in self._drafts else None

    def relate(self, relation_type: str, source: str, target: str) -> None:
        """Add a relation once; it is left out of the model when one of its ends never comes."""
        self._relations.setdefault(relation_type, {})[source, target] = None

    def related(self, relation_type: str) -> Iterator[tuple[str, str]]:
        """The ends of the relations of a type added so far."""
        yield from self._relations.get(relation_type, {})

    def add_flow(self, flow: Flow) -> None:
        """Add a flow; one that comes again adds the facts the first one lacks, and may make it surer."""
        known = self._flows.get(flow.uid)
        if known is not None:
            facts = {**flow.facts, **known.facts}
            if (further := flow.facts.get("confidence")) is not None:
                facts["confidence"] = max(further, facts["confidence"], key=lambda fact: rank(fact.value))
            flow = replace(known, facts=facts)
        self._flows[flow.uid] = flow
        self._joined.add((flow.source, flow.destination))

    def flows(self) -> tuple[Flow, ...]:
        """The flows added so far."""
        return tuple(self._flows.values())

    def has_flow(self, source: str, destination: str) -> bool:
        """Whether some flow already leads from one to the other, on whatever port."""
        return (source, destination) in self._joined

    def add_internet(self) -> str:
        """Add the outside of everything, and return its uid."""
        why = "A component in the input has external traffic."
        self.add_element(INTERNET, "internet", "Internet", source=Source("inferred", why=why))
        return INTERNET

    def add_image(
        self, user: str, reference: ImageReference, *, source: Source, built_here: bool = False
    ) -> None:
        """Record that a container or init container uses an image; its element is made in `build`."""
        self.relate("uses_image", user, self.images.add(reference, source=source, built_here=built_here))

    def add_base_image(self, uid: str, reference: ImageReference, *, source: Source) -> None:
        """Add the image that another one starts from."""
        if reference.uid != uid:
            self.relate("based_on", uid, self.images.add(reference, source=source))

    def places(self) -> Iterator[tuple[str, str, Source]]:
        """Each element added so far: its uid, its kind and its place."""
        return ((uid, draft.kind, draft.source) for uid, draft in self._drafts.items())

    def named(self) -> Iterator[tuple[str, str, str, str | None]]:
        """Each element added so far: its uid, its kind, its name and what it is in."""
        return ((uid, draft.kind, draft.name, draft.parent) for uid, draft in self._drafts.items())

    def report(self, file: str, line: int, severity: Severity, message: str) -> None:
        """Note a problem once."""
        file, line = self.source_map.place(file, line)
        self._problems[Problem(file, line, severity, redacted(message))] = None

    def report_all(self, problems: Iterable[Problem]) -> None:
        """Note each problem once."""
        if self.source_map:
            for problem in problems:
                self.report(problem.file, problem.line, problem.severity, problem.message)
        else:
            self._problems.update(dict.fromkeys(problems))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was noted, in the order in which it came."""
        return tuple(self._problems)

    def build(self) -> Model:
        """Return the model. Parents come before what they hold, else the order is by uid."""
        self._add_images()
        drafts = self._drafts
        uids = drafts.keys()
        depths = self._depths()
        ordered = sorted(sorted(uids), key=depths.__getitem__)
        elements = {
            uid: Element(
                uid, one.kind, one.name, one.parent if one.parent in uids else None, one.facts, one.source
            )
            for uid in ordered
            for one in (drafts[uid],)
        }
        if self.source_map:
            elements = {uid: self._placed_element(element) for uid, element in elements.items()}
        relations = [
            Relation(kind, source, target)
            for kind in sorted(self._relations)
            for source, target in sorted(self._relations[kind])
            if source in uids and target in uids
        ]
        flows = (self._flow(uid) for uid in sorted(self._flows))
        flows_there = [flow for flow in flows if flow.source in uids and flow.destination in uids]
        return Model(elements, relations, {flow.uid: flow for flow in with_distinct_names(flows_there)})

    def _placed_element(self, element: Element) -> Element:
        return replace(
            element, facts=self._placed(element.facts), source=self.source_map.source(element.source)
        )

    def _flow(self, uid: str) -> Flow:
        flow = self._flows[uid]
        if not self.source_map:
            return flow
        return replace(
            flow, facts=self._placed(flow.facts), provenance=self.source_map.source(flow.provenance)
        )

    def _placed(self, facts: Mapping[str, Fact]) -> dict[str, Fact]:
        return {name: self.source_map.fact(fact) for name, fact in facts.items()}

    def _depths(self) -> dict[str, int]:
        """In how many others each element sits."""
        depths: dict[str, int] = {}
        for uid, draft in self._drafts.items():
            if draft.parent in depths:  # nearly always
                depths[uid] = depths[draft.parent] + 1
                continue
            waiting, parent = [uid], draft.parent
            while parent not in depths and parent in self._drafts and len(waiting) < _DEEPEST:
                waiting.append(parent)
                parent = self._drafts[parent].parent
            depth = depths.get(parent, -1) if parent is not None else -1
            for one in reversed(waiting):
                depth = depths[one] = depth + 1
        return depths

    def _add_images(self) -> None:
        """Add the images that were noted; what refers to them calls them as the model does from now on."""
        uids = self.images.uids()
        for kind in _OF_IMAGES:
            ends = self._relations.get(kind, {})
            self._relations[kind] = {
                (uids.get(source, source), uids.get(target, target)): None for source, target in ends
            }
        for image in self.images.elements():
            registry = self._add_registry(image.registry) if image.registry else None
            self.add_element(
                image.uid, "image", image.name, parent=registry, source=image.source, facts=image.facts
            )
            if registry:
                self.relate("pulled_from", image.uid, registry)

    def _add_registry(self, use: ImageUse) -> str:
        host = use.reference.registry
        uid = f"registry:{host}"
        where = {"file": use.source.file, "line": use.source.line}
        why = f"The image {use.reference.name} is pulled from {host}."
        facts = {"host": inferred(host, why=why, **where)}  # type: ignore[arg-type]
        public = is_public_registry(host)
        if public is not None:
            says = "anyone may publish there" if public else "only its owner may publish there"
            facts["public"] = inferred(public, why=f"{host} is known: {says}.", **where)  # type: ignore[arg-type]
            others = f"{host} is a known third-party registry."
            facts["third_party"] = inferred(value=True, why=others, **where)  # type: ignore[arg-type]
        facts |= _facts_of_cloud_registry(host, use)
        self.add_element(
            uid,
            "registry",
            host,
            source=Source("inferred", use.source.file, use.source.line, why=why),
            facts=facts,
        )
        return uid


def _facts_of_cloud_registry(host: str, use: ImageUse) -> dict[str, Fact]:
    """What is the same for all customers of a registry that a cloud provider runs."""
    if (known := cloud_registry(host)) is None:
        return {}
    file, line = use.source.file, use.source.line
    runs = f"A cloud provider runs {host}."
    login = f"{host} admits no pull without a login."
    return {
        "tls": inferred(value=True, why=f"{runs} It answers over TLS alone.", file=file, line=line),
        "self_hosted": inferred(value=False, why=runs, file=file, line=line),
        **({"anonymous_pull": inferred(value=False, why=login, file=file, line=line)} if known.login else {}),
    }


def _in_order(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts by name. Done as they come: at the end, each would have to be fetched from memory again."""
    return {**_names_in_order(tuple(facts)), **facts}


@lru_cache(maxsize=1024)  # elements of a kind mostly have the same facts
def _names_in_order(names: tuple[str, ...]) -> dict[str, Any]:
    """The names in order, to write facts over: that takes half as long as to insert them one by one."""
    return dict.fromkeys(sorted(names))

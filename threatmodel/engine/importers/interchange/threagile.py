"""Threagile: technical assets with their links, data assets, trust boundaries, and custom risks.

Risks that Threagile computes are not in its model; only what its authors wrote is read. A file that includes
others is to be merged first.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnFlow, DrawnPart
from threatmodel.engine.importers.interchange.threat_translation import (
    ListedThreat,
    add_threat,
    categories_in,
    id_by_title,
    mitigation,
    mitigations_in,
    severity_in,
    state_in,
    weakness,
)
from threatmodel.engine.importers.interchange.value_readers import (
    child_map,
    described,
    id_of,
    is_true,
    line_text,
    maps_in,
    paragraphs,
    text_of,
    texts_in,
)
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue
from threatmodel.engine.library.tool_vocabularies import Protocol, word
from threatmodel.engine.model import CATALOGUE, FactValue
from threatmodel.engine.model.imported_threats import ImportedMitigationState
from threatmodel.engine.model.threat_statuses import ImportedState

ID: Final = "threagile"
_CRITICALITIES: Final = ("low", "medium", "high", "critical")
_CUSTOM_RISKS: Final = ("individual_risk_categories", "custom_risk_categories")
_MOST_TRACKED: Final = 2_000  # entries with a wildcard
_MOST_COMPARED: Final = 1_000_000  # of these with a custom risk: about two seconds
# Where a custom risk names what it is about, in the order in which Threagile makes its id of them.
_RELEVANT: Final = (
    "most_relevant_technical_asset", "most_relevant_communication_link", "most_relevant_trust_boundary",
    "most_relevant_shared_runtime", "most_relevant_data_asset",
)  # fmt: skip
_LINK: Final = 1  # a risk of a link names its asset too
_MARKS: Final = ("internet", "out_of_scope", "multi_tenant", "redundant", "custom_developed_parts")
_LINK_MARKS: Final = ("ip_filtered", "readonly", "vpn")  # a VPN ends before the program does


def matches(content: YamlMap) -> bool:
    """Whether this is a model of Threagile, or a part of one."""
    return "threagile_version" in content or ("technical_assets" in content and "data_assets" in content)


def read(content: YamlMap, file: str) -> Drawing:
    """Return what the model draws."""
    drawing = Drawing(ID, file)
    if texts := sum(1 for _ in texts_in(content.get("includes"))):
        message = (
            f"The model includes {texts} other files, which are not read; merge them into one file first."
        )
        drawing.fault(message, content.line_of("includes"))
    for name, asset in _entries(drawing, content, "data_assets"):
        _add_data_asset(drawing, name, asset)
    for name, asset in _entries(drawing, content, "technical_assets"):
        _add_asset(drawing, name, asset)
    for name, boundary in _entries(drawing, content, "trust_boundaries"):
        kind = drawing.words.zones.get(word(text_of(boundary.get("type"))), "boundary")
        part = DrawnPart(id_of(boundary.get("id")), kind, name, boundary.line)
        _add_rest(drawing, boundary, part.facts)
        drawing.add_part(part)
    for name, runtime in _entries(drawing, content, "shared_runtimes"):
        _add_runtime(drawing, name, runtime)
    _nest(drawing, content)
    for _, asset in _entries(drawing, content, "technical_assets"):
        _add_links(drawing, asset)
    _add_risks(drawing, content)
    for key in ("questions", "abuse_cases", "security_requirements"):
        drawing.unread("question or requirement", "questions and requirements", len(child_map(content, key)))
    return drawing


def _entries(drawing: Drawing, content: YamlMap, key: str) -> Iterator[tuple[str, YamlMap]]:
    """The entries of a mapping of titles; custom risks may also be a list in which each has its title."""
    found = content.get(key)
    if isinstance(found, YamlList) and key in _CUSTOM_RISKS:
        yield from ((text_of(entry.get("title")), entry) for entry in maps_in(found))
        return
    if found is not None and not isinstance(found, YamlMap):
        drawing.fault(f"`{key}` is no mapping; it is ignored.", content.line_of(key))
    for name, entry in child_map(content, key).items():
        if isinstance(entry, YamlMap):
            yield name, entry


def _add_data_asset(drawing: Drawing, name: str, asset: YamlMap) -> None:
    part = DrawnPart(id_of(asset.get("id")), "data-set", name, asset.line)
    level = drawing.words.classifications.get(word(text_of(asset.get("confidentiality"))))
    drawing.add_facts(part.facts, {"classification": level})
    _add_rest(drawing, asset, part.facts)
    drawing.add_part(part)


def _add_asset(drawing: Drawing, name: str, asset: YamlMap) -> None:
    words = drawing.words
    technologies = [word(text_of(asset.get("technology"))), *map(word, texts_in(asset.get("technologies")))]
    kind = _kind(drawing, asset, technologies)
    part = DrawnPart(id_of(asset.get("id")), kind, name, asset.line)
    facts: dict[str, FactValue | None] = {
        "purpose": next((words.purposes[one] for one in technologies if one in words.purposes), None),
        "owner": line_text(asset.get("owner")),
        "data_classification": words.classifications.get(word(text_of(asset.get("confidentiality")))),
        "criticality": _criticality(drawing, asset),
        "encrypted_at_rest": words.encryption.get(word(text_of(asset.get("encryption")))),
    }
    held = {name: value for name, value in facts.items() if CATALOGUE.fact(kind, name)}
    drawing.add_facts(part.facts, held)
    named = [*texts_in(asset.get("data_assets_processed")), *texts_in(asset.get("data_assets_stored"))]
    _add_data_sets(drawing, part.facts, named)
    drawing.unread("property", "properties", sum(is_true(asset.get(mark)) for mark in _MARKS))
    _add_rest(drawing, asset, part.facts)
    drawing.add_part(part)


def _kind(drawing: Drawing, asset: YamlMap, technologies: Iterable[str]) -> str:
    """The kind: external clients and what people use are actors; else by technology and type."""
    words = drawing.words
    kind = words.kinds.get(word(text_of(asset.get("type"))))
    if kind is None:
        drawing.fault("`type` of the asset is unknown; it is read as a process.", asset.line_of("type"))
    found = next((words.technology_kinds[one] for one in technologies if one in words.technology_kinds), "")
    is_client = found == "actor" or is_true(asset.get("used_as_client_by_human"))
    if kind == "external-service":
        return "actor" if is_client else kind
    return found if found and found != "actor" else kind or "workload"


def _criticality(drawing: Drawing, asset: YamlMap) -> str | None:
    levels = drawing.words.criticalities
    found = [levels.get(word(text_of(asset.get(key)))) for key in ("integrity", "availability")]
    known = [level for level in found if level in _CRITICALITIES]
    return max(known, key=_CRITICALITIES.index, default=None)


def _add_runtime(drawing: Drawing, name: str, runtime: YamlMap) -> None:
    """A shared runtime is the host of what runs on it."""
    part = DrawnPart(id_of(runtime.get("id")), "node", name, runtime.line)
    _add_rest(drawing, runtime, part.facts)
    if drawing.add_part(part) is None:
        return
    for asset in texts_in(runtime.get("technical_assets_running")):
        if asset in drawing.parts and not drawing.parts[asset].runs_on:
            drawing.parts[asset].runs_on = part.id


def _nest(drawing: Drawing, content: YamlMap) -> None:
    for _, boundary in _entries(drawing, content, "trust_boundaries"):
        holder = id_of(boundary.get("id"))
        for key in ("technical_assets_inside", "trust_boundaries_nested"):
            for inside in texts_in(boundary.get(key)):
                part = drawing.parts.get(inside)
                if part is None or part.parent:
                    message = "A boundary holds what does not exist, or what is in another boundary too."
                    drawing.fault(message, boundary.line_of(key))
                else:
                    part.parent = holder


def _add_data_sets(drawing: Drawing, facts: dict[str, FactValue], named: Iterable[str]) -> None:
    every = list(dict.fromkeys(named))
    known = [one for one in every if one in drawing.parts and drawing.parts[one].kind == "data-set"]
    drawing.unread(
        "reference to an unknown data asset", "references to unknown data assets", len(every) - len(known)
    )
    if known:
        facts["data_sets"] = [drawing.uid(one) for one in known]


def _add_links(drawing: Drawing, asset: YamlMap) -> None:
    source = id_of(asset.get("id"))
    for name, link in child_map(asset, "communication_links").items():
        if not isinstance(link, YamlMap):
            drawing.fault("A communication link is no mapping; it is ignored.", asset.line)
            continue
        flow = DrawnFlow(f"{source}>{id_of(name)}", source, id_of(link.get("target")), name, link.line)
        protocol = drawing.words.protocols.get(word(text_of(link.get("protocol"))), Protocol())
        authenticated = drawing.words.authentication.get(word(text_of(link.get("authentication"))))
        facts = {
            "protocol": protocol.protocol,
            "encrypted": protocol.encrypted,
            "authenticated": authenticated,
        }
        drawing.add_facts(flow.facts, facts)
        named = [*texts_in(link.get("data_assets_sent")), *texts_in(link.get("data_assets_received"))]
        _add_data_sets(drawing, flow.facts, named)
        drawing.unread("property", "properties", sum(is_true(link.get(mark)) for mark in _LINK_MARKS))
        _add_rest(drawing, link, flow.facts)
        drawing.add_flow(flow)


def _add_rest(drawing: Drawing, entry: YamlMap, facts: dict[str, FactValue]) -> None:
    """Add the description, and count the tags, which are not read."""
    facts.update(described(entry))
    drawing.unread("tag", "tags", sum(1 for _ in texts_in(entry.get("tags"))))


# --- risks --------------------------------------------------------------------------------------------


def _add_risks(drawing: Drawing, content: YamlMap) -> None:
    tracking = _Tracking(child_map(content, "risk_tracking"))
    for key in _CUSTOM_RISKS:
        for name, category in _entries(drawing, content, key):
            for title, risk in child_map(category, "risks_identified").items():
                if isinstance(risk, YamlMap):
                    _add_risk(drawing, (name, title), category, risk, tracking)
    if tracking.is_cut:
        message = "The risk tracking has too many wildcards; some risks are read without their status."
        drawing.fault(message, content.line_of("risk_tracking"))
    drawing.unread("status of a computed risk", "statuses of computed risks", tracking.unused)


def _add_risk(
    drawing: Drawing,
    names: tuple[str, str],
    category: YamlMap,
    risk: YamlMap,
    tracking: "_Tracking",
) -> None:
    relevant = [id_of(risk.get(key)) for key in _RELEVANT]
    subject = relevant[_LINK] or next(filter(None, relevant), "")
    category_id = id_of(category.get("id"))
    status, reason = _decision(drawing, tracking.entry("@".join([category_id, *filter(None, relevant)])))
    done: ImportedMitigationState = "implemented" if status == "mitigated" else "proposed"
    title = line_text(names[1].replace("<b>", "").replace("</b>", ""), 500) or names[0]
    description = "\n\n".join(filter(None, (text_of(category.get(key)) for key in ("description", "impact"))))
    remedy = "\n\n".join(filter(None, (text_of(category.get(key)) for key in ("mitigation", "action"))))
    number = category.get("cwe")
    add_threat(
        drawing,
        ListedThreat(
            id_by_title(drawing, category_id, title),
            subject,
            title=title,
            description=description,
            severity=severity_in(drawing, text_of(risk.get("severity"))),
            status=status,
            line=risk.line,
            categories=categories_in(drawing, [text_of(category.get("stride"))]),
            references=(weakness(number),) if type(number) is int and 0 < number < 100_000 else (),
            mitigations=(mitigation(f"mitigation/{category_id}/{done}", "", remedy, done),),
            reason=reason,
        ),
    )


class _Tracking:
    """What was decided about risks, by their ids, which may have wildcards."""

    def __init__(self, entries: YamlMap) -> None:
        self._entries = entries
        self._wild = [one for one in list(entries)[:_MOST_TRACKED] if 0 < one.count("*") < 5]
        self._found: dict[str, list[str]] = {}
        self._compared = 0
        self._used: set[str] = set()
        self.is_cut = False

    @property
    def unused(self) -> int:
        """How many entries are about none of the risks that were asked for."""
        return len(self._entries) - len(self._used)

    def entry(self, risk_id: str) -> YamlValue:
        """Return what was decided about a risk: by its own id, else by the first wildcard."""
        if risk_id not in self._found:
            self._found[risk_id] = [risk_id] if risk_id in self._entries else []
            self._found[risk_id] += self._matching(risk_id)
            self._used.update(self._found[risk_id])
        return next((self._entries.get(one) for one in self._found[risk_id]), None)

    def _matching(self, risk_id: str) -> list[str]:
        self._compared += len(self._wild)
        if self._compared > _MOST_COMPARED:
            self.is_cut = True
            return []
        return [one for one in self._wild if fnmatchcase(risk_id, one.replace("[", "[[]"))]


def _decision(drawing: Drawing, entry: YamlValue) -> tuple[ImportedState, str]:
    """The status of a risk, and the reason that was given."""
    if not isinstance(entry, YamlMap):
        return "open", ""
    justification = entry.get("justification")
    said = mitigations_in("", justification, "proposed")  # as Bulkhead writes it
    return state_in(drawing, text_of(entry.get("status")), entry.line), said.reason or paragraphs(
        justification
    )

"""Flows as they are concluded: candidates are collected, and those of one uid become one flow."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.importers.flow_confidence import Confidence, confidence_fact, rank
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import NODE, NODE_CALLERS
from threatmodel.engine.importers.kubernetes.network.request_tokens import RequestTokens
from threatmodel.engine.importers.model_builder import INTERNET
from threatmodel.engine.model import Fact, Flow, Source
from threatmodel.engine.model.struct_base import Record

_OUTSIDERS: Final = {
    INTERNET: "Internet",
    NODE_CALLERS: "Clients with access to the nodes",
    NODE: "API server",  # it runs on the nodes of the control plane
}
_MAX_REASONS: Final = 4  # further reasons for the same flow are counted only


class Candidate(Record, frozen=True):
    """One reason to believe that data flows. A port of 0, an empty protocol and None mean unknown.

    `paths` are those of the requests that a route lets through, or their beginnings. `token_checked`: a mesh
    turns wrong tokens away, and `demands_token`: a policy of it demands one of some requests at least.
    `of_jobs`: jobs of workers are there.
    """

    source: str
    destination: str
    why: str
    file: str
    line: int
    port: int = 0
    protocol: str = ""
    encrypted: bool | None = None
    certificate_verified: bool | None = None
    authenticated: bool = False
    published_port: int = 0
    confidence: Confidence = "high"
    paths: tuple[str, ...] = ()
    token_checked: bool = False
    demands_token: bool = False
    of_jobs: bool = False

    @property
    def uid(self) -> str:
        """The uid of the flow: its ends and its port, or its protocol."""
        return f"flow:{self.source}->{self.destination}:{self.port or self.protocol}"


def with_tokens(candidate: Candidate, tokens: RequestTokens) -> Candidate:
    """Return the candidate as the mesh has it: authenticated where it demands a token of each caller."""
    demand, checked_by = tokens.demand, tokens.checked_by
    if tokens.may_demand:
        candidate = replace(candidate, demands_token=True)
        if demand is not None and not candidate.authenticated and demand.covers(candidate.paths):
            return replace(candidate, authenticated=True, why=f"{candidate.why} {demand.why}")
    elif checked_by is not None and not candidate.token_checked:
        why = f"{candidate.why} {checked_by.title} checks the tokens of its callers."
        return replace(candidate, token_checked=True, why=why)
    return candidate


def merged_flows(candidates: Iterable[Candidate]) -> tuple[Flow, ...]:
    """Return one flow for each uid, whatever the order of the candidates."""
    by_uid: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_uid[candidate.uid].append(candidate)
    return tuple([_flow(uid, by_uid[uid]) for uid in sorted(by_uid)])


def _flow(uid: str, candidates: list[Candidate]) -> Flow:
    ordered = candidates
    if len(ordered) > 1:
        # By their text and not by their place, so that moving a document changes no flow.
        ordered = sorted(set(candidates), key=lambda c: (c.why, c.published_port, c.protocol, c.file, c.line))
    first = ordered[0]
    why = _reasons(ordered)
    return Flow(
        uid,
        first.source,
        first.destination,
        name=f"{_name(first.source)} → {_name(first.destination)}",
        facts=_facts(ordered),
        origin="inferred",
        why=why,
        provenance=Source("inferred", first.file, first.line, why=why),
    )


def _name(uid: str) -> str:
    return _OUTSIDERS.get(uid) or uid.removeprefix("external:").removeprefix("registry:").rpartition("/")[2]


def _reasons(ordered: list[Candidate]) -> str:
    if len(ordered) == 1:
        return ordered[0].why
    reasons = list(dict.fromkeys(candidate.why for candidate in ordered))
    more = len(reasons) - _MAX_REASONS
    listed = " ".join(reasons[:_MAX_REASONS])
    return f"{listed} And {more} more." if more > 0 else listed


def _facts(ordered: list[Candidate]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    token_optional = all(one.token_checked and not one.demands_token for one in ordered)
    authenticated = all(one.authenticated for one in ordered)  # one way in without a login is enough
    for candidate in reversed(ordered):  # the first one decides
        source = Source("inferred", candidate.file, candidate.line, why=candidate.why)
        if candidate.port:
            facts["port"] = Fact(candidate.port, source)
        if candidate.protocol:
            facts["protocol"] = Fact(candidate.protocol, source)
        if candidate.published_port and candidate.published_port != candidate.port:
            facts["published_port"] = Fact(candidate.published_port, source)
        if candidate.certificate_verified is not None:
            facts["certificate_verified"] = Fact(candidate.certificate_verified, source)
        if token_optional:
            facts["token_optional"] = Fact(value=True, source=source)
        if authenticated:
            facts["authenticated"] = Fact(value=True, source=source)
        if rank(candidate.confidence) >= rank(facts["confidence"].value if "confidence" in facts else ""):
            facts["confidence"] = confidence_fact(candidate.confidence, candidate.file, candidate.line)
        facts |= {"carries_jobs": Fact(value=True, source=source)} if candidate.of_jobs else {}
        # One way in without encryption is enough for the flow to be readable.
        if candidate.encrypted is not None and (not candidate.encrypted or "encrypted" not in facts):
            facts["encrypted"] = Fact(candidate.encrypted, source)
    return facts

"""The sections that a report may have, in their usual order, and the document that they make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from threatmodel.reports.document import Document, Logo, Section
from threatmodel.reports.sections.attack_paths import attack_paths_section
from threatmodel.reports.sections.changes import changes_section
from threatmodel.reports.sections.compliance import compliance_section
from threatmodel.reports.sections.data_flow_diagrams import diagrams_section
from threatmodel.reports.sections.methods import (
    coverage_section,
    linddun_section,
    pasta_section,
    stride_section,
)
from threatmodel.reports.sections.risk_treatment import (
    acceptances_section,
    mitigations_section,
    questions_section,
    sign_off_section,
)
from threatmodel.reports.sections.scope import scope_section
from threatmodel.reports.sections.summary import summary_section
from threatmodel.reports.sections.threats import possible_section, threats_section
from threatmodel.reports.selectors import report_content as needs
from threatmodel.reports.selectors.report_data_types import ReportContent


@dataclass(frozen=True, slots=True)
class SectionType:
    """A section that can be chosen: what it needs of the model, and how it is built."""

    id: str
    title: str
    about: str
    needs: frozenset[str]
    build: Callable[[ReportContent], Section]


def _type(
    key: str, title: str, about: str, build: Callable[[ReportContent], Section], *needed: str
) -> SectionType:
    return SectionType(key, title, about, frozenset(needed), build)


SECTIONS: Final[tuple[SectionType, ...]] = (
    _type(
        "summary",
        "Summary",
        "Figures by severity and status, and the worst open threats.",
        summary_section,
        needs.POSSIBLE,
        needs.CHANGES,
    ),
    _type(
        "changes",
        "Changes",
        "What differs since an earlier version, and the threats that came and went.",
        changes_section,
        needs.CHANGES,
    ),
    _type(
        "scope", "Scope", "Elements, data flows, data sets, files, and what is out of scope.", scope_section
    ),
    _type(
        "diagrams",
        "Data flow diagrams",
        "The architecture with its trust boundaries, as vector pictures.",
        diagrams_section,
        needs.THREATS,
    ),
    _type(
        "stride",
        "STRIDE by element",
        "Each element and flow by category.",
        stride_section,
        needs.GRIDS,
        needs.THREATS,
    ),
    _type(
        "linddun",
        "LINDDUN by element",
        "Privacy threats by element and category.",
        linddun_section,
        needs.GRIDS,
        needs.THREATS,
    ),
    _type("pasta", "PASTA by stage", "The seven stages with their tables.", pasta_section, needs.STAGES),
    _type(
        "threats",
        "Threats",
        "Each rule with its threats, their evidence, excerpts of files, and why they have their score.",
        threats_section,
        needs.THREATS,
        needs.DETAILS,
    ),
    _type(
        "possible",
        "Possible threats",
        "Threats that depend on facts that are not known.",
        possible_section,
        needs.POSSIBLE,
    ),
    _type(
        "attack-paths",
        "Attack paths and trees",
        "Goals of attackers, the likeliest path to each, and attack trees.",
        attack_paths_section,
        needs.PATHS,
    ),
    _type(
        "mitigations",
        "Mitigations by owner",
        "Who does what until when, and what shows that it is done.",
        mitigations_section,
        needs.MITIGATIONS,
    ),
    _type(
        "acceptances",
        "Accepted risk",
        "Requests to accept risk, decisions and expiry.",
        acceptances_section,
        needs.ACCEPTANCES,
    ),
    _type(
        "questions",
        "Open questions",
        "Facts that no file states, and what their answers could raise.",
        questions_section,
        needs.QUESTIONS,
    ),
    _type("coverage", "Coverage", "How much each method has settled.", coverage_section, needs.GRIDS),
    _type(
        "compliance",
        "Compliance by framework",
        "Clauses of CIS, NIST, OWASP, Pod Security Standards and GDPR: met, threatened or unknown.",
        compliance_section,
        needs.COMPLIANCE,
    ),
    _type("sign-off", "Sign-off", "Approvals, and a table to sign.", sign_off_section, needs.APPROVALS),
)
SECTION_BY_ID: Final = {one.id: one for one in SECTIONS}


OF_VERSIONS: Final = tuple([one.id for one in SECTIONS if one.needs <= needs.OF_VERSIONS])
"""Sections that a report of an earlier version may have."""
NOT_OF_VERSIONS: Final = {
    "pasta": "What people write in the stages is kept only as it is now.",
}
"""Why a report of an earlier version cannot have the other sections."""


def needs_of(sections: Sequence[str]) -> frozenset[str]:
    """Return what these sections need of the model."""
    return frozenset(one for section in sections for one in SECTION_BY_ID[section].needs)


@dataclass(frozen=True, slots=True)
class Look:
    """What a template of a team gives to its reports."""

    classification: str = ""
    logo: bytes = b""


def build_document(content: ReportContent, sections: Sequence[str], *, look: Look, site: str) -> Document:
    """Return the report with these sections in this order."""
    stamp = content.stamp
    return Document(
        title=content.name,
        subtitle="Threat model report",
        team=content.team,
        stamp=stamp,
        classification=look.classification,
        logo=Logo(look.logo) if look.logo else None,
        facts=(
            ("Model", content.name),
            ("Team", content.team),
            *((("Owner", content.owner),) if content.owner else ()),
            ("State", stamp.label),
            ("Saved", stamp.at),
            ("Rule library", stamp.library_version or "Not analyzed yet"),
            *((("About", content.earlier),) if content.earlier else ()),
        ),
        site=site,
        sections=tuple(SECTION_BY_ID[one].build(content) for one in sections),
    )

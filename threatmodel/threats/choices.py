"""The words that threats, mitigations and their lists share, in the order of the pages."""

from collections.abc import Iterable
from typing import Final

from threatmodel.engine.model import bulkhead_yaml_statements, threat_statuses
from threatmodel.library.choices import CATEGORIES

CELL_STATES: Final = ("threats", "waiting", "considered", "unknown", "outside")
STATUS_RISK: Final = {name: one.risk for name, one in threat_statuses.THREAT_STATUSES.items()}
THREAT_STATUSES: Final = tuple(STATUS_RISK)
OPEN: Final = threat_statuses.with_risk("open")
AT_RISK: Final = threat_statuses.AT_RISK
FIXED: Final = threat_statuses.with_risk("fixed")
CLOSED: Final = threat_statuses.with_risk("fixed", "none")
# An analysis no longer finds the threat.
NOT_FOUND: Final = frozenset(
    name for name, one in threat_statuses.THREAT_STATUSES.items() if not one.is_found
)
CERTAINTIES: Final = ("found", "possible")  # its rule holds; or waits for facts that are missing
# What a person may say of a possible threat by answering what it waits for.
ANSWER_ACTIONS: Final = ("applies", "does-not-apply")
# What a person may set; the rest is computed.
DECIDABLE: Final = tuple(name for name, one in threat_statuses.THREAT_STATUSES.items() if one.people_set_it)
NEEDS_REASON: Final = threat_statuses.NEEDS_REASON  # of these, those that are set with a reason alone
DUE_STATES: Final = ("overdue", "soon", "none")  # of threats that want work; soon: within seven days
# What the list may show as one row: threats with the same value of this.
GROUPINGS: Final = ("element", "owner", "mitigation", "hardening")
# Why a threat is resolved: an import shows changed facts, a person stated it, its element or flow is
# no longer there, its rule is deleted or switched off, or anything else around it changed.
RESOLUTIONS: Final = ("file", "statement", "removal", "rule", "other")
# The evidence for the status of a threat that is resolved (as RESOLUTIONS) or mitigated.
EVIDENCE_STATES: Final = ("", *RESOLUTIONS, "not-seen", "contradicted", "facts-hold")
# The evidence for the status of a mitigation that is done.
MITIGATION_EVIDENCE: Final = ("", "import", "approver", "not-seen", "contradicted", "manual")
EVIDENCE_KINDS: Final = ("link", "note", "file")  # what people put with a mitigation
WRITTEN_EVIDENCE: Final = EVIDENCE_KINDS[:2]
TRACKED: Final = ("threat", "mitigation")  # what has a status that people and imports change
ASKED: Final = ("fact", "threat")  # what people are asked about
SEEN: Final = ("fixed", "faulty")  # what the newest import that spoke of it shows of a treated threat
SUBJECT_STATES: Final = ("present", "gone", "deleted")  # the element or flow of a threat
DONE: Final = bulkhead_yaml_statements.MITIGATION_DONE  # a threat whose mitigations are all done is mitigated
UNFINISHED: Final = ("proposed", "planned", "in-progress")
ESTIMATES: Final = bulkhead_yaml_statements.ESTIMATES
EFFORTS: Final = bulkhead_yaml_statements.EFFORTS
REDUCTIONS: Final = bulkhead_yaml_statements.REDUCTIONS
# Of a request to accept risk, as its row has it. What waits can still be decided.
ACCEPTANCE_STATUSES: Final = (
    "proposed", "asked-back", "active", "expired", "revoked", "rejected", "withdrawn",
)  # fmt: skip
ACCEPTANCE_WAITING: Final = ("proposed", "asked-back")
# As lists show it: `expiring` is an active one whose last day is near.
ACCEPTANCE_STATES: Final = (
    "proposed", "asked-back", "expiring", "active", "expired", "revoked", "rejected", "withdrawn",
)  # fmt: skip
ACCEPTANCE_CHANGES: Final = ("", "severity", "facts")  # why an acceptance no longer covers a threat
# What another rule library makes of a threat: found now; not found any more; of another severity; accepted
# for other facts; a possible threat that comes, or goes.
LIBRARY_CHANGES: Final = ("new", "gone", "severity", "facts", "possible", "possible-gone")
# Of an update of the library: a preview waits; it was applied; or an analysis for another reason came first.
LIBRARY_UPDATE_STATES: Final = ("waiting", "applied", "superseded")
_BIT: Final = {category: 1 << place for place, category in enumerate(CATEGORIES)}


def category_bits(categories: Iterable[str]) -> int:
    """Return the categories as one number with a bit for each, so that SQL can filter and count them.

    The places follow CATEGORIES; a category is never removed from it and new ones go to the end.
    """
    return sum(_BIT[category] for category in set(categories))


def categories_of(bits: int) -> tuple[str, ...]:
    """Return the categories whose bits are set, in their order."""
    return tuple(category for category in CATEGORIES if bits & _BIT[category])

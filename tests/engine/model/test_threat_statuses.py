"""The table of threat statuses is the only one: whatever lists statuses follows from it."""

import subprocess
import sys
from typing import get_args

from threatmodel.engine.model.threat_statuses import (
    AT_RISK,
    NEEDS_REASON,
    RISKS,
    STATED,
    THREAT_STATUSES,
    ImportedState,
    status_label,
    with_risk,
)

_TOY = """
from threatmodel.engine.model import threat_statuses
toy = threat_statuses.ThreatStatus(
    risk="none", people_set_it=True, needs_reason=True, stated=True, decision="Risk transferred",
    otm="accepted", threagile="accepted", threat_dragon="Accepted", vex="exploitable",
)
threat_statuses.THREAT_STATUSES["transferred"] = toy
source = open(threat_statuses.__file__, encoding="utf-8").read()
exec(source[source.index("STATED: Final"):], vars(threat_statuses))

from threatmodel.engine.exporters.interchange.threat_descriptions import decision_of
from threatmodel.engine.exporters.interchange.export_data_types import ExportedThreat
from threatmodel.engine.generators.frontend_catalogue import canvas_module
from threatmodel.engine.importers.bulkhead_yaml.schema import STATED
from threatmodel.engine.importers.interchange.threat_translation import mitigations_in
from threatmodel.engine.mcp_tools.tool_schemas import INPUTS
from threatmodel.threats import choices

assert "transferred" in INPUTS["list_threats"]["properties"]["status"]["items"]["enum"]
assert "transferred" in STATED
for one in (choices.THREAT_STATUSES, choices.DECIDABLE, choices.NEEDS_REASON, choices.CLOSED):
    assert "transferred" in one
for one in (choices.OPEN, choices.AT_RISK, choices.FIXED, choices.NOT_FOUND):
    assert "transferred" not in one
threat = ExportedThreat("key", "A threat", "", (), "low", 1, 1, 1, "", status="transferred", reason="Insured")
assert decision_of(threat) == "Risk transferred: Insured"
assert not threat.is_at_risk
"""


def test_each_says_one_thing_of_the_risk() -> None:
    assert set(with_risk(*RISKS)) == set(THREAT_STATUSES)
    assert {one.risk for one in THREAT_STATUSES.values()} == set(RISKS)
    assert set(AT_RISK) == {"open", "needs-info", "accepted"}


def test_reasons_and_statements_are_of_what_people_set() -> None:
    set_by_people = {name for name, one in THREAT_STATUSES.items() if one.people_set_it}

    assert set_by_people >= NEEDS_REASON
    assert set_by_people >= set(STATED)


def test_other_tools_bring_what_is_found() -> None:
    found = {name for name, one in THREAT_STATUSES.items() if one.is_found}

    assert set(get_args(ImportedState)) <= found


def test_labels_are_read_from_the_id() -> None:
    assert status_label("needs-info") == "Needs info"


def test_another_line_of_the_table_is_known_everywhere() -> None:
    done = subprocess.run([sys.executable, "-c", _TOY], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr

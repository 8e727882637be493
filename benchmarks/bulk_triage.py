"""How much processor time changes of many threats at once take, and their undo.

Run with `python -m benchmarks.bulk_triage`. Prints figures beside their bounds; a miss exits with 1.
"""

import os
import sys
from typing import Any, Final

from benchmarks.database import scratch_database
from benchmarks.processor_time import processor_seconds
from benchmarks.save_and_analyze import missed, show
from benchmarks.threat_list import model_with_threats

_THREATS: Final = 20_000  # half of them possible
_SECONDS_MOST: Final = 2.0


def main() -> None:
    with scratch_database() as vendor:
        model = model_with_threats(_THREATS)
        person = str(model.created_by_id)
        changes: dict[str, dict[str, Any]] = {
            "decided": {"status": "not-applicable", "reason": "The hosts are thrown away after each build."},
            "assigned": {"owner": person, "due": "2031-01-01"},
            "tagged": {"tags_add": ["review"]},
            "mitigated": {"new_mitigation": {"title": "Run them as users without privileges"}},
            "all at once": {"status": "needs-info", "reason": "Asked.", "owner": person, "tags_add": ["q3"]},
        }
        print(f"{_THREATS // 2} threats in one change on {vendor}, load {os.getloadavg()[0]:.1f}")
        for name, change in changes.items():
            _measure(name, model, change)
    sys.exit(1 if missed else 0)


def _measure(name: str, model: Any, change: dict[str, Any]) -> None:
    from rest_framework.test import APIClient  # noqa: PLC0415 (Django is set up by scratch_database)

    client = APIClient(SERVER_NAME="127.0.0.1")
    client.force_login(model.created_by)
    address = f"/api/models/{model.pk}/threats/"
    seen = client.get(f"{address}?page_size=1").json()["seen"]
    body = {"selection": {"all": True, "filter": {}}, "seen": seen, "change": change}
    seconds, outcome = _timed(client, f"{address}changes/", body)
    back, undone = _timed(client, f"{address}changes/{outcome['group']}/undo/", None)
    assert outcome["changed"] == undone["changed"] > 0, (outcome, undone)
    show(f"{name}, {outcome['changed']} threats: processor time", seconds, _SECONDS_MOST, "s")
    show(f"{name}, undone: processor time", back, _SECONDS_MOST, "s")


def _timed(client: Any, address: str, body: Any) -> tuple[float, dict[str, Any]]:
    used = processor_seconds()
    response = client.post(address, body, format="json")
    seconds = processor_seconds() - used
    assert response.status_code == 200, response.content
    outcome: dict[str, Any] = response.json()
    return seconds, outcome


if __name__ == "__main__":
    main()

"""A file that cannot be imported gives one clear message, and leaves nothing behind."""

import re
import uuid

import pytest

from tests.bad_files import BAD_FILES
from tests.services.deployment import Server
from tests.services.visitor import Refused, Visitor


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_upload_is_refused_whole(server: Server, name: str) -> None:
    """Sent without the front end's own checks, so that the server alone has to refuse it."""
    visitor = Visitor(server.url)
    visitor.sign_up(f"person-{uuid.uuid4().hex[:8]}@bulkhead.example")
    model = visitor.model("Bad files")

    messages = _messages(visitor, model, name)

    assert len(messages) == 1, messages
    assert re.search(r"[A-Za-z]{3,}.*\.$", messages[0]), messages
    assert "Traceback" not in messages[0]
    row = visitor.get(f"/api/models/{model}/")
    assert (row["element_count"], row["flow_count"], sum(row["threats"].values())) == (0, 0, 0)


def _messages(visitor: Visitor, model: str, name: str) -> list[str]:
    """What the person is told: by the refused request, or by the job that failed."""
    try:
        job = visitor.import_files(model, {name: BAD_FILES[name]()})
    except Refused as refusal:
        if refusal.status not in {400, 413}:
            raise
        return [refusal.body.rstrip('"}] ')]
    assert job["state"] == "failed", job
    return [problem["message"] for problem in job["problems"]] or [job["message"]]

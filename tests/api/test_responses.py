"""Files that views send: each is to be saved, and none is guessed about or run by a browser."""

from collections.abc import Iterator

import pytest
from django.http.response import HttpResponseBase

from threatmodel.api.responses import file_to_save
from threatmodel.api.streaming import file_response

pytestmark = pytest.mark.no_database


def _parts() -> Iterator[str]:
    yield "{}"


@pytest.mark.parametrize(
    "response",
    [
        file_to_save(b"{}", content_type="application/json", name="team.json"),
        file_response(_parts(), content_type="application/json", name="team.json"),
    ],
    ids=["whole", "streamed"],
)
def test_a_file_is_saved_and_never_run(response: HttpResponseBase) -> None:
    assert response["Content-Disposition"] == 'attachment; filename="team.json"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_name_cannot_end_its_header() -> None:
    response = file_to_save(b"", content_type="text/plain", name='a"; filename="b.html')

    assert response["Content-Disposition"] == r'attachment; filename="a\"; filename=\"b.html"'

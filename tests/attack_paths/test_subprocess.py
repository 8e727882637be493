"""A question that is posted about a large model is answered by a process of its own."""

import json

import pytest
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from rest_framework.test import APIRequestFactory

from tests.people import People
from threatmodel.api.subprocess_worker import _response
from threatmodel.attack_paths.models import PathRun


def test_the_process_answers_from_the_body(
    cast: People, address: str, run: PathRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = _get_new_csrf_string()
    question = {"controls": [{"control": "remove-runtime-socket", "uid": "compose:proxy/proxy"}]}
    asked = APIRequestFactory().post(f"{address}what-if/", question, format="json")
    environ = {name: value for name, value in asked.META.items() if isinstance(value, str)}
    environ |= {"HTTP_COOKIE": f"csrftoken={secret}", "HTTP_X_CSRFTOKEN": secret, "wsgi.url_scheme": "http"}
    monkeypatch.setattr(connection, "close", lambda: None)  # that of the process

    status, _headers, content = _response(environ, asked.body, cast.vera.pk)

    assert status == 200, content
    assert json.loads(content)["cut"] > 0

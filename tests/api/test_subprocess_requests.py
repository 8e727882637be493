"""What becomes of a read that a process of its own could not answer."""

from multiprocessing import Pipe
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError

from threatmodel.api import subprocess_requests, subprocess_worker


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_an_unreachable_database_is_reported_as_elsewhere(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def away(*_request: Any) -> None:
        raise fault("the connection failed")

    monkeypatch.setattr(subprocess_worker, "_response", away)
    monkeypatch.setattr(subprocess_worker, "connection", SimpleNamespace(settings_dict={"OPTIONS": {}}))
    monkeypatch.setattr("resource.setrlimit", lambda *_limit: None)
    receiving, sending = Pipe(duplex=False)
    with receiving, sending:
        subprocess_worker.respond(sending, {}, b"", None, 0)

        with pytest.raises(OperationalError):  # which the API answers with 503
            subprocess_requests._received(receiving)

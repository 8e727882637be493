"""Downloads of RUN steps that nothing verifies are reported by address; others are not."""

import pytest

from threatmodel.engine.importers import TextFile, read

UNVERIFIED = [
    "RUN curl -L -o /m/x http://a.example/x.tgz",
    "RUN curl -fsSLO http://u:p@a.example/x.tgz?key=1",
    "RUN curl http://a.example/x.tgz > /x.tgz",
    "RUN curl -s http://a.example/x.tgz | tar xz -C /opt",
    "RUN wget http://a.example/x.tgz && tar xzf x.tgz",
    "RUN wget -qO- http://a.example/x.tgz | tar xz",
    "RUN pip install http://a.example/x.tgz",
    "RUN wget http://a.example/x.tgz && sha256sum x.tgz",  # it prints a checksum
    "RUN echo x | sha256sum -c\nRUN wget http://a.example/x.tgz",
]
VERIFIED = [
    "RUN wget http://a.example/x.tgz && echo '0a  x.tgz' | sha256sum -c -",
    "RUN wget http://a.example/x.tgz\nRUN gpg --batch --verify x.sig x.tgz",
    "RUN curl -fsSL https://a.example/key.gpg -o /etc/apt/keyrings/a.gpg",
    "RUN curl -fsSL https://a.example/gpg | gpg --dearmor -o /etc/apt/keyrings/a.gpg",
    "RUN curl -fsS http://localhost/health",
    "RUN curl http://a.example/ping > /dev/null",
    "RUN curl -o /dev/null http://a.example/ping",
    "RUN curl -fsSL https://a.example/x.sh | sh",  # which is a threat of its own
    "RUN pip install http://a.example/x.tgz#sha256=0a",
]


def additions(steps: str) -> object:
    files = {"compose.yaml": "services: {web: {build: .}}\n", "Dockerfile": f"FROM debian:12\n{steps}\n"}
    model = read([TextFile(name, text.encode()) for name, text in files.items()]).model
    return model.elements["image:build/web"].facts["unverified_additions"].value


@pytest.mark.parametrize("steps", UNVERIFIED)
def test_what_is_kept_as_it_comes_is_told_by_its_address(steps: str) -> None:
    assert additions(steps) == ["http://a.example/x.tgz"]


@pytest.mark.parametrize("steps", VERIFIED)
def test_what_is_verified_or_not_kept_is_not(steps: str) -> None:
    assert additions(steps) == []

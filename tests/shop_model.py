"""A small shop in a compose file, later versions of it, and fixtures of a model that holds it."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.people import People
from threatmodel.accounts.models import User
from threatmodel.architecture.api.services.models import model_create
from threatmodel.architecture.importing.import_scope import Scope
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.importers import TextFile, read
from threatmodel.imports.services.imports import Imported, import_apply
from threatmodel.threats.threats.models import Threat

SOCKET = "      - /var/run/docker.sock:/var/run/docker.sock\n"
COMPOSE = f"""\
services:
  proxy:
    image: traefik:3.1
    ports: ["443:443"]
    volumes:
{SOCKET}      - certificates:/certificates
    depends_on: [shop]
  shop:
    image: registry.example.com/shop:1.4
    environment:
      DATABASE_HOST: db
  db:
    image: postgres:16
volumes:
  certificates: {{}}
"""
FIXED = COMPOSE.replace(SOCKET, "")
WITHOUT_DB = FIXED.replace("  db:\n    image: postgres:16\n", "").replace(
    "    environment:\n      DATABASE_HOST: db\n", ""
)
SOCKET_RULE = "container-runtime-socket-mounted"


def new_model(team: Any, user: User, name: str = "Shop") -> ThreatModel:
    """Write an empty model of the team."""
    return model_create(team_id=team.pk, actor=user, name=name)


def import_files(
    model: ThreatModel, user: User | None, files: Mapping[str, str], *, scope: Scope = "files"
) -> Imported:
    """Import texts by file name, as the job does."""
    reading = read([TextFile(name, text.encode()) for name, text in files.items()])
    return import_apply(model_id=model.pk, actor=user, reading=reading, files=files, scope=scope)


def import_text(model: ThreatModel, user: User | None, text: str = COMPOSE) -> Imported:
    """Import one compose file."""
    return import_files(model, user, {"docker-compose.yml": text})


def socket_threat(model: ThreatModel) -> Threat:
    """Return the threat of the mounted Docker socket."""
    return Threat.objects.get(model=model, rule=SOCKET_RULE)


@pytest.fixture
def empty(cast: People) -> ThreatModel:
    """A model without anything in it."""
    return new_model(cast.team, cast.alice)

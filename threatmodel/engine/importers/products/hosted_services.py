"""Services that others run and parts of AI systems, as the palette offers them (hosted_services.yaml)."""

from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record


class HostedService(Record, frozen=True, forbid_unknown_fields=True):
    """What is drawn for a service of this name, and the facts that are known of each one."""

    name: str
    kind: str
    facts: dict[str, bool | str] = {}
    keywords: tuple[str, ...] = ()


class _Services(Record, frozen=True, forbid_unknown_fields=True):
    """The content of hosted_services.yaml."""

    services: tuple[HostedService, ...]


HOSTED_SERVICES: Final = load_data(Path(__file__).with_name("hosted_services.yaml"), _Services).services

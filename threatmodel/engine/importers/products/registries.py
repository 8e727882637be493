"""Who publishes images and sources, by registry and owner (registries.yaml)."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.image_reference import DOCKER_HUB, LIBRARY, ImageReference, parse_image
from threatmodel.engine.importers.products.images import KNOWN_IMAGES
from threatmodel.engine.model.struct_base import Record


class _Registry(Record, frozen=True, forbid_unknown_fields=True):
    public: bool


class CloudRegistry(Record, frozen=True, forbid_unknown_fields=True):
    """Registries of a cloud provider: `hosts` matches their hosts, `login` says that all pulls need one."""

    hosts: str
    login: bool = False


class _Registries(Record, frozen=True, forbid_unknown_fields=True):
    """The content of registries.yaml."""

    registries: dict[str, _Registry]
    cloud_registries: tuple[CloudRegistry, ...]
    verified_publishers: str
    packagers: str
    official_mirrors: str
    public_source_hosts: frozenset[str]


_DATA: Final = load_data(Path(__file__).with_name("registries.yaml"), _Registries)
_REGISTRIES: Final[Mapping[str, _Registry]] = _DATA.registries
_VERIFIED: Final = frozenset(_DATA.verified_publishers.split())
_PACKAGERS: Final = frozenset(_DATA.packagers.split())
_OFFICIAL_MIRRORS: Final = frozenset(_DATA.official_mirrors.split())
PUBLIC_SOURCE_HOSTS: Final = _DATA.public_source_hosts
"""Hosts on which anyone may publish sources."""


def publisher_of(reference: ImageReference) -> str:
    """Who publishes the image: official, verified, community, or unknown for a registry we do not know.

    Where its owner alone publishes, as vendors do on registries of their own, that is a verified publisher;
    so is the maker of a product that is known by this name.
    """
    if reference.registry == DOCKER_HUB and reference.repository.startswith(LIBRARY):
        return "official"
    if f"{reference.registry}/{reference.repository}".rpartition("/")[0] in _OFFICIAL_MIRRORS:
        return "official"
    owner = _owner(reference)
    public = is_public_registry(reference.registry)
    if public is False or owner in _VERIFIED or owner in _makers():
        return "verified"
    return "community" if public else "unknown"


@cache
def _makers() -> frozenset[str]:
    """Owners of images that are known by their full names, without those who pack software of others."""
    known = (parse_image(image) for image in KNOWN_IMAGES if "/" in image)
    return frozenset(_owner(one) for one in known if one is not None) - _PACKAGERS


def _owner(reference: ImageReference) -> str:
    """The first part of the repository, with the registry where it is not Docker Hub."""
    owner = reference.repository.split("/")[0]
    return owner if reference.registry == DOCKER_HUB else f"{reference.registry}/{owner}"


def is_public_registry(host: str) -> bool | None:
    """Whether anyone may publish on the registry; None when that is not known."""
    known = _REGISTRIES.get(host)
    return None if known is None else known.public


def cloud_registry(host: str) -> CloudRegistry | None:
    """The kind of registry of a cloud provider that the host is; None for any other."""
    return next((one for one in _DATA.cloud_registries if re.fullmatch(one.hosts, host)), None)

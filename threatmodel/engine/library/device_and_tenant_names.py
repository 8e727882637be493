"""What names say of devices, tenants, updates and webhooks (device_and_tenant_names.yaml)."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.yaml_data import read_data

_NAMES: Final[Mapping[str, list[str]]] = read_data(Path(__file__).with_name("device_and_tenant_names.yaml"))
_ENDINGS: Final = tuple(f" {ending}" for ending in _NAMES["device_endings"])
_PERSONAL: Final = frozenset(_NAMES["personal_devices"])
_KEYS: Final = {key: frozenset(words) for key, words in _NAMES.items()}
_OUTSIDE_TENANTS: Final = _KEYS["tenants"] - _KEYS["provider_offers"]
_WORD: Final = re.compile(r"[^\W_]+")
_SINGULAR: Final = frozenset({"gas", "saas"})  # words of the names above that end with an s


@kept_for_short_texts
def names_device(name: str) -> bool:
    """Whether something of this name is a device that is part of the system, as a sensor or a vehicle."""
    words = _words(name)
    return f" {' '.join(words)}".endswith(_ENDINGS) and _PERSONAL.isdisjoint(words)


@kept_for_short_texts
def names_passing_device(name: str) -> bool:
    """Whether something of this name is a device that passes on what it gets, as a gateway."""
    return names_device(name) and _words(name)[-1] in _NAMES["passing_devices"]


@kept_for_short_texts
def names_broker(name: str) -> bool:
    """Whether something of this name passes on messages of devices."""
    return _has_word(name, "brokers")


@kept_for_short_texts
def names_tenant(name: str) -> bool:
    """Whether something of this name is one of several organizations that share a system, or serves them."""
    return _has_word(name, "tenants")


@kept_for_short_texts
def names_outside_tenant(name: str) -> bool:
    """The same of an external service, which may be what a provider sells: SaaS CRM is no tenant."""
    return not _OUTSIDE_TENANTS.isdisjoint(_words(name))


@kept_for_short_texts
def number_of(name: str) -> str:
    """Return what tells it from others of its name, as "a" of Tenant A; empty where nothing does."""
    return " ".join(word.lower() for word in _WORD.findall(name) if len(word) == 1 or not word.isalpha())


@kept_for_short_texts
def names_updates(name: str) -> bool:
    """Whether something of this name may hold or serve firmware and updates."""
    return _has_word(name, "updates")


@kept_for_short_texts
def names_webhooks(name: str) -> bool:
    """Whether something of this name sends webhooks or gets them."""
    return _has_word(name, "webhooks")


def _has_word(name: str, key: str) -> bool:
    return not _KEYS[key].isdisjoint(_words(name))


@kept_for_short_texts
def _words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case and in the singular, without numbers and single letters."""
    words = [word.lower() for word in _WORD.findall(name)]
    return tuple([_singular(word) for word in words if len(word) > 1 and word.isalpha()])


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and word not in _SINGULAR else word

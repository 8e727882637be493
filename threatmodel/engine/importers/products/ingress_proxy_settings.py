"""How writers of Ingresses can configure the proxy of a controller (ingress_proxy_settings.yaml)."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record


class _IngressProxySettings(Record, frozen=True, forbid_unknown_fields=True):
    """The content of ingress_proxy_settings.yaml."""

    raw_configuration: tuple[str, ...]
    templated_values: frozenset[str]
    host_aliases: tuple[str, ...]
    mirrors: tuple[str, ...]
    plain_http: dict[str, str]
    optional_certificates: dict[str, tuple[str, ...]]
    open_settings: dict[str, tuple[str, ...]]
    open_options: dict[str, tuple[str, ...]]


_DATA: Final = load_data(Path(__file__).with_name("ingress_proxy_settings.yaml"), _IngressProxySettings)
HOST_ALIASES: Final = _DATA.host_aliases
MIRRORS: Final = _DATA.mirrors
PLAIN_HTTP: Final = _DATA.plain_http
"""Annotations by which requests without TLS are served beside those with TLS, and the value that says so."""

# A repetition in a pattern, and a variable of the proxy: braces that end no directive.
_HARMLESS_BRACES: Final = re.compile(r"\{\d{1,9}(?:,\d{0,9})?\}|\$\{\w{1,60}\}")
_ENDS_DIRECTIVE: Final = re.compile(r"[;{}\r\n]")


def is_raw_configuration(annotation: str) -> bool:
    """Whether the value of an annotation is configuration of the proxy."""
    return annotation.endswith(_DATA.raw_configuration)


def injects_configuration(annotation: str, value: str) -> bool:
    """Whether a value that becomes part of a directive ends it and starts another."""
    return annotation.rpartition("/")[2] in _DATA.templated_values and ends_directive(value)


def ends_directive(value: str) -> bool:
    """Whether a text contains what ends a directive of the proxy."""
    return _ENDS_DIRECTIVE.search(_HARMLESS_BRACES.sub("", value.strip())) is not None


def has_optional_certificates(annotations: Mapping[str, str]) -> bool:
    """Whether annotations ask clients for a certificate without requiring one."""
    return any(
        annotations.get(key, "").strip().lower() in values
        for key, values in _DATA.optional_certificates.items()
    )


def open_settings(entries: Iterable[tuple[str, str]]) -> list[str] | None:
    """Return the names of the entries by which a controller accepts configuration from Ingresses, sorted.

    None: no entry is such a setting, so it is unknown whether they configure a controller at all.
    """
    known = {name: value for name, value in entries if name in _DATA.open_settings}
    if not known:
        return None
    return sorted(name for name, value in known.items() if value.strip().lower() in _DATA.open_settings[name])


def open_options(arguments: Iterable[str]) -> list[str] | None:
    """Return the options by which a controller accepts configuration from Ingresses, in order, each once.

    None: no argument is such an option.
    """
    known = [
        (option, value if equals else "true")
        for argument in arguments
        for option, equals, value in [argument.partition("=")]
        if option.startswith("-") and option.lstrip("-") in _DATA.open_options
    ]
    if not known:
        return None
    opened = (o for o, value in known if value.strip().lower() in _DATA.open_options[o.lstrip("-")])
    return list(dict.fromkeys(opened))

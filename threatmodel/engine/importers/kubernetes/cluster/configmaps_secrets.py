"""Secrets and ConfigMaps: their keys and who uses them. Values are looked at here and never leave."""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from threatmodel.engine.importers.embedded_credentials import credentials_in, without_comments
from threatmodel.engine.importers.kubernetes.cluster.default_objects import (
    TOKEN_TYPE,
    is_certificate_of_the_cluster,
)
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.products.ingress_proxy_settings import open_settings
from threatmodel.engine.importers.redacted_names import redacted_name
from threatmodel.engine.importers.redaction import (
    holds_issued_key,
    is_credential,
    is_credential_value,
    is_literal,
    is_unissued_key,
    is_weak_credential,
    users_of,
)
from threatmodel.engine.importers.secret_values import is_filled_in_before, is_secret_value
from threatmodel.engine.model import Fact, Source

_PRIVATE_KEY: Final = "PRIVATE KEY-----"
_SECRET_TYPES_WITH_KEY: Final = frozenset({"kubernetes.io/tls", "kubernetes.io/ssh-auth"})
_ACCOUNT: Final = "kubernetes.io/service-account.name"  # annotation: whose token Kubernetes puts there
_RELATIONS: Final = {"Secret": "reads_secret", "ConfigMap": "reads_config"}
# Keys that AWS issues at random: words as their values are for its emulators, such as LocalStack.
_ISSUED_BY_AWS: Final = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"})
_FOR_EMULATORS: Final = frozenset({"test", "dummy", "fake", "local", "localstack"})
_KINDS: Final = {"Secret": "secret", "ConfigMap": "config"}


def secret_facts(found: KubernetesObject) -> dict[str, Fact]:
    """Return what is known of a Secret without any of its values."""
    root = found.root
    values = dict(secret_values(found))
    data_key = "stringData" if "stringData" in root else "data"
    weak = sorted(_weak(values, found.name))
    lines = [root.section(data_key).line_of(key) for _, key in weak]
    holds_key = any(_PRIVATE_KEY in value for value in values.values())
    kind = root.text("type") or "Opaque"
    annotations = root.section("metadata").section("annotations")
    account = annotations.text(_ACCOUNT) if kind == TOKEN_TYPE else ""
    return {
        **({"token_account": annotations.stated(_ACCOUNT, account)} if account else {}),
        "type": root.stated("type", kind)
        if "type" in root
        else root.defaulted(kind, "A Secret without a type is Opaque."),
        "keys": root.stated(data_key, sorted(values)),
        "values_in_manifest": root.stated(
            data_key, any(is_secret_value(f"{found.name}_{key}", value) for key, value in values.items())
        ),
        "weak_keys": root.stated(data_key, [name for name, _ in weak], tuple(lines)),
        "private_key": root.stated(data_key, holds_key or (kind in _SECRET_TYPES_WITH_KEY and bool(values))),
        "external": root.stated(data_key, value=False),
        **_settings(root.section(data_key), values),
    }


def _settings(data: Section, values: Mapping[str, str]) -> dict[str, Fact]:
    """Return whether files of settings are all that a Secret holds, where all its entries are files."""
    if not values or not all(_is_file(value) for value in values.values()):
        return {}
    holding = (key for key, value in values.items() if next(_credentials(key, value), None))
    holder = next(holding, "")
    why = "A file contains what looks like a credential." if holder else "No line looks like a credential."
    return {"settings_only": data.inferred(not holder, why, holder)}


def secret_values(found: KubernetesObject) -> Iterator[tuple[str, str]]:
    """Yield the entries of a Secret in clear, to look at and forget."""
    stated = dict(found.root.section("stringData").scalars())
    for key, value in found.root.section("data").scalars():
        if key not in stated:
            yield redacted_name(key), _decoded(value)
    yield from ((redacted_name(key), value) for key, value in stated.items())


def _decoded(text: str) -> str:
    if not is_literal(text):
        return text  # to be filled in
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return text


def config_facts(found: KubernetesObject) -> dict[str, Fact]:
    """Return what is known of a ConfigMap without any of its values."""
    root = found.root
    values = dict(config_values(found))
    keys = sorted({*values, *map(redacted_name, root.section("binaryData"))})
    credentials = sorted(found for key, value in values.items() for found in _credentials(key, value))
    weak = sorted({*_weak(values, found.name)} & {*credentials})
    facts = {
        "keys": root.stated("data", keys),
        "credential_keys": _named(root, credentials),
        "weak_keys": _named(root, weak),
        "external": root.stated("data", value=False),
    }
    opened = open_settings(values.items())
    if opened is not None:
        data = root.section("data")
        opened_at = tuple(data.line_of(key) for key in opened)
        facts["open_ingress_settings"] = data.stated(opened[0] if opened else "", list(opened), opened_at)
    return facts


def _named(root: Section, found: Sequence[tuple[str, str]]) -> Fact:
    """The names of entries of a ConfigMap, each found with its key."""
    lines = tuple(root.section("data").line_of(key) for _, key in found)
    return root.stated("data", [name for name, _ in found], lines)


def config_values(found: KubernetesObject) -> Iterator[tuple[str, str]]:
    """Yield the text entries of a ConfigMap, to look at and forget."""
    yield from ((redacted_name(key), value) for key, value in found.root.section("data").scalars())


def _credentials(key: str, value: str) -> Iterator[tuple[str, str]]:
    """What in an entry holds a credential, with its key: settings of a file by name, else the key itself."""
    given = is_literal(value) or is_filled_in_before(key, value)
    if not _is_file(value) and given and is_credential(key, value):
        if not _is_for_an_emulator(key, value):
            yield key, key
    elif inside := credentials_in(value):
        yield from ((f"{key}: {one.name}", key) for one in inside)
    elif is_literal(value) and (is_credential_value(without_comments(value)) or holds_issued_key(value)):
        yield key, key


def _is_for_an_emulator(key: str, value: str) -> bool:
    """Whether a key that AWS would issue is a word: AWS_SECRET_ACCESS_KEY=test."""
    return key.upper() in _ISSUED_BY_AWS and value.strip().lower() in _FOR_EMULATORS


def _weak(values: Mapping[str, str], secret: str) -> Iterator[tuple[str, str]]:
    """What in the entries of a Secret or ConfigMap of this name is trivial to guess, with its key.

    An empty entry is yet to be filled in, by a script or a controller.
    """
    users = users_of(values.items())
    for key, value in values.items():
        if not value.strip():
            continue
        inside = credentials_in(value)
        yield from ((f"{key}: {one.name}", key) for one in inside if one.weak)
        if inside or _is_file(value) or is_unissued_key(f"{secret}_{key}", value):
            continue
        if is_weak_credential(key, value, users):
            yield key, key


def _is_file(value: str) -> bool:
    """Whether an entry is a file of settings: several lines, or JSON."""
    text = value.strip()
    return "\n" in text or text.startswith(("{", "["))


@dataclass(slots=True)
class ConfigReferences:
    """Who uses which Secret and ConfigMap, declared or not."""

    declared: Mapping[str, Mapping[tuple[str, str], KubernetesObject]]
    generated: Set[tuple[str, str]] = frozenset()  # Secrets that controllers make, by namespace and name
    _missing: dict[tuple[str, str, str], Section] = field(default_factory=dict)

    def use(
        self, graph: GraphWriter, user: str, kind: str, namespace: str, name: str, where: Section
    ) -> None:
        """Record that the element `user` reads a Secret or ConfigMap, unless every pod does."""
        if is_certificate_of_the_cluster(kind, name):
            return
        graph.relation(_RELATIONS[kind], user, object_uid(namespace, kind, name))
        if (namespace, name) in self.declared.get(kind, {}) or (
            kind == "Secret" and (namespace, name) in self.generated
        ):
            return
        key = (kind, namespace, name)
        known = self._missing.get(key)
        if known is None or (where.file, where.line) < (known.file, known.line):
            self._missing[key] = where

    def write_missing(self, graph: GraphWriter) -> None:
        """Add what is used and not declared: it is supplied from outside of the files."""
        for (kind, namespace, name), where in sorted(self._missing.items(), key=lambda item: item[0]):
            why = f"This {kind} is used here, but no file declares it."
            source = Source("inferred", where.place.file, where.line, why=why)
            facts = {"external": Fact(value=True, source=source)}
            if kind == "Secret":
                facts["values_in_manifest"] = Fact(value=False, source=source)
            graph.element(
                object_uid(namespace, kind, name),
                _KINDS[kind],
                name,
                graph.namespace(namespace),
                facts,
                source,
            )


def write_configuration(
    graph: GraphWriter, secrets: Iterable[KubernetesObject], configs: Iterable[KubernetesObject]
) -> None:
    """Add the declared Secrets and ConfigMaps."""
    for found in secrets:
        graph.object(found, "secret", secret_facts(found))
    for found in configs:
        graph.object(found, "config", config_facts(found))


def mark_named_secrets(
    builder: ModelBuilder, objects: Iterable[KubernetesObject], named: Mapping[tuple[str, str], Section]
) -> None:
    """Say of each declared Secret whether a custom resource names it: then its operator reads it."""
    for found in objects if named else ():
        by = named.get((found.namespace, found.name)) if found.kind == "Secret" else None
        if by is not None and builder.has(found.uid):  # not of those that each cluster makes by itself
            why = f"{by.text('kind')} {by.section('metadata').name()} names it."
            builder.add_facts(found.uid, {"named_by_resource": by.inferred(value=True, why=why)})

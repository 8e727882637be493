"""Whether a controller acts on objects of users in every namespace (namespace_scope.yaml)."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.struct_base import Record


class _Controller(Record, frozen=True, forbid_unknown_fields=True):
    images: tuple[str, ...]
    limited_by: frozenset[str]
    limited_if_false: frozenset[str] = frozenset()
    only_with: tuple[str, ...] = ()

    def is_limited_by(self, name: str, value: str) -> bool:
        text = value.strip().lower()
        return name in (self.limited_if_false if text == "false" else self.limited_by if text else ())


class _Data(Record, frozen=True, forbid_unknown_fields=True):
    """The content of namespace_scope.yaml."""

    routes: tuple[_Controller, ...]
    deploys: tuple[_Controller, ...]


class NamespaceScope(Record, frozen=True):
    """Whether a controller routes or deploys; `limit` names what limits it to some namespaces, if any."""

    routes: bool
    limit: str


_DATA: Final = load_data(Path(__file__).with_name("namespace_scope.yaml"), _Data)


def is_controller(repository: str) -> bool:
    """Whether an image is one of those that act on objects of users."""
    return _controller(repository) is not None


def namespace_scope(
    repository: str, options: Iterable[tuple[str, str]], variables: Mapping[str, str]
) -> NamespaceScope | None:
    """Return for which namespaces a controller of this image acts; None for any other image.

    `options` are those of the command line with their values; its other words have no name. Values are only
    compared.
    """
    controller = _controller(repository)
    if controller is None:
        return None
    given = {(name.lstrip("-") or value).lower(): value for name, value in options}
    if controller.only_with and not any(name.startswith(controller.only_with) for name in given):
        return None
    given |= {name.lower(): value for name, value in variables.items()}
    limit = next((name for name, value in given.items() if controller.is_limited_by(name, value)), "")
    return NamespaceScope(controller in _DATA.routes, limit)


@kept_for_short_texts
def _controller(repository: str) -> _Controller | None:
    known = (*_DATA.routes, *_DATA.deploys)
    return next((one for one in known if f"/{repository}".endswith(tuple(f"/{i}" for i in one.images))), None)

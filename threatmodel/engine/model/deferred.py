"""Functions whose modules are loaded when they are called: a command needs few of many formats."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

_modules: Final[dict[str, None]] = {}  # those that were named so far, in that order


def deferred(module: str, name: str) -> Callable[..., Any]:
    """Return what calls the function of this name in a module, which is loaded then."""
    _modules[module] = None

    def call(*given: Any, **named: Any) -> Any:
        return getattr(import_module(module), name)(*given, **named)

    return call


def load_deferred(package: str) -> None:
    """Load those modules that are in a package, as a server does when it starts: no request waits then."""
    # A module that is loaded may name further ones.
    while inside := [module for module in _modules if module.startswith(f"{package}.")]:
        for module in inside:
            del _modules[module]
            import_module(module)

"""Files nobody can import, by name: what people drop by mistake or on purpose."""

from collections.abc import Callable

_TOO_LARGE = 25 * 1024 * 1024  # one MB more than an import may hold


def _bomb() -> bytes:
    """Nine levels of nine aliases: 3^18 strings when expanded."""
    levels = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return ("\n".join(levels) + "\nservices:\n  web:\n    image: *a8\n").encode()


def _nested() -> bytes:
    return b"services: " + b"[" * 200 + b"]" * 200 + b"\n"


def _large() -> bytes:
    line = b"# megabytes of comment so that nothing can be read from this file in time\n"
    start = b"services:\n  web:\n    image: nginx\n"
    return (start + line * (_TOO_LARGE // len(line) + 1))[: _TOO_LARGE + 1]


def _tabbed() -> bytes:
    return b"services:\n\tweb:\n\t\timage: nginx\n"


def _binary() -> bytes:
    return bytes(range(256)) * 64


BAD_FILES: dict[str, Callable[[], bytes]] = {
    "empty.yaml": lambda: b"",
    "bomb.yaml": _bomb,
    "nested.yaml": _nested,
    "large.yaml": _large,
    "tabbed.yaml": _tabbed,
    "binary.yaml": _binary,
}

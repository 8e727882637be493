"""The bytes of a file as the C parser takes them: UTF-8, no longer than allowed, and text."""

from typing import Final

from threatmodel.engine.importers.limits import megabytes
from threatmodel.engine.importers.yaml.errors import InvalidYaml, line_at
from threatmodel.engine.importers.yaml.limits import YamlLimits

_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def checked_bytes(data: bytes, limits: YamlLimits) -> bytes:
    if len(data) > limits.max_bytes:
        most = megabytes(limits.max_bytes)
        raise InvalidYaml(
            0, f"The file has {len(data):,} bytes; the limit of a YAML file is {most}. Split it."
        )
    if data.startswith(_UTF16_MARKS):
        data = _decoded(data, "utf-16").encode("utf-8", "replace")
    if (at := data.find(b"\0")) >= 0:
        raise InvalidYaml(line_at(data, at), "This is a binary file with NUL bytes, not YAML or JSON text.")
    _decoded(data, "utf-8")
    return data


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        line = line_at(data, fault.start)
        raise InvalidYaml(
            line, f"The text is not valid {encoding.upper()}. Save the file as UTF-8."
        ) from None

"""PNG files that people upload: what is no part of the picture is left out.

Logos go into reports for people outside of the team, so no metadata, no other file behind the end of the
picture, and no chunk that programs unpack to any size (iCCP, zTXt, iTXt) goes with them.
Source: Portable Network Graphics (PNG) Specification, third edition, sections 5 and 11.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_FRAME: Final = struct.Struct(">I4s")  # length and name; after the data follows the checksum
_SUM: Final = struct.Struct(">I")
_HEADER: Final = struct.Struct(">IIBBBBB")
_PICTURE: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA", b"cHRM"})
_PIXEL_BYTES_MOST: Final = 8  # four channels of 16 bits
_ROW_EXTRA: Final = 8  # interlaced pictures have up to seven parts, each row of them with a byte of its own
_PART_BYTES: Final = 64 * 1024


class InvalidPng(ValueError):
    """The bytes are no PNG, or a damaged one."""


def png_size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels. Raises InvalidPng."""
    kind, content = next(_chunks(data), (b"", b""))
    if kind != b"IHDR" or len(content) != _HEADER.size:
        raise InvalidPng("it does not begin with a header")
    width, height, *_rest = _HEADER.unpack(content)
    if not (width and height):
        raise InvalidPng("it has no pixels")
    return width, height


def png_picture(data: bytes) -> bytes:
    """Return the picture alone. Raises InvalidPng, also where more is packed in it than its pixels."""
    width, height = png_size(data)
    kept = [(kind, content) for kind, content in _chunks(data) if kind in _PICTURE]
    pixels = b"".join(content for kind, content in kept if kind == b"IDAT")
    _check_pixels(pixels, most=width * height * _PIXEL_BYTES_MOST + height * _ROW_EXTRA)
    return SIGNATURE + b"".join(
        _FRAME.pack(len(content), kind) + content + _SUM.pack(zlib.crc32(kind + content))
        for kind, content in kept
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of each chunk up to the end of the picture."""
    if not data.startswith(SIGNATURE):
        raise InvalidPng("it has another signature")
    at, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        try:
            length, kind = _FRAME.unpack_from(data, at)
            (checksum,) = _SUM.unpack_from(data, at + _FRAME.size + length)
        except struct.error as fault:
            raise InvalidPng("it is cut off") from fault
        content = data[at + _FRAME.size : at + _FRAME.size + length]
        if zlib.crc32(kind + content) != checksum:
            raise InvalidPng("a checksum is wrong")
        yield kind, content
        at += _FRAME.size + length + _SUM.size


def _check_pixels(packed: bytes, *, most: int) -> None:
    unpacker, size, rest = zlib.decompressobj(), 0, packed
    try:
        while rest and not unpacker.eof and size <= most:
            size += len(unpacker.decompress(rest, _PART_BYTES))
            rest = unpacker.unconsumed_tail
    except zlib.error as fault:
        raise InvalidPng("its pixels cannot be read") from fault
    if size > most:
        raise InvalidPng("it holds more than its pixels")

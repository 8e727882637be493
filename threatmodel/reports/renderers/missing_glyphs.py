"""Finds the characters for which the server has no font: a PDF shows an empty box in their place.

Typst says nothing of them. It is asked to draw each one: those that look like a code point that will never be
a character have no glyph of their own.
"""

import re
import unicodedata
from typing import Final

import orjson
import typst

_MOST: Final = 3_000  # different characters of one report; drawing them takes 0.3 s
_NEVER: Final = "\U0010ffff"
_BETWEEN: Final = "a"  # so that it is known which glyphs are of one character: some have none, or two
_PAGE: Final = b"""\
#set page(width: auto, height: auto, margin: 0pt)
#set text(font: "Libertinus Serif", fallback: true)
#for one in json(bytes(sys.inputs.characters)) { block(text(one)) }
"""
_GLYPH: Final = re.compile(r'<use [^>]*?href="#([^"]+)"')
_EMBEDDED_BELOW: Final = 0x530  # Latin, Greek and Cyrillic: their fonts come with Typst
_DRAWN: Final = frozenset("LNPS")  # letters, numbers, punctuation, symbols: what always has a glyph


def missing_glyphs(text: str, *, system_fonts: bool = True) -> str:
    """Return the characters of the text that would be empty boxes, each once and in order."""
    asked = sorted({one for one in text if ord(one) >= _EMBEDDED_BELOW} - {_NEVER})
    asked = [one for one in asked if unicodedata.category(one)[0] in _DRAWN][:_MOST]
    if not asked:
        return ""
    empty, *glyphs = _glyphs([_NEVER, *asked], system_fonts=system_fonts)
    return "".join(one for one, drawn in zip(asked, glyphs, strict=True) if empty and drawn == empty)


def _glyphs(characters: list[str], *, system_fonts: bool) -> list[list[str]]:
    """The names of the glyphs of each character."""
    drawn = [part for one in characters for part in (_BETWEEN, one)]
    svg = typst.compile(
        _PAGE,
        format="svg",
        sys_inputs={"characters": orjson.dumps(drawn).decode()},
        ignore_system_fonts=not system_fonts,
    )
    names = _GLYPH.findall(svg.decode())
    between, found = names[0], list[list[str]]()
    for name in names:
        if name == between:
            found.append([])
        else:
            found[-1].append(name)
    return found

"""Text as XML can hold it. Names of files and people may have characters that it cannot."""

import re
from typing import Final

# Everything that is no Char. Source: Extensible Markup Language (XML) 1.0, section 2.2. As a list of
# what is none it is compiled nine times as fast as by the ranges of what is one.
_NO_CHARACTERS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Return the text with the replacement character for each that XML has no way to write."""
    return _NO_CHARACTERS.sub("\ufffd", text)

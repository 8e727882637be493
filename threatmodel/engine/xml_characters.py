"""Text as XML can hold it. Names of files and people may have characters that it cannot."""

import re
from typing import Final

# Everything that is no Char. Source: Extensible Markup Language (XML) 1.0, section 2.2.
_NO_CHARACTERS: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return the text with the replacement character for each that XML has no way to write."""
    return _NO_CHARACTERS.sub("\ufffd", text)

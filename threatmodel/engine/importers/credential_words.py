"""The words by which credentials are told from other settings (redaction.yaml)."""

from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.model.struct_base import Record


class _Words(Record, frozen=True, forbid_unknown_fields=True):
    """The content of redaction.yaml; words are separated by spaces."""

    credential_words: str
    password_words: str
    others_words: str
    key_kinds: str
    about_ends: str
    credential_ends: tuple[str, ...]
    about_words: str
    other_meanings: tuple[str, ...]
    list_words: str
    user_words: str
    issuer_words: str
    trivial_words: str
    published_values: str


CREDENTIAL_WORDS: Final = load_data(Path(__file__).with_name("redaction.yaml"), _Words)

"""Encrypts uploads and mails while they wait for the worker, with keys derived from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["InvalidToken", "decrypt", "encrypt"]


def encrypt(plaintext: bytes, *, purpose: str) -> bytes:
    """Return the authenticated ciphertext; each purpose has a key of its own."""
    return _box(purpose).encrypt(plaintext)


def decrypt(ciphertext: bytes, *, purpose: str) -> bytes:
    """Return the plaintext; raises InvalidToken when the key or the bytes are not those of `encrypt`."""
    return _box(purpose).decrypt(ciphertext)


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]  # the first encrypts, all decrypt
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    """Return a Fernet key.

    Source: RFC 5869; the salt is empty as SECRET_KEY is already uniformly random.
    """
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"bulkhead {purpose}".encode())
    return base64.urlsafe_b64encode(hkdf.derive(key.encode()))

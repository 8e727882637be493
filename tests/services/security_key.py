"""A security key in software: it makes one passkey and signs with it, as browsers pass it on."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

_FLAG = AuthenticatorData.FLAG
_AAGUID = bytes(16)


@dataclass
class SecurityKey:
    """It has checked the person's finger, in a page of `origin`."""

    origin: str
    credential_id: bytes = b"a passkey of the tests"
    user_handle: str = ""
    verifies: bool = True  # whether it checks the finger when it signs
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what `navigator.credentials.create` makes of the options, as JSON."""
        asked = options["publicKey"]
        self.user_handle = asked["user"]["id"]
        public = ES256.from_cryptography_key(self._key.public_key())  # type: ignore[no-untyped-call]
        data = AuthenticatorData.create(
            sha256(asked["rp"]["id"].encode()).digest(),
            _FLAG.UP | _FLAG.UV | _FLAG.AT,
            0,
            AttestedCredentialData.create(_AAGUID, self.credential_id, public),
        )
        return self._credential(
            attestationObject=websafe_encode(bytes(AttestationObject.create("none", data, {}))),
            clientDataJSON=websafe_encode(self._client_data("webauthn.create", asked["challenge"])),
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what `navigator.credentials.get` makes of the options, as JSON."""
        asked = options["publicKey"]
        flags = _FLAG.UP | _FLAG.UV if self.verifies else _FLAG.UP
        data = AuthenticatorData.create(sha256(asked["rpId"].encode()).digest(), flags, 1)
        client_data = self._client_data("webauthn.get", asked["challenge"])
        signature = self._key.sign(bytes(data) + sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            authenticatorData=websafe_encode(bytes(data)),
            clientDataJSON=websafe_encode(client_data),
            signature=websafe_encode(signature),
            userHandle=self.user_handle,
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(kind, challenge, self.origin))

    def _credential(self, **response: str) -> dict[str, Any]:
        return {
            "type": "public-key",
            "id": websafe_encode(self.credential_id),
            "rawId": websafe_encode(self.credential_id),
            "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}},
        }

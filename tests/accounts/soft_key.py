"""A security key made of software: what a browser and a key would answer, so that tests can change each part of it."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


def options_on(page: Any) -> dict[str, Any]:
    """The block of options that a page hands to the browser."""
    block = page.content.decode().split('id="webauthn-options" type="application/json">')[1].split("<")[0]
    found: dict[str, Any] = json.loads(block.replace("\\u003C", "<").replace("\\u0026", "&"))
    return found


class SoftKey:
    """One key with one credential: `holder` is the user handle it remembers."""

    def __init__(self, *, verifies: bool = True, host: str = "localhost") -> None:
        self.host = host
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.number = b"soft key number 1"
        self.holder = ""
        self.flags = PRESENT_AND_VERIFIED if verifies else AuthenticatorData.FLAG.UP

    def create(self, options: dict[str, Any]) -> str:
        """The answer to "make a credential", as the form sends it."""
        wanted = options["creation_options"]["publicKey"]
        self.holder = wanted["user"]["id"]
        made = AttestedCredentialData.create(
            b"\0" * 16, self.number, ES256.from_cryptography_key(self.private.public_key())
        )
        data = AuthenticatorData.create(
            sha256(self.host.encode()), self.flags | AuthenticatorData.FLAG.AT, 0, made
        )
        client = CollectedClientData.create("webauthn.create", wanted["challenge"], f"https://{self.host}")
        response = {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._answer(response, {"credProps": {"rk": True}})

    def get(self, options: dict[str, Any], **changed: Any) -> str:
        """The answer to "show that you are there"; `changed` parts are put in place of the true ones."""
        challenge = options["request_options"]["publicKey"]["challenge"]
        data = AuthenticatorData.create(sha256(self.host.encode()), self.flags, 0)
        client = CollectedClientData.create("webauthn.get", challenge, f"https://{self.host}")
        signature = self.private.sign(bytes(data) + sha256(client), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.holder,
        }
        return self._answer(response | changed, {})

    def _answer(self, response: dict[str, Any], extensions: dict[str, Any]) -> str:
        number = websafe_encode(self.number)
        whole = {"id": number, "rawId": number, "type": "public-key", "response": response}
        return json.dumps(whole | {"clientExtensionResults": extensions})


def add_to(client: Client, key: SoftKey) -> Any:
    """Add `key` to the account of who is signed in."""
    page = client.get("/account/factors/key/")
    return client.post("/account/factors/key/", {"name": "Key", "credential": key.create(options_on(page))})

"""What browsers and passkeys say to each other (W3C Web Authentication, level 3), put together and judged.

Imported only where somebody uses a passkey: the library behind it takes 60 ms to load.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, cast
from uuid import UUID

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestationObject,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from prisma_hub.identity.types import Challenge, MadePasskey, Proof, Where
from prisma_hub.kernel.refusal import Refused

ALGORITHMS: Final = (ES256, EdDSA, RS256)
"""What phones, security keys and Windows sign with, in the order we like them."""
LONGEST_CREDENTIAL: Final = 1023  # WebAuthn, 4
LONGEST_KEY: Final = 1024
RSA_BYTES: Final = (256, 512)
_DAMAGED: Final = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
    struct.error,
    InvalidSignature,
    UnsupportedAlgorithm,
)
"""How the library ends where something was cut, turned or made up; a test throws dice at it."""


def to_make(
    where: Where, *, hub: str, person: UUID, name: str, challenge: bytes, known: Iterable[bytes]
) -> Challenge:
    """Ask a browser for a new passkey. `known`: those the person has, none of which is made twice."""
    options, state = _server(where, hub).register_begin(
        PublicKeyCredentialUserEntity(id=person.bytes, name=name, display_name=name),
        credentials=[
            PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=each) for each in known
        ],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    return Challenge(dict(options)["publicKey"], _plain(state))


def to_prove(where: Where, *, challenge: bytes) -> Challenge:
    """Ask a browser to sign with whichever passkey its person chooses."""
    options, state = _server(where).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED, challenge=challenge
    )
    return Challenge(dict(options)["publicKey"], _plain(state))


def check_made(made: MadePasskey, where: Where, state: Mapping[str, str]) -> tuple[bytes, bytes, int]:
    """Credential, public key (COSE) and counter of a passkey made as it was asked for here."""
    no = Refused(
        "The passkey did not arrive as it should.",
        kept="None was added.",
        mend="Try once more, or sign in with your name and code.",
    )
    with _refusing(no):
        authenticator = AuthenticatorData(_within(made.attestation))
        client = CollectedClientData(made.client_data)
        held = authenticator.credential_data
        if held is None or client.cross_origin or not 0 < len(held.credential_id) <= LONGEST_CREDENTIAL:
            raise ValueError("no credential of ours")
        _server(where).register_complete(
            state,
            RegistrationResponse(
                raw_id=held.credential_id,
                response=AuthenticatorAttestationResponse(
                    client_data=client,
                    attestation_object=AttestationObject.create("none", authenticator, {}),
                ),
            ),
        )
        return held.credential_id, _usable(held.public_key), authenticator.counter


def _within(attestation: bytes) -> bytes:
    """What the authenticator said. The library would take a number for so many bytes, and fill the memory."""
    found = cbor.decode(attestation)
    said = found["authData"] if isinstance(found, dict) else None
    if not isinstance(said, bytes):
        raise ValueError("no bytes")
    return said


def _usable(key: CoseKey) -> bytes:
    """A public key that can be asked whether a signature is its own."""
    if not isinstance(key, ALGORITHMS) or key.ALGORITHM not in [each.ALGORITHM for each in ALGORITHMS]:
        raise ValueError("an algorithm nobody asked for")
    if isinstance(key, RS256) and not RSA_BYTES[0] <= len(key[-1]) <= RSA_BYTES[1]:
        raise ValueError("a key too short or too long")
    kept = cbor.encode(key)
    if len(kept) > LONGEST_KEY:
        raise ValueError("more than a key")
    try:
        key.verify(b"", b"")  # type: ignore[no-untyped-call]
    except InvalidSignature:
        return kept
    raise ValueError("a key that takes anything")


def check_proof(
    proof: Proof, where: Where, state: Mapping[str, str], *, person: UUID, kept: tuple[bytes, bytes]
) -> int:
    """How often the passkey has signed, where this one is it and it signed what was asked. `kept`: its
    credential and public key."""
    credential, key = kept
    no = Refused(
        "The passkey did not sign as it should.",
        kept="Nobody was signed in.",
        mend="Try once more, or sign in with your name and code.",
    )
    with _refusing(no):
        client, authenticator = CollectedClientData(proof.client_data), AuthenticatorData(proof.authenticator)
        if proof.whose != person.bytes or client.cross_origin:
            raise ValueError("somebody else's")
        public = CoseKey.parse(cast(Mapping[int, Any], cbor.decode(key)))  # as _usable wrote it
        _server(where).authenticate_complete(
            state,
            [AttestedCredentialData.create(Aaguid.NONE, credential, public)],
            AuthenticationResponse(
                raw_id=proof.credential,
                response=AuthenticatorAssertionResponse(
                    client_data=client,
                    authenticator_data=authenticator,
                    signature=proof.signature,
                    user_handle=proof.whose,
                ),
            ),
        )
        return authenticator.counter


def _server(where: Where, hub: str = "") -> Fido2Server:
    """The library's judge. It asks for no attestation: which make a phone is concerns nobody here."""
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=where.name, name=hub or where.name),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == where.origin,
    )
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=each.ALGORITHM)
        for each in ALGORITHMS
    ]
    return server


def _plain(state: Mapping[str, str]) -> dict[str, str]:
    return {name: str(value) for name, value in state.items()}


@contextmanager
def _refusing(no: Refused) -> Iterator[None]:
    try:
        yield
    except _DAMAGED:
        raise no from None

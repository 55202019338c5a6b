"""A publisher's key pair: Ed25519, the private half in a file under a passphrase.

Ed25519 is RFC 8032; the private file is PKCS#8 in PEM, encrypted by the library's best scheme, so
that other tools can read it too.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from agentassist.domain.errors import AgentAssistError

PREFIX: Final = "aapub1:"
SHORTEST_PASSPHRASE: Final = 12
_RAW: Final = 32  # bytes of a public key
_SHOWN_GROUPS: Final = 8  # of four hexadecimal digits: 128 bits, enough to compare by eye
_LARGEST_FILE: Final = 16_384


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whose signature it is. Equal keys are the same publisher, whatever they call themselves."""

    raw: bytes

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """From `aapub1:...`. AgentAssistError("pack.bad_key") when it is none."""
        body = text.strip()
        try:
            if not body.startswith(PREFIX):
                raise ValueError
            raw = base64.urlsafe_b64decode(body.removeprefix(PREFIX) + "=")
        except (ValueError, binascii.Error):
            raw = b""
        if len(raw) != _RAW:
            raise AgentAssistError("pack.bad_key", remedy="pack.bad_key")
        return cls(raw)

    @property
    def text(self) -> str:
        return PREFIX + base64.urlsafe_b64encode(self.raw).decode().rstrip("=")

    @property
    def fingerprint(self) -> str:
        """`1a2b 3c4d ...`: what two people compare by voice. The first 128 bits of its SHA-256."""
        digest = hashlib.sha256(self.raw).hexdigest()
        return " ".join(digest[at : at + 4] for at in range(0, _SHOWN_GROUPS * 4, 4))

    def accepts(self, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half, opened. It has no repr of its content."""

    _key: Ed25519PrivateKey

    @classmethod
    def new(cls) -> "SigningKey":
        return cls(Ed25519PrivateKey.generate())

    @property
    def public(self) -> PublicKey:
        raw = self._key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return PublicKey(raw)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def locked(self, passphrase: str) -> bytes:
        """PEM under a passphrase. AgentAssistError("pack.weak_passphrase") when it is too short."""
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise AgentAssistError(
                "pack.weak_passphrase", remedy="pack.weak_passphrase", least=SHORTEST_PASSPHRASE
            )
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(passphrase.encode()),
        )

    @classmethod
    def open(cls, file: Path, passphrase: str) -> "SigningKey":
        """AgentAssistError("pack.key_unreadable" | "pack.wrong_passphrase"), with the file."""
        try:
            with file.open("rb") as stream:
                pem = stream.read(_LARGEST_FILE)
        except OSError as problem:
            raise _unreadable(file, problem.strerror or type(problem).__name__) from None
        if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" not in pem:
            raise _unreadable(file, "not_a_key")
        try:
            key = serialization.load_pem_private_key(pem, passphrase.encode())
        except (ValueError, TypeError):
            raise AgentAssistError(
                "pack.wrong_passphrase", remedy="pack.wrong_passphrase", file=str(file)
            ) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise _unreadable(file, "not_ed25519")
        return cls(key)


def _unreadable(file: Path, problem: str) -> AgentAssistError:
    return AgentAssistError(
        "pack.key_unreadable", remedy="pack.key_unreadable", file=str(file), problem=problem
    )

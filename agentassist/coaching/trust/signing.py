"""Signing a pack, and finding out whether a signature covers exactly these bytes.

Two files stand beside the pack's own: `SIGNED.json`, which lists the SHA-256 of every other file
with the pack's id, version, publisher and last day, and `SIGNED.sig`, an Ed25519 signature over
those bytes as they are. Whether the publisher is trusted is another question: see trust.py.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from agentassist.coaching.pack_file import Name, Version
from agentassist.coaching.pack_source import PackFiles, is_plain_name, pack_problem
from agentassist.coaching.trust.keys import PublicKey, SigningKey

CONTENTS: Final = "SIGNED.json"
SIGNATURE: Final = "SIGNED.sig"
_SEALS: Final = frozenset({CONTENTS, SIGNATURE})
# In front of what is signed, so that a signature for something else is never one for a pack.
_PURPOSE: Final = b"agentassist coaching pack 1\n"
_Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class _Contents(msgspec.Struct, forbid_unknown_fields=True):
    """SIGNED.json. `expires` is the last day it counts, as 2027-11-30."""

    format: Annotated[int, Meta(ge=1, le=1)]
    id: Name
    version: Version
    publisher: Annotated[str, Meta(min_length=1, max_length=60)]
    key: Annotated[str, Meta(max_length=60)]
    files: Annotated[dict[str, _Digest], Meta(min_length=1, max_length=200)]
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """What the signature vouches for. `digest` names exactly this edition, for revocation."""

    pack_id: str
    version: str
    publisher: str
    key: PublicKey
    expires: date | None
    digest: str


def sign(
    files: PackFiles,
    key: SigningKey,
    *,
    pack_id: str,
    version: str,
    publisher: str,
    expires: date | None,
) -> dict[str, bytes]:
    """The pack's files with the two seals; older seals are replaced."""
    bare = {name: content for name, content in files.files.items() if name not in _SEALS}
    for name in bare:
        if not is_plain_name(name):
            raise pack_problem("pack.bad_name", files.place, name=name)
    contents = _Contents(
        format=1,
        id=pack_id,
        version=version,
        publisher=publisher,
        key=key.public.text,
        files=_digests(bare),
        expires=expires,
    )
    text = msgspec.json.format(msgspec.json.encode(contents, order="sorted"), indent=2) + b"\n"
    signature = base64.b64encode(key.sign(_PURPOSE + text)) + b"\n"
    return {**bare, CONTENTS: text, SIGNATURE: signature}


def is_signed(files: PackFiles) -> bool:
    return bool(_SEALS & files.files.keys())


def verify(files: PackFiles) -> Signed:
    """What the seals say, once they are true for every byte of the pack.

    Raises AgentAssistError pack.unsigned, pack.bad_signature, pack.file_changed,
    pack.file_missing or pack.file_added, each naming the file.
    """
    text, signature = files.files.get(CONTENTS), files.files.get(SIGNATURE)
    if text is None or signature is None:
        raise pack_problem("pack.unsigned", files.place)
    try:
        contents = msgspec.json.decode(text, type=_Contents)
        key = PublicKey.parse(contents.key)
        raw = base64.b64decode(signature.strip(), validate=True)
    except (msgspec.MsgspecError, binascii.Error, ValueError):
        raise pack_problem("pack.bad_signature", files.path(CONTENTS)) from None
    if not key.accepts(raw, _PURPOSE + text):
        raise pack_problem("pack.bad_signature", files.path(SIGNATURE))
    _compare(files, contents.files)
    return Signed(
        pack_id=contents.id,
        version=contents.version,
        publisher=contents.publisher,
        key=key,
        expires=contents.expires,
        digest=hashlib.sha256(text).hexdigest(),
    )


def _compare(files: PackFiles, promised: Mapping[str, str]) -> None:
    found = _digests({name: content for name, content in files.files.items() if name not in _SEALS})
    for name in promised.keys() - found.keys():
        raise pack_problem("pack.file_missing", files.place, name=name[:120])
    for name, digest in found.items():
        if name not in promised:
            raise pack_problem("pack.file_added", files.path(name))
        if promised[name] != digest:
            raise pack_problem("pack.file_changed", files.path(name))


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}

"""A certificate authority made for one test run, and the certificates that go wrong."""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a server's certificate says; the default is a good one for 127.0.0.1."""

    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    begins: timedelta = -_DAY
    ends: timedelta = 30 * _DAY
    self_signed: bool = False


class Authority:
    """Its root is in `root_file`; whoever believes it believes what `context` makes."""

    def __init__(self, folder: Path, name: str = "Test House CA") -> None:
        self._folder = folder
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._made = 0
        now = datetime.now(UTC)
        self._root = (
            _blank(self._name, self._name, now - _DAY, now + 300 * _DAY)
            .public_key(self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(certificates=True), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )
        self.root_file = folder / f"{name.replace(' ', '-')}.pem"
        self.root_file.write_bytes(self._root.public_bytes(serialization.Encoding.PEM))

    def context(self, leaf: Leaf | None = None) -> ssl.SSLContext:
        """A server's side, with a certificate of its own."""
        leaf = leaf or Leaf()
        key = ec.generate_private_key(ec.SECP256R1())
        signer = key if leaf.self_signed else self._key
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, leaf.hosts[0])])
        issuer = subject if leaf.self_signed else self._name
        now = datetime.now(UTC)
        certificate = (
            _blank(subject, issuer, now + leaf.begins, now + leaf.ends)
            .public_key(key.public_key())
            .add_extension(
                x509.SubjectAlternativeName([_alternative(host) for host in leaf.hosts]),
                critical=False,
            )
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
                critical=False,
            )
            .sign(signer, hashes.SHA256())
        )
        self._made += 1
        file = self._folder / f"leaf-{self._made}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _blank(
    subject: x509.Name, issuer: x509.Name, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)

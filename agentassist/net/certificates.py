"""Who is believed to be who: the system's certificates, and a house's own beside them.

IT maintains the system's store (Windows, macOS Keychain, OpenSSL's on Linux, where SSL_CERT_FILE
and SSL_CERT_DIR count too); truststore asks it. There is no way to switch the check off.

Imports truststore: import this module when something is about to be sent, never before the first
paint, and in a worker thread: reading a hundred certificates takes a while.
"""

import ssl
from pathlib import Path

import truststore

from agentassist.net.source_error import source_error

# OpenSSL's X509_V_ERR_*; Windows and macOS have no such numbers and end as "untrusted"
_PROBLEMS = {
    9: "not_yet_valid",
    10: "expired",
    18: "self_signed",
    19: "self_signed",  # in the chain: a root that nobody here knows
    20: "unknown_issuer",
    21: "unknown_issuer",
    23: "revoked",
    62: "wrong_host",
    63: "wrong_host",
    64: "wrong_host",
}


def tls_context(source: str, ca_file: Path | None) -> ssl.SSLContext:
    """TLS 1.2 at least, certificate and host name checked. Blocking.

    AgentAssistError("source.bad_certificate", problem="ca_file") when that can't be used.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=str(ca_file))
        except (OSError, ValueError):  # ssl.SSLError is an OSError
            raise source_error(
                "source.bad_certificate", source, problem="ca_file", file=str(ca_file)
            ) from None
    return context


def certificate_problem(error: ssl.SSLError) -> str:
    """What is wrong, as a code: expired, wrong_host, self_signed, unknown_issuer, tls, ..."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _PROBLEMS.get(getattr(error, "verify_code", 0), "untrusted")
    if error.reason in {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"}:
        return "no_tls"  # plain HTTP answers there
    return "tls"  # too old, no cipher in common, a client certificate is asked for, ...

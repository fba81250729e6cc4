"""Certificates for tests: an authority, and a receiver's that it signed."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def _certificate(
    name: str, issuer: str, keys: tuple[ec.EllipticCurvePrivateKey, ec.EllipticCurvePrivateKey], *, authority: bool
) -> x509.Certificate:
    own, signing = keys
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return builder.sign(signing, hashes.SHA256())


def make_certificates(directory: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """The authority's file, and the context of a server that is `name`."""
    directory.mkdir(parents=True, exist_ok=True)
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = directory / "authority.pem"
    pem = serialization.Encoding.PEM
    authority.write_bytes(_certificate("Test", "Test", (root, root), authority=True).public_bytes(pem))
    chain = directory / "receiver.pem"
    plain = leaf.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain.write_bytes(plain + _certificate(name, "Test", (leaf, root), authority=False).public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return authority, context

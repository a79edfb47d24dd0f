"""A certificate authority of one hub's own, which can vouch for nothing but that hub (RFC 5280).

For a secure page on the local network, where no public authority knows the hub's names. Pure: keys and
moments come in, text goes out. PEM texts hold the key and its certificate together.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .refusal import Refused
from .source import Source

AUTHORITY_DAYS: Final = 5 * 365
SERVER_DAYS: Final = 30
RENEW_DAYS: Final = 20
"""A server's certificate is made anew when fewer days of it are left."""

_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2)
_HOME: Final = ("local", "lan", "home", "internal", "home.arpa")
_HOUSES: Final = tuple(
    ipaddress.IPv4Network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10")
)
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_Private = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Reach:
    """What a hub is reached by in its house: names, and private IPv4 addresses."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str], addresses: Iterable[str]) -> Reach:
        """Sorted, nothing twice. Refuses what is not a house's own, and a hub without a name."""
        names = {_own_name(name) for name in names}
        addresses = {_own_address(each) for each in addresses}
        if not names:
            raise Refused("This machine has no name yet.", mend="Name it: --name NAME.local")
        return cls(tuple(sorted(names)), tuple(sorted(addresses)))


def _own_name(name: str) -> str:
    name = name.strip().lower().rstrip(".")
    labels = name.split(".")
    fits = len(name) < 64 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    at_home = len(labels) == 1 or name.endswith(tuple(f".{each}" for each in _HOME))
    if not fits or not at_home or name == "localhost":
        raise Refused(
            "“%(name)s” is not a name for a machine in its own house.",
            kept="Nothing was made.",
            mend="Such names are one word, or end in .local, .lan, .home, .internal or .home.arpa.",
            name=name[:80],
        )
    return name


def is_of_a_house(address: str) -> bool:
    """Whether an IPv4 address is nobody's in the world at large (RFC 1918, 3927, 6598)."""
    return any(ipaddress.IPv4Address(address) in network for network in _HOUSES)


def _own_address(text: str) -> str:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        address = ipaddress.IPv4Address("0.0.0.0")  # noqa: S104  refused below
    if not is_of_a_house(str(address)):
        raise Refused(
            "“%(address)s” is not an address of a local network.",
            kept="Nothing was made.",
            mend="Such addresses begin with 10., 192.168. or 172.16. to 172.31.",
            address=text[:80],
        )
    return str(address)


def found(name: str, reach: Reach, source: Source) -> str:
    """A new authority: PEM of its key and of its certificate, which vouches for `reach` alone.

    `name` is what people read when they trust it.
    """
    key = _draw(source)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    made = _begin(who, who, key, source, AUTHORITY_DAYS)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_use(signs_certificates=True), critical=True)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    made = made.add_extension(_only(reach), critical=True)
    return _pem(key, made.sign(key, hashes.SHA256()))


def issue(authority: str, reach: Reach, source: Source) -> str:
    """A certificate for the hub's server: PEM of a new key and of the certificate."""
    signer, parent = parse(authority)
    key = _draw(source)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, reach.names[0])])
    made = _begin(who, parent.subject, key, source, SERVER_DAYS, signer)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_use(signs_certificates=False), critical=True)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    made = made.add_extension(x509.SubjectAlternativeName(_general(reach)), critical=False)
    return _pem(key, made.sign(signer, hashes.SHA256()))


def _begin(
    who: x509.Name,
    by: x509.Name,
    key: _Private,
    source: Source,
    days: int,
    signer: _Private | None = None,
) -> x509.CertificateBuilder:
    now = datetime.fromtimestamp(source.now_ms() // 1000, UTC)
    builder = x509.CertificateBuilder().subject_name(who).issuer_name(by).public_key(key.public_key())
    builder = builder.serial_number(int.from_bytes(source.token(19), "big") | 1)
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=days))
    subject = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key((signer or key).public_key())
    return builder.add_extension(subject, critical=False).add_extension(above, critical=False)


def _use(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _only(reach: Reach) -> x509.NameConstraints:
    """Nothing but these. Where no address is permitted, all are shut out: of a form that is not listed,
    RFC 5280 (4.2.1.10) lets everything pass."""
    permitted = _general(reach, networks=True)
    shut: list[x509.GeneralName] = []
    if not reach.addresses:
        shut += [x509.IPAddress(ipaddress.ip_network(each)) for each in ("0.0.0.0/0", "::/0")]
    return x509.NameConstraints(permitted, shut or None)


def _general(reach: Reach, *, networks: bool = False) -> list[x509.GeneralName]:
    read = ipaddress.ip_network if networks else ipaddress.ip_address
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in reach.names]
    return [*names, *(x509.IPAddress(read(each)) for each in reach.addresses)]


def _draw(source: Source) -> _Private:
    return ec.derive_private_key(int.from_bytes(source.token(48), "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def _pem(key: _Private, certificate: x509.Certificate) -> str:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (private + certificate.public_bytes(serialization.Encoding.PEM)).decode()


def parse(pem: str) -> tuple[_Private, x509.Certificate]:
    """The key and the certificate of a PEM text. Raises ValueError where it holds neither."""
    key = serialization.load_pem_private_key(pem.encode(), None)
    if not isinstance(key, _Private):
        raise ValueError("not a key of ours")
    return key, x509.load_pem_x509_certificate(pem.encode())


@dataclass(frozen=True)
class Shown:
    """What everybody may know of a certificate."""

    der: bytes
    reach: Reach
    since_ms: int
    until_ms: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 as devices show it: `AB:CD:…`."""
        found = x509.load_der_x509_certificate(self.der).fingerprint(hashes.SHA256())
        return found.hex(":").upper()


def shown(pem: str) -> Shown:
    """Raises ValueError where the text holds no certificate of ours."""
    _, certificate = parse(pem)
    return Shown(
        certificate.public_bytes(serialization.Encoding.DER),
        _reach_of(certificate),
        _ms(certificate.not_valid_before_utc),
        _ms(certificate.not_valid_after_utc),
    )


def _reach_of(certificate: x509.Certificate) -> Reach:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        general: Iterable[x509.GeneralName] = constraints.permitted_subtrees or ()
    except x509.ExtensionNotFound:
        general = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    found = list(general)
    names = [each.value for each in found if isinstance(each, x509.DNSName)]
    addresses = [str(each.value).removesuffix("/32") for each in found if isinstance(each, x509.IPAddress)]
    return Reach(tuple(sorted(names)), tuple(sorted(addresses)))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000

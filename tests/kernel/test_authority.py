"""An authority of the hub's own vouches for the hub, and for nothing else."""

from __future__ import annotations

import ipaddress
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from prisma_hub.kernel.authority import Reach, found, is_of_a_house, issue, parse, shown
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import SeededSource

NOW = 1_780_000_000_000
SOURCE = SeededSource("authority", NOW)
HOUSE = Reach.of(["Spring", "spring.local"], ["192.168.1.7", "10.0.0.2"])
OURS = found("Vale do Rio", HOUSE, SOURCE)


def believed(authority: str, server: str, subject: str) -> bool:
    """Whether a device that trusts the authority believes the server to be `subject`."""
    try:
        name: x509.DNSName | x509.IPAddress = x509.IPAddress(ipaddress.ip_address(subject))
    except ValueError:
        name = x509.DNSName(subject)
    moment = datetime.fromtimestamp(NOW / 1000, UTC)
    policy = PolicyBuilder().store(Store([parse(authority)[1]])).time(moment)
    try:
        policy.build_server_verifier(name).verify(parse(server)[1], [])
    except VerificationError:
        return False
    return True


@pytest.mark.parametrize("subject", ["spring", "spring.local", "192.168.1.7", "10.0.0.2"])
def test_the_hub_is_believed_under_each_of_its_names(subject: str) -> None:
    assert believed(OURS, issue(OURS, HOUSE, SOURCE), subject)


STRANGE = {
    "bank.example": Reach(("bank.example",), ()),
    "spring.lan": Reach(("spring.lan",), ()),
    "local": Reach(("local",), ()),
    "offspring.local": Reach(("offspring.local",), ()),
    "192.168.1.8": Reach(("spring.local",), ("192.168.1.8",)),
    "8.8.8.8": Reach(("spring.local",), ("8.8.8.8",)),
}


@pytest.mark.parametrize("subject", STRANGE)
def test_nothing_else_is_believed_although_the_authority_signed_it(subject: str) -> None:
    server = issue(OURS, STRANGE[subject], SOURCE)
    assert not believed(OURS, server, subject)
    assert not believed(OURS, server, "spring.local")


def test_without_an_address_every_address_is_shut_out() -> None:
    authority = found("Named", Reach.of(["spring.local"], []), SOURCE)
    for address in ("192.168.1.7", "8.8.8.8"):
        assert not believed(
            authority, issue(authority, Reach(("spring.local",), (address,)), SOURCE), address
        )
    assert believed(authority, issue(authority, Reach(("spring.local",), ()), SOURCE), "spring.local")


def test_another_authority_and_a_sign_of_ours_are_told_apart() -> None:
    other = found("Vale do Rio", HOUSE, SOURCE)
    assert not believed(OURS, issue(other, HOUSE, SOURCE), "spring.local")
    _, below = parse(issue(OURS, HOUSE, SOURCE))
    assert below.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
@pytest.mark.parametrize(("name", "code"), [("spring.local", 0), ("bank.example", 2)])
def test_openssl_judges_as_we_do(tmp_path: Path, name: str, code: int) -> None:
    server = issue(OURS, Reach((name,), ()), SOURCE)
    (tmp_path / "authority").write_text(OURS)
    (tmp_path / "server").write_text(server)
    ended = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-attime", str(NOW // 1000),
         "-CAfile", tmp_path / "authority", "-verify_hostname", name, tmp_path / "server"],
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert ended.returncode == code, ended.stderr
    assert ("permitted subtree violation" in ended.stderr) == bool(code)


def test_the_limit_is_critical_and_for_servers_only() -> None:
    _, certificate = parse(OURS)
    limit = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (limit.critical, basic.critical, basic.value.path_length) == (True, True, 0)
    use = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(use) == [x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]


def test_what_everybody_may_know_holds_no_key() -> None:
    told = shown(OURS)
    certificate = x509.load_der_x509_certificate(told.der)
    assert certificate.public_bytes(Encoding.DER) == told.der
    assert told.reach == HOUSE
    assert told.fingerprint.replace(":", "").lower() == certificate.fingerprint(hashes.SHA256()).hex()
    assert shown(issue(OURS, HOUSE, SOURCE)).reach == HOUSE
    assert (told.until_ms - NOW) // 86_400_000 == 5 * 365
    assert told.since_ms < NOW


@pytest.mark.parametrize(
    "name",
    ["", "localhost", "bank.example", "spring.com", "*.local", "spring_1.local", "a..local", "192.168.1.7",
     "-a.local", "ä.local", "x" * 64 + ".local", ".local", "evil.local.example"],
)  # fmt: skip
def test_a_name_that_is_not_a_houses_own_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="not a name for a machine in its own house"):
        Reach.of([name], [])


@pytest.mark.parametrize(
    "address", ["", "8.8.8.8", "127.0.0.1", "0.0.0.0", "192.168.1.0/24", "fe80::1", "172.32.0.1"]
)
def test_an_address_of_the_world_at_large_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="not an address of a local network"):
        Reach.of(["spring.local"], [address])


def test_a_hub_without_a_name_is_refused() -> None:
    with pytest.raises(Refused, match="no name yet"):
        Reach.of([], ["192.168.1.7"])


def test_addresses_of_a_house() -> None:
    assert [is_of_a_house(each) for each in ("10.9.8.7", "172.31.0.1", "100.64.0.1", "100.128.0.1")] == [
        True,
        True,
        True,
        False,
    ]

"""Where a request may go: nowhere inside, however it is spelled and whatever a name says the second time."""

import socket
import ssl
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from loyalty.webhooks.http import is_public, resolve, send
from tests.webhooks.receiver import Receiver, Said

PRIVATE = """
127.0.0.1 127.8.8.8 0.0.0.0 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
100.127.255.255 192.0.0.1 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.7 224.0.0.1 239.1.1.1
240.0.0.1 255.255.255.255 ::1 :: ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1
64:ff9b::10.0.0.1 64:ff9b:1::1 2002:7f00:1::1 2002:a00:1::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1
2001:20::1 3fff::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 100::1
""".split()  # noqa: SIM905 -- a list to be read
PUBLIC = "8.8.8.8 93.184.216.34 100.63.255.255 172.32.0.1 2606:4700:4700::1111 2a00:1450:4001::1".split()  # noqa: SIM905 -- as above


@pytest.mark.parametrize("text", PRIVATE)
def test_an_address_inside_is_never_called(text: str) -> None:
    assert not is_public(ip_address(text))
    answer = send("https://shop.example.com/", headers={}, body=b"", resolver=lambda _host, _port: [text])

    assert (answer.status, answer.failure) == (None, "forbidden")


@pytest.mark.parametrize("text", PUBLIC)
def test_an_address_outside_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_this_machine_is_recognised_however_it_is_spelled(host: str, receiver: Receiver) -> None:
    port = receiver.url.split(":")[2].split("/")[0]

    answer = send(f"https://{host}:{port}/", headers={}, body=b"")

    assert answer.failure in ("forbidden", "unknown_host")
    assert receiver.heard == []


def test_one_private_address_among_public_ones_is_enough_to_stay_away() -> None:
    answer = send(
        "https://shop.example.com/",
        headers={},
        body=b"",
        resolver=lambda _host, _port: ["8.8.8.8", "10.0.0.1"],
    )

    assert answer.failure == "forbidden"


@pytest.mark.parametrize("url", ["http://shop.example.com/", "https://shop.example.com:8443/"])
def test_only_https_on_its_own_port_leaves(url: str) -> None:
    answer = send(url, headers={}, body=b"", resolver=lambda _host, _port: ["8.8.8.8"])

    assert answer.failure == "forbidden"


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind(receiver: Receiver) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    url = receiver.url.replace("127.0.0.1", "localhost")
    answer = send(url, headers={}, body=b"", allows_loopback=True, resolver=rebinding)

    assert (answer.status, asked) == (200, ["localhost"])


def test_allowing_this_machine_allows_no_other_private_address() -> None:
    for host in ("localhost", "shop.example.com"):
        answer = send(
            f"http://{host}:8000/",
            headers={},
            body=b"",
            allows_loopback=True,
            resolver=lambda *_: ["10.0.0.1"],
        )
        assert answer.failure == "forbidden"


def test_a_name_outside_that_leads_to_this_machine_is_refused_even_then(receiver: Receiver) -> None:
    url = receiver.url.replace("127.0.0.1", "shop.example.com")

    answer = send(url, headers={}, body=b"", allows_loopback=True, resolver=lambda *_: ["127.0.0.1"])

    assert (answer.failure, receiver.heard) == ("forbidden", [])


def test_a_name_that_nobody_knows_and_a_port_where_nobody_is() -> None:
    def nobody(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    assert send("https://no.example/", headers={}, body=b"", resolver=nobody).failure == "unknown_host"
    silent = send("http://127.0.0.1:9/", headers={}, body=b"", allows_loopback=True)
    assert silent.failure == "unreachable"


def test_a_body_that_drips_for_ever_is_cut_off(receiver: Receiver) -> None:
    receiver.usually = Said(drip=True)

    answer = send(receiver.url, headers={}, body=b"", allows_loopback=True, altogether=0.4)

    assert answer.failure == "timeout"
    assert answer.milliseconds < 2000


def test_of_a_huge_answer_only_the_beginning_is_read(receiver: Receiver) -> None:
    receiver.usually = Said(body=b"x" * 5_000_000)

    answer = send(receiver.url, headers={}, body=b"", allows_loopback=True)

    assert (answer.status, answer.failure) == (200, "")


def test_what_this_machine_answers_is_told_to_nobody(receiver: Receiver) -> None:
    receiver.usually = Said(body=b"secret of an inner service")

    answer = send(receiver.url, headers={}, body=b"", allows_loopback=True)

    assert answer.text == ""


def test_a_receiver_that_speaks_no_tls_is_not_believed(receiver: Receiver) -> None:
    url = receiver.url.replace("http:", "https:")

    answer = send(url, headers={}, body=b"", allows_loopback=True)

    assert answer.failure == "unreachable"


def test_a_certificate_that_nobody_vouches_for_is_not_believed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path_factory))
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _peer = server.accept()
            try:
                context.wrap_socket(line, server_side=True)
            except OSError:
                line.close()

        threading.Thread(target=serve, daemon=True).start()
        url = f"https://localhost:{server.getsockname()[1]}/"
        answer = send(url, headers={}, body=b"", allows_loopback=True, resolver=lambda *_: ["127.0.0.1"])

    assert answer.failure == "certificate"


def test_names_are_looked_up_by_the_system() -> None:
    assert set(resolve("localhost", 80)) <= {"127.0.0.1", "::1"}


def _self_signed(folders: pytest.TempPathFactory) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    at = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folders.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return str(path)

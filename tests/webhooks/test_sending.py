"""Sending to an address that a stranger chose: where it may go, how long it may take, and what is taken from it."""

import datetime as dt
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from app.models.webhook import WebhookDeliveryProblem
from app.services.webhooks import sending
from app.services.webhooks.addresses import may_be_reached, shown, taken_apart, wrong_with
from app.services.webhooks.patience import FACTOR, FIRST, TRIES, wait
from app.services.webhooks.sealing import Unopened, bytes_of, new_secret, seal, unseal
from app.services.webhooks.sending import Answer, Letter, send, signature
from tests.webhooks.receiving import receiving

NOW = 1_700_000_000
INSIDE = (
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1",
    "2002:a00:1::1", "::7f00:1", "2001:db8::1",
)  # fmt: skip


def letter(url: str, *, private: bool = True) -> Letter:
    return Letter("msg_1", url, b'{"type":"ping"}', [new_secret()], private)


@contextmanager
def listening(answer: Callable[[socket.socket], None], certificate: Path | None = None) -> Iterator[int]:
    """A server of one connection that does with it whatever the test wants."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def work() -> None:
            try:
                connection, _ = server.accept()
                with connection:
                    if certificate:
                        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                        context.load_cert_chain(certificate)
                        with context.wrap_socket(connection, server_side=True) as secure:
                            answer(secure)
                    else:
                        answer(connection)
            except OSError:
                return

        thread = Thread(target=work, daemon=True)
        thread.start()
        yield server.getsockname()[1]
    thread.join(timeout=5)


@pytest.mark.parametrize("number", INSIDE)
def test_no_number_inside_a_network_is_reached_unless_the_settings_say_so(number: str) -> None:
    assert not may_be_reached(number, secure=True, private=False)
    assert may_be_reached(number, secure=True, private=True)


@pytest.mark.parametrize("number", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2002:808:808::1"])
def test_a_public_number_is_reached_but_never_without_https(number: str) -> None:
    told = [
        may_be_reached(number, secure=secure, private=private) for secure in (True, False) for private in (True, False)
    ]

    assert told == [True, True, False, False]


@given(st.ip_addresses(v=4))
def test_whatever_is_not_global_is_refused_also_where_it_is_carried_in_a_longer_number(
    number: ipaddress.IPv4Address,
) -> None:
    longer = ipaddress.IPv6Address((0x2002 << 112) | (int(number) << 80) | 1)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | int(number))
    told = [may_be_reached(str(each), secure=True, private=False) for each in (number, longer, mapped)]

    assert told == [number.is_global and not number.is_multicast and not number.is_reserved] * 2 + [False]


@pytest.mark.parametrize(
    "url",
    [
        "http://dashboard.example/in", "ftp://dashboard.example/in", "file:///etc/passwd", "gopher://dashboard.example/",
        "javascript:alert(1)", "https://", "https:///in", "https://jan:geheim@dashboard.example/in",
        "https://dashboard.example:99999/", "https://dashboard.example:x/", "https://dash board.example/",
        "https://dashboard.example/\r\nX-Evil: 1", "https://dashboard.example\\@10.0.0.1/", "https://dashboard.example/#x",
        "https://localhost/", "https://a.localhost/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data", "https://[fe80::1]/", "https://[::ffff:127.0.0.1]/", "https://[::1/",
        "https://dáshboard.example/",
    ],
)  # fmt: skip
def test_an_address_that_leads_elsewhere_is_refused_when_it_is_written(url: str) -> None:
    wrong = wrong_with(url, private=False)

    assert wrong is not None
    assert (wrong.field, wrong.code, wrong.value) == ("url", "not-allowed-address", None)


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://dashboard.example/in?code=1", True),
        ("https://10.0.0.1:8443/in", True),
        ("https://localhost/in", True),
        ("http://localhost:9000/in", True),
        ("http://[::1]:9000/in", True),
        ("http://10.0.0.1/in", False),
        ("http://dashboard.example/in", False),
    ],
)
def test_inside_the_own_network_https_is_needed_except_on_this_machine(url: str, fine: bool) -> None:
    assert (wrong_with(url, private=True) is None) == fine


def test_what_follows_the_question_mark_is_sent_but_not_shown() -> None:
    url = "https://dashboard.example:8443/in?code=geheim"

    assert (shown(url), taken_apart(url).path, taken_apart("https://a.example").path) == (
        "https://dashboard.example:8443/in?…",
        "/in?code=geheim",
        "/",
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0", "[::1]"])
def test_a_name_is_judged_by_the_number_that_it_stands_for(host: str) -> None:
    """However the number is written, and whatever the name was when the webhook was made."""
    with receiving() as receiver:
        answer = send(letter(f"https://{host}:{receiver.port}/in", private=False), NOW)

    assert (
        answer.problem in (WebhookDeliveryProblem.REFUSED_ADDRESS, WebhookDeliveryProblem.NO_SUCH_HOST),
        receiver.received,
    ) == (
        True,
        [],
    )


def test_a_name_that_is_not_there_is_said_so() -> None:
    assert send(letter("https://niets.invalid/in"), NOW).problem is WebhookDeliveryProblem.NO_SUCH_HOST


def test_a_redirect_is_not_followed() -> None:
    with receiving() as inside, receiving() as receiver:
        receiver.answers, receiver.headers = [307], {"Location": inside.url}
        answer = send(letter(receiver.url), NOW)

    assert (answer.code, answer.problem) == (307, WebhookDeliveryProblem.NOT_TAKEN)
    assert (len(receiver.received), inside.received) == (1, [])


def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    with receiving() as receiver:
        receiver.words = b"\x1b[31mbedankt\r\n" + b"y" * 50_000_000
        answer = send(letter(receiver.url), NOW)

    assert answer.words is not None
    assert (answer.code, answer.words[:14], len(answer.words) <= 200) == (200, "[31mbedankt  y", True)


def feed_slowly(connection: socket.socket) -> None:
    connection.recv(10_000)
    for sign in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1000:
        connection.sendall(bytes([sign]))
        time.sleep(0.05)


def say_nothing(connection: socket.socket) -> None:
    connection.recv(10_000)
    time.sleep(3)


def say_nonsense(connection: socket.socket) -> None:
    connection.recv(10_000)
    connection.sendall(b"220 mail.example ESMTP\r\n")


def take(connection: socket.socket) -> None:
    while not connection.recv(10_000).endswith(b'{"type":"ping"}'):
        pass  # who hangs up on what was not read yet takes the answer back
    connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


@pytest.mark.parametrize("receiver", [feed_slowly, say_nothing])
def test_a_receiver_that_keeps_us_waiting_is_hung_up_on_whatever_it_does_meanwhile(
    receiver: Callable[[socket.socket], None],
) -> None:
    with listening(receiver) as port:
        began = time.monotonic()
        answer = send(letter(f"http://127.0.0.1:{port}/"), NOW, seconds=0.4)
        took = time.monotonic() - began

    assert (answer, took < 2.5) == (Answer(problem=WebhookDeliveryProblem.TOO_SLOW), True)


def test_a_receiver_that_is_no_web_server_is_no_connection() -> None:
    with listening(say_nonsense) as port:
        answer = send(letter(f"http://127.0.0.1:{port}/"), NOW)

    assert answer == Answer(problem=WebhookDeliveryProblem.NO_CONNECTION)


def test_where_nobody_listens_there_is_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert send(letter(f"http://127.0.0.1:{port}/"), NOW) == Answer(problem=WebhookDeliveryProblem.NO_CONNECTION)


def certificate_for(name: str, folder: Path) -> Path:
    """A key and a certificate that it signed itself, in one file."""
    key, today = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(today - timedelta(1)).not_valid_after(today + timedelta(1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = builder.sign(key, hashes.SHA256())
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / f"{name}.pem"
    file.write_bytes(key.private_bytes(*plain) + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize(
    ("name", "trusted", "found"),
    [
        ("localhost", True, Answer(204)),
        ("localhost", False, Answer(problem=WebhookDeliveryProblem.NOT_TRUSTED)),
        ("elders.example", True, Answer(problem=WebhookDeliveryProblem.NOT_TRUSTED)),
    ],
)
def test_over_https_only_who_is_who_it_says_it_is_gets_the_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, trusted: bool, found: Answer
) -> None:
    certificate = certificate_for(name, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate if trusted else tmp_path / "none.pem"))
    sending._trust.cache_clear()
    with listening(take, certificate) as port:
        answer = send(letter(f"https://localhost:{port}/"), NOW)
    sending._trust.cache_clear()

    assert answer == found


def test_the_signature_is_the_one_of_standard_webhooks() -> None:
    """The example that its specification works out."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'

    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


@given(st.integers(1, TRIES - 1), st.floats(0, 1))
def test_each_wait_is_about_three_times_the_one_before(tries: int, drawn: float) -> None:
    pause = wait(tries, drawn)

    assert pause is not None
    assert 0.8 <= pause / (FIRST * FACTOR ** (tries - 1)) <= 1.2000001


def test_all_tries_together_take_about_a_day() -> None:
    pauses = [pause for tries in range(1, TRIES + 1) if (pause := wait(tries, 0.5))]

    assert (len(pauses), timedelta(hours=24) < sum(pauses, timedelta()) < timedelta(hours=30)) == (TRIES - 1, True)


def test_a_sealed_secret_opens_with_its_own_key_in_its_own_row_alone(tmp_path: Path) -> None:
    here, elsewhere, secret = tmp_path / "here", tmp_path / "elsewhere", new_secret()
    sealed = seal(here, "webhook-1", secret)

    assert (unseal(here, "webhook-1", sealed), len(bytes_of(secret)), secret.encode() in sealed) == (secret, 32, False)
    assert seal(here, "webhook-1", secret) != sealed
    assert (here / "webhook-key").stat().st_mode & 0o077 == 0
    tampered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for folder, row, kept in (
        (elsewhere, "webhook-1", sealed),
        (here, "webhook-2", sealed),
        (here, "webhook-1", tampered),
        (here, "webhook-1", b""),
    ):
        with pytest.raises(Unopened):
            unseal(folder, row, kept)

"""One signed POST to an address from outside: to the number that was checked, once, within bounds. No database here."""

import base64
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app import __version__
from app.models.webhook import WebhookDeliveryProblem
from app.services.webhooks.addresses import Address, may_be_reached, taken_apart
from app.services.webhooks.sealing import bytes_of

SECONDS = 10
READ, KEPT = 2048, 200


@dataclass(frozen=True)
class Letter:
    """What is sent: the body as it is signed, and the id by which the receiver knows it again."""

    id: str
    url: str
    body: bytes
    secrets: Sequence[str]
    private: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back: a code and the beginning of the words, or why there was no answer."""

    code: int | None = None
    words: str | None = None
    problem: WebhookDeliveryProblem | None = None


def send(letter: Letter, at: int, seconds: float = SECONDS) -> Answer:
    """Send it, signed for the moment `at` (seconds since 1970). Never raises: whatever goes wrong is the answer."""
    address = taken_apart(letter.url)
    try:
        number = _resolved(address, letter.private)
    except OSError:
        return Answer(problem=WebhookDeliveryProblem.NO_SUCH_HOST)
    if number is None:
        return Answer(problem=WebhookDeliveryProblem.REFUSED_ADDRESS)
    return _Call(address, number, seconds).post(letter.body, _headers(letter, at))


def signature(secret: str, id: str, at: int, body: bytes) -> str:
    """By Standard Webhooks: `v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`."""
    signed = b".".join((id.encode(), str(at).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(bytes_of(secret), signed, hashlib.sha256)).decode()


def _headers(letter: Letter, at: int) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Wijkkoers/{__version__}",
        "Webhook-Id": letter.id,
        "Webhook-Timestamp": str(at),
        "Webhook-Signature": " ".join(signature(secret, letter.id, at, letter.body) for secret in letter.secrets),
    }


def _resolved(address: Address, private: bool) -> str | None:
    """The number to connect to: all that the name stands for must be allowed, so that no second look-up differs."""
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    numbers = [str(each[4][0]) for each in found]
    fine = all(may_be_reached(number, secure=address.secure, private=private) for number in numbers)
    return numbers[0] if numbers and fine else None


class _Call:
    """One connection to one number, closed when its time is over whatever it is doing."""

    def __init__(self, address: Address, number: str, seconds: float) -> None:
        self._address, self._number, self._seconds = address, number, seconds
        self._socket: socket.socket | None = None
        self._over = False

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        alarm = threading.Timer(self._seconds, self._hang_up)
        alarm.daemon = True
        alarm.start()
        try:
            return self._posted(body, headers)
        except ssl.SSLError:
            return self._failed(WebhookDeliveryProblem.NOT_TRUSTED)
        except TimeoutError:
            return Answer(problem=WebhookDeliveryProblem.TOO_SLOW)
        except (OSError, http.client.HTTPException):
            return self._failed(WebhookDeliveryProblem.NO_CONNECTION)
        finally:
            alarm.cancel()
            self._close()

    def _posted(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        self._socket = socket.create_connection((self._number, self._address.port), self._seconds)
        if self._address.secure:
            self._socket = _trust().wrap_socket(self._socket, server_hostname=self._address.host)
        connection = http.client.HTTPConnection(self._address.host, self._address.port)
        connection.sock = self._socket
        connection.request("POST", self._address.path, body, {**headers, "Host": self._host()})
        answer = connection.getresponse()
        words = answer.read(READ)
        if self._over:
            return Answer(problem=WebhookDeliveryProblem.TOO_SLOW)
        problem = None if 200 <= answer.status < 300 else WebhookDeliveryProblem.NOT_TAKEN
        return Answer(answer.status, _beginning(words), problem)

    def _host(self) -> str:
        host = f"[{self._address.host}]" if ":" in self._address.host else self._address.host
        usual = 443 if self._address.secure else 80
        return host if self._address.port == usual else f"{host}:{self._address.port}"

    def _failed(self, problem: WebhookDeliveryProblem) -> Answer:
        return Answer(problem=WebhookDeliveryProblem.TOO_SLOW if self._over else problem)

    def _hang_up(self) -> None:
        """Wakes whoever reads from it, also somebody that is being fed a byte at a time."""
        self._over = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The certificates of this machine; SSL_CERT_FILE names others."""
    return ssl.create_default_context()


def _beginning(words: bytes) -> str | None:
    text = words.decode("utf-8", "replace")[:KEPT]
    return "".join(sign if sign.isprintable() else " " for sign in text).strip() or None

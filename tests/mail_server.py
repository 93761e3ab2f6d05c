"""A mail server for tests: a real one on a socket, which keeps every letter, and refuses whom it is told to refuse."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread


@dataclass
class Letters:
    """What came in, in order; `port` is where it listens."""

    port: int = 0
    refuse: set[str] = field(default_factory=set)
    sign_ins: list[str] = field(default_factory=list)
    came: list[EmailMessage] = field(default_factory=list)

    def of(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.came if letter["To"] == address]


class _Talk(socketserver.StreamRequestHandler):
    """One conversation, in as much SMTP (RFC 5321) as a letter takes."""

    def handle(self) -> None:
        self._say("220 mail.example")
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ")[0].upper()
            if word == "DATA":
                self._letter()
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say(self._answer(word, line))

    @property
    def _letters(self) -> Letters:
        letters: Letters = self.server.letters  # type: ignore[attr-defined]
        return letters

    def _answer(self, word: str, line: str) -> str:
        if word == "EHLO":
            return "250-mail.example\r\n250 AUTH PLAIN"
        if word == "AUTH":
            self._letters.sign_ins.append(line)
            return "235 welcome"
        if word == "RCPT" and any(address in line for address in self._letters.refuse):
            return "550 no such mailbox"
        return "250 fine"

    def _letter(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self._letters.came.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self._say("250 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def listening() -> Iterator[Letters]:
    """The server on a free port, until the end of the test."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        letters = Letters(port=server.server_address[1])
        server.letters = letters  # type: ignore[attr-defined]
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield letters
        finally:
            server.shutdown()

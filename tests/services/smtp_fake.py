"""A mail server that keeps what it is sent, and can be told to refuse, break off or keep silent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Final

_READY: Final = "220 fake ESMTP"
_ACCEPTED: Final = "250 OK"


@dataclass(slots=True)
class SmtpFake:
    """What arrived, and how the next mails are answered."""

    port: int
    received: list[Message] = field(default_factory=list)  # each mail that was read to its end
    data_answers: list[str] = field(default_factory=list)  # of the next mails; empty: accepted
    recipient_answers: list[str] = field(default_factory=list)
    silent_after_data: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    connections: int = 0


@contextmanager
def smtp_server() -> Iterator[SmtpFake]:
    """A mail server on a port of its own while the block lasts."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.fake = SmtpFake(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.fake
    finally:
        server.fake.released.set()
        server.shutdown()
        server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    fake: SmtpFake


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        fake = self.server.fake
        fake.connections += 1
        self._say(_READY)
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ", 1)[0].split(":", 1)[0].upper()
            if verb == "DATA":
                if not self._take(fake):
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            elif verb == "RCPT" and fake.recipient_answers:
                self._say(fake.recipient_answers.pop(0))
            else:
                self._say(_ACCEPTED)

    def _take(self, fake: SmtpFake) -> bool:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        fake.received.append(message_from_bytes(b"".join(lines)))
        if fake.silent_after_data.is_set():
            fake.released.wait(60)
            return False
        answer = fake.data_answers.pop(0) if fake.data_answers else _ACCEPTED
        if answer == "break":
            return False
        self._say(answer)
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

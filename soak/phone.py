"""Somebody's phone: sends forms as a browser does, and knows whether an answer came."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

from soak.served import LONGEST_S, Unanswered

_CSRF = "soaksoaksoaksoaksoaksoaksoaksoak"
_BORDER = "soak-border-of-a-form"


@dataclass(frozen=True)
class Answer:
    """`words`: what a person reads of the page, without its tags."""

    status: int
    where: str
    page: str

    @property
    def words(self) -> str:
        main = re.search(r"<main.*?</main>", self.page, re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0] if main else self.page)).split())


@dataclass(frozen=True)
class Phone:
    port: int
    person: str
    session: str

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"", {})

    def post(self, path: str, fields: Mapping[str, str], sound: bytes | None = None) -> Answer:
        if sound is None:
            kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        else:
            kind, body = f"multipart/form-data; boundary={_BORDER}", _parts(fields, sound)
        return self._ask("POST", path, body, {"Content-Type": kind, "X-CSRFToken": _CSRF})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_S)
        headers["Cookie"] = f"session={self.session}; csrf={_CSRF}"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            page = answer.read().decode(errors="replace")
            return Answer(answer.status, answer.headers.get("Location", ""), page)
        except (OSError, http.client.HTTPException) as problem:
            raise Unanswered(str(problem)) from problem
        finally:
            line.close()


def _parts(fields: Mapping[str, str], sound: bytes) -> bytes:
    head = f'--{_BORDER}\r\nContent-Disposition: form-data; name="'
    said = "".join(f'{head}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    voice = f'{head}voice"; filename="voice.wav"\r\nContent-Type: audio/wav\r\n\r\n'
    return said.encode() + voice.encode() + sound + f"\r\n--{_BORDER}--\r\n".encode()

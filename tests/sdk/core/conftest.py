"""Clients of both kinds whose transport is a function: what the core does, whatever the API says."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.sdk.conftest import Opening

BASE_URL = "http://api.example/base"
TOKEN = "sw_a_secret"

Handler = Callable[[httpx2.Request], httpx2.Response]


class Talk:
    """Opens clients, and answers what they send as it is told, then with success.

    Attributes:
        requests: what was sent.
        answers: what is said to it, in order; an exception is raised by the transport.
    """

    def __init__(self, opened: Opening, kind: str) -> None:
        self._opened = opened
        self._http = httpx2.AsyncClient if kind else httpx2.Client
        self.requests: list[httpx2.Request] = []
        self.answers: list[httpx2.Response | Exception] = []

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else httpx2.Response(200, json={"success": True})
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, **settings: Any) -> Any:
        """Open a client whose requests are answered here."""
        http_client: Any = self._http(transport=httpx2.MockTransport(self.handle))
        given = {"bearer_token": TOKEN, "base_url": BASE_URL, "http_client": http_client}
        return self._opened("Colleqtive", **given | settings)


@pytest.fixture
def talk(opened: Opening, kind: str) -> Talk:
    return Talk(opened, kind)

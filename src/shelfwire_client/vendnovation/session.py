"""How a client logs in: once before its first call, and again when its access token has ended.

Calls of many threads or tasks that need a login at once share one: the first logs in, the others wait for it. Nothing here
does input or output; logging in is a course like any other (`core/steps.py`).
"""

import threading

from shelfwire_client.core.call import Answer, request_of
from shelfwire_client.core.errors import APIResponseValidationError
from shelfwire_client.core.steps import Course, Pause, Settings, is_success, tries
from shelfwire_client.vendnovation import calls

__all__ = ["Session"]

_WAIT_SECONDS = 0.02
"""How long a call waits before it looks again whether another call's login is over."""

_NOT_VALID = frozenset({401, 403})
"""What the API answers where a token has ended: 403, as its clients know it; 401 is what HTTP has for it."""


class _Login:
    """One login on its way.

    Attributes:
        is_over: it has ended, whatever came of it.
        refused: the answer that refused it.
    """

    def __init__(self) -> None:
        """Begin."""
        self.is_over = False
        self.refused: Answer | None = None


class Session:
    """The key, and the access token that its user has at present; threads may share it."""

    def __init__(self, api_key: str, username: str, password: str) -> None:
        """Log in as this user when it is needed for the first time."""
        self._key = {"x-api-key": api_key}
        self._call = calls.authenticate(username, password)
        self._lock = threading.Lock()
        self._token: str | None = None
        self._login: _Login | None = None

    def headers(self, settings: Settings) -> Course[dict[str, str]]:
        """Give the headers of a user that is logged in.

        Raises:
            APIStatusError: the login was refused; all that waited for it are told so, and the next call tries another.
            APIConnectionError: it had no answer.
            APIResponseValidationError: its answer has no token.
        """
        while True:
            with self._lock:
                if self._token is not None:
                    return self._with(self._token)
                login, is_own = self._login or _Login(), self._login is None
                self._login = login
            if is_own:
                return self._with((yield from self._log_in(login, settings)))
            while not login.is_over:
                yield Pause(_WAIT_SECONDS, "looking whether the login of another call is over")
            if login.refused is not None:
                raise self._call.refusal(login.refused)

    def has_ended(self, answer: Answer, headers: dict[str, str]) -> bool:
        """Tell whether an answer may mean that the token has ended; it is forgotten then, unless there is a newer one.

        The same status tells that a permission is missing, and the API has no other sign of either: such a call costs one
        more login.
        """
        if answer.status_code not in _NOT_VALID:
            return False
        with self._lock:
            if self._token == headers["access-token"]:
                self._token = None
        return True

    def _with(self, token: str) -> dict[str, str]:
        return {**self._key, "access-token": token}

    def _log_in(self, login: _Login, settings: Settings) -> Course[str]:
        """Ask for a token, and keep it; however this ends, others may log in then."""
        token: str | None = None
        try:
            request = request_of(
                self._call,
                {"extra_query": settings.query},
                base_url=settings.base_url,
                headers=settings.headers | self._key,
                timeout=settings.timeout,
            )
            answer = yield from tries(request, settings.retries())
            if not is_success(answer):
                login.refused = answer
                raise self._call.refusal(answer)
            token = _token_of(answer, self._call.parse(answer).accessToken)
            return token
        finally:
            with self._lock:
                self._token, self._login, login.is_over = token, None, True


def _token_of(answer: Answer, token: object) -> str:
    """Give the token of a login's answer, which real servers may have left out."""
    if isinstance(token, str) and token:
        return token
    raise APIResponseValidationError(
        "The login was answered without an accessToken.", status_code=answer.status_code, body=answer.body
    )

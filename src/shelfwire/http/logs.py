"""The service's log: one line a request, one a batch, a traceback a fault; JSON for machines or text for people.

Never a secret: no header, no query and no body is ever logged, and tracebacks come without the values of variables.
"""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from threading import Lock
from typing import Any, TextIO

import msgspec
import structlog

from shelfwire.observe import BatchDone, Observation, RequestDone
from shelfwire.settings import Settings

__all__ = ["configure_logging", "log_observation"]

PATH_CHARACTERS_MAX = 200
PROBES = frozenset({"healthz", "readyz", "metrics"})
FAULT_STATUS = 500
LEVELS: Mapping[str, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}

_encode = msgspec.json.Encoder(enc_hook=repr).encode


class _Current:
    """The logger that lines go to: bound when logging is configured, for binding it anew costs each line half of its time."""

    log: Any = structlog.get_logger("shelfwire")


class _Lines:
    """Writes whole lines to a stream from any thread; a stream that takes none must not fail a request."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = Lock()

    def msg(self, line: str) -> None:
        """Write one line."""
        with self._lock, suppress(OSError, ValueError):
            self._stream.write(f"{line}\n")
            self._stream.flush()

    debug = info = warning = error = critical = exception = msg


class _FromStandardLibrary(logging.Handler):
    """Hands what the server's libraries log to our own log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log a record with its traceback, if it has one."""
        _Current.log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info or None)


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Set the process's logging up: `log_format`, `log_level`, and the lines to `stream` (standard error by default)."""
    out = sys.stderr if stream is None else stream
    level = LEVELS[settings.log_level]
    as_text = settings.log_format == "text" or (not settings.log_format and out.isatty())
    lines = _Lines(out)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _text_renderer(colors=out.isatty()) if as_text else _render_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=False,
    )
    _Current.log = structlog.get_logger("shelfwire").bind()
    root = logging.getLogger()
    root.handlers = [_FromStandardLibrary()]
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)


def log_observation(observation: Observation) -> None:
    """Log a request or a batch: a sink for observations."""
    if isinstance(observation, RequestDone):
        _log_request(observation)
    elif isinstance(observation, BatchDone):
        _Current.log.info(
            "batch",
            catalog_id=observation.catalog_id,
            policy=observation.policy,
            items=observation.items,
            **{outcome: count for outcome, count in observation.outcomes.items() if count},
            revision=observation.revision,
            replayed=observation.replayed,
            **{f"{phase}_seconds": round(seconds, 6) for phase, seconds in observation.phases.items()},
        )


def _log_request(done: RequestDone) -> None:
    if done.dialect == "service" and done.operation in PROBES:
        log = _Current.log.debug
    else:
        log = _Current.log.warning if done.status >= FAULT_STATUS else _Current.log.info
    log(
        "request",
        request_id=done.request_id,
        method=done.method,
        path=_shown(done.path),
        status=done.status,
        dialect=done.dialect,
        operation=done.operation,
        credential_id=done.credential_id,
        seconds=round(done.seconds, 6),
        request_bytes=done.request_bytes,
        answer_bytes=done.answer_bytes,
    )


def _shown(path: str) -> str:
    """Make a path fit for a log: cut, and without characters that could pass for a line of its own."""
    cut = path[:PATH_CHARACTERS_MAX]
    return cut if cut.isprintable() else ascii(cut)[1:-1]


def _render_json(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    return _encode(event).decode()


def _text_renderer(*, colors: bool) -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)

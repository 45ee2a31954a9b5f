"""The service's log: one line a request, one a batch, a traceback a fault; JSON for machines or text for people.

Never a secret: no header, no query and no body is ever logged, and tracebacks come without the values of variables.
"""

import asyncio
import logging
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
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


class _Lines:
    """Writes whole lines to a stream from any thread; a stream that takes none must not fail a request.

    The lines of one turn of the event loop are written together when the turn ends, which is within a millisecond or so: a
    write gives the interpreter away, and to win it back beside the store's busy writer costs more than the line.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = Lock()
        self._held: list[str] = []

    def msg(self, line: str) -> None:
        """Write one line, at the end of the turn where an event loop runs in this thread."""
        with self._lock:
            self._held.append(f"{line}\n")
            is_first = len(self._held) == 1
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
        else:
            if is_first:
                loop.call_soon(self.flush)

    def flush(self) -> None:
        """Write the lines that are held, in their order."""
        with self._lock, suppress(OSError, ValueError):
            held, self._held = self._held, []
            if held:
                self._stream.write("".join(held))
                self._stream.flush()

    debug = info = warning = error = critical = exception = msg


class _Current:
    """What lines go through: bound when logging is configured, for binding it anew costs each line half of its time.

    Attributes:
        log: the logger.
        level: the lowest level that is logged.
        json: takes the lines of observations where they are JSON; None where they are for people.
    """

    log: Any = structlog.get_logger("shelfwire")
    level: int = logging.INFO
    json: _Lines | None = None


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
    _Current.level = level
    _Current.json = None if as_text else lines
    root = logging.getLogger()
    root.handlers = [_FromStandardLibrary()]
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)


def log_observation(observation: Observation) -> None:
    """Log a request or a batch: a sink for observations."""
    if isinstance(observation, RequestDone):
        _log_request(observation)
    elif isinstance(observation, BatchDone):
        _say(
            "info",
            "batch",
            {
                "catalog_id": observation.catalog_id,
                "policy": observation.policy,
                "items": observation.items,
                **{outcome: count for outcome, count in observation.outcomes.items() if count},
                "revision": observation.revision,
                "replayed": observation.replayed,
                **{f"{phase}_seconds": round(seconds, 6) for phase, seconds in observation.phases.items()},
            },
        )


def _log_request(done: RequestDone) -> None:
    if done.dialect == "service" and done.operation in PROBES:
        level = "debug"
    else:
        level = "warning" if done.status >= FAULT_STATUS else "info"
    _say(
        level,
        "request",
        {
            "request_id": done.request_id,
            "method": done.method,
            "path": _shown(done.path),
            "status": done.status,
            "dialect": done.dialect,
            "operation": done.operation,
            "credential_id": done.credential_id,
            "seconds": round(done.seconds, 6),
            "request_bytes": done.request_bytes,
            "answer_bytes": done.answer_bytes,
        },
    )


def _say(level: str, event: str, fields: dict[str, Any]) -> None:
    """Log an event of which there are thousands a second: as JSON it passes by the logger's steps, which cost five times it."""
    number = LEVELS[level]
    if number < _Current.level:
        return
    if _Current.json is None:
        _Current.log.log(number, event, **fields)
        return
    fields["event"] = event
    fields["level"] = level
    fields["timestamp"] = datetime.now(UTC)
    _Current.json.msg(_encode(fields).decode())


def _shown(path: str) -> str:
    """Make a path fit for a log: cut, and without characters that could pass for a line of its own."""
    cut = path[:PATH_CHARACTERS_MAX]
    return cut if cut.isprintable() else ascii(cut)[1:-1]


def _render_json(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    return _encode(event).decode()


def _text_renderer(*, colors: bool) -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)

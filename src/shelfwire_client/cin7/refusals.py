"""What Cin7 Omni's refusals say.

The API documents no error body. Its clients read `message`, and the text of an answer that is a bare JSON string, as those of
its throttle are; `error` is what servers say at addresses that are no API's. What is at fault stands in `modelState`, as the
framework that it is built on has it, or in `errors`, as the framework's newer form has it: sentences by paths such as
`[3].styleCode`. Names are taken in any case.
"""

import re
from collections.abc import Iterator
from typing import Any

from shelfwire_client.core.call import Answer
from shelfwire_client.core.coding import plain_json
from shelfwire_client.core.errors import APIStatusError, Fault, status_error

__all__ = ["refusal"]

_ITEM = re.compile(r"[A-Za-z$]*\[(\d{1,18})\]\.?")
"""The position in a path; the body's name, or `$` for it, may stand in front of it."""

_SILENT = "the request was refused without a reason"


def refusal(answer: Answer) -> APIStatusError:
    """Make the error of an answer that is no success."""
    body = plain_json(answer.body)
    faults = list(_faults(body))
    return status_error(
        _message(body) or (faults[0].message if faults else _SILENT),
        status_code=answer.status_code,
        headers=answer.headers,
        body=body,
        errors=faults,
    )


def _message(body: Any) -> str:  # noqa: ANN401 - any JSON
    if isinstance(body, dict):
        told = _lowered(body)
        error = told.get("error")
        body = told.get("message") or told.get("title") or (error.get("message") if isinstance(error, dict) else error)
    return body.strip() if isinstance(body, str) else ""


def _faults(body: Any) -> Iterator[Fault]:  # noqa: ANN401 - any JSON
    if isinstance(body, list):
        yield from _item_faults(body)
    elif isinstance(body, dict):
        told = _lowered(body)
        for name in ("modelstate", "errors"):
            if isinstance(told.get(name), dict):
                yield from _field_faults(told[name])


def _field_faults(sentences_of: dict[str, Any]) -> Iterator[Fault]:
    """Read sentences by the paths of what they are about."""
    for path, sentences in sentences_of.items():
        found = _ITEM.match(path)
        position, field = (int(found[1]), path[found.end() :]) if found else (None, path)
        for sentence in sentences if isinstance(sentences, list) else [sentences]:
            yield Fault(message=str(sentence), position=position, field=field)


def _item_faults(results: list[Any]) -> Iterator[Fault]:
    """Read the results of a request of which no item was carried out, should they come with a status of refusal."""
    for place, result in enumerate(results):
        told = _lowered(result) if isinstance(result, dict) else {}
        index, sentences = told.get("index"), told.get("errors")
        for sentence in sentences if isinstance(sentences, list) else []:
            yield Fault(message=str(sentence), position=index if isinstance(index, int) else place)


def _lowered(found: dict[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in found.items()}

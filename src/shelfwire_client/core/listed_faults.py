"""Refusals of the APIs that document none: a message is quoted, and a list of faults is read where there is one."""

from typing import Any

from shelfwire_client.core.call import Answer
from shelfwire_client.core.coding import plain_json
from shelfwire_client.core.errors import APIStatusError, Fault, status_error

__all__ = ["refusal"]


def refusal(answer: Answer) -> APIStatusError:
    """Make the error of an answer that is no success.

    Its `message` is quoted, or `Message`, as gateways before an API have it, or that of `error`, as servers have it
    for addresses that are no API's; a list `errors` of objects with `index`, `field` and `problem`, as Shelfwire answers it,
    tells the bad fields one by one.
    """
    body = plain_json(answer.body)
    message = _message(body)
    return status_error(
        message if isinstance(message, str) and message else "the request was refused without a reason",
        status_code=answer.status_code,
        headers=answer.headers,
        body=body,
        errors=_faults(body),
    )


def _message(body: Any) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(body, dict):
        return body
    error = body.get("error")
    return body.get("message") or body.get("Message") or (error.get("message") if isinstance(error, dict) else error)


def _faults(body: Any) -> list[Fault]:  # noqa: ANN401 - any JSON
    listed = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        return []
    return [_fault(one) for one in listed if isinstance(one, dict)]


def _fault(one: dict[str, Any]) -> Fault:
    index, field = one.get("index"), one.get("field")
    return Fault(
        message=str(one.get("problem") or one.get("message") or "it was refused without a reason"),
        position=index if isinstance(index, int) else None,
        field=field if isinstance(field, str) else "",
    )

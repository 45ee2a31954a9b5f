"""Writes docs/api.md: each method of each of the SDK's clients with its parameters, its types and the requests that it sends.

`python -m tools.api_index` writes it, with `--check` only tells whether it is not what it would be; a test does that too. Names
and types are read from the code, the requests from what the methods send when they are called.
"""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

import shelfwire_client
from shelfwire_client import ShelfwireClientError
from shelfwire_client.core.client import ApiClient, Resource

__all__ = ["PAGE", "clients", "main", "operations", "page_text"]

PAGE = Path(__file__).parent.parent / "docs" / "api.md"

_HEAD = """\
# The methods of the SDK

Made by `make twins` from the code; [sdk.md](sdk.md) is the manual. One line a method, with the requests that it sends: the
paths as Shelfwire serves them, and the parameters that are always in the query.

The clients with asyncio, `Async` in front of their names, have the same methods with the same parameters. There a method is
awaited, but for those that give a page: these are awaited for the first page, or gone through by `async for`.

A parameter with the default `UNSET` may be left out. Where an item has a type `...Param`, any mapping with its keys and any
msgspec `Struct` will do. `ClientOptions`, `CallOptions` and `BulkOptions` stand for the options of
[clients](sdk.md#credentials-and-addresses), of [calls](sdk.md#calls) and of [bulk writes](sdk.md#bulk-writes), `Items` for
[what can be written](sdk.md#what-can-be-written). Every resource has `with_raw_response` and `with_streaming_response`, but for
its bulk writes.
"""

_BASES = {"Cin7Omni": "/api", "VendNovation": "/vendor/prod"}
"""What stands behind a server's address in the base URLs of clients that are given one with a path."""

_ITEMS_ANY = " | Mapping[str, object] | msgspec.Struct"
_NUMBER = 7_000_000_007
"""Stands for a whole number, so that it is recognized in a path."""

_SAMPLES: tuple[tuple[str, object], ...] = (
    ("Items", [{"id": _NUMBER}, {"styleCode": "x"}]),
    ("Iterable[", [{"url": "products.json"}]),
    ("Sequence[str]", ["x"]),
    ("int", _NUMBER),
    ("str", "x"),
)
"""What a method is called with where it wants something, by how the type begins."""


def clients() -> list[type[ApiClient]]:
    """Give the classes of the clients without asyncio."""
    names = sorted(name.removeprefix("Async") for name in dir(shelfwire_client) if name.startswith("Async"))
    return [getattr(shelfwire_client, name) for name in names]


def operations(client: ApiClient) -> dict[str, Callable[..., Any]]:
    """Give the methods of a client and of its resources by what is written to call them."""
    found: dict[str, Callable[..., Any]] = {}
    for name, member in list(vars(type(client)).items()):
        if name[0] != "_" and isinstance(member, property) and isinstance(holder := getattr(client, name), Resource):
            methods = [
                one for one in vars(type(holder)) if inspect.isfunction(vars(type(holder))[one]) and one[0] != "_"
            ]
            found |= {f"client.{name}.{method}": getattr(holder, method) for method in methods}
    own = [name for name, member in list(vars(type(client)).items()) if inspect.isfunction(member) and name[0] != "_"]
    return found | {f"client.{name}": getattr(client, name) for name in own}


class _Recorder:
    """A client whose requests are kept and answered with as little as there is.

    Attributes:
        client: the client.
    """

    def __init__(self, kind: type[ApiClient]) -> None:
        """Make the client, with any credential."""
        self._requests: list[httpx2.Request] = []
        parameters = inspect.signature(kind).parameters
        credentials = {name: "x" for name in parameters if name not in {"base_url", "options"}}
        own: Any = kind
        self.client: ApiClient = own(
            **credentials,
            base_url=f"http://shelfwire{_BASES.get(kind.__name__, '')}",
            http_client=httpx2.Client(transport=httpx2.MockTransport(self._answer)),
        )

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self._requests.append(request)
        return httpx2.Response(200, json={"accessToken": "x"} if request.url.path.endswith("/authenticate") else [])

    def sent(self, method: Callable[..., Any]) -> list[str]:
        """Tell which kinds of requests a method sends; it is called twice, because the first call may log in."""
        parameters = _parameters(method)
        wanted = {name: (kind, default) for name, kind, default in parameters if not name.startswith("*")}
        arguments: dict[str, Any] = {name: _sample(kind) for name, (kind, default) in wanted.items() if not default}
        if "items" in arguments:
            arguments |= {"items_max": 1, "in_flight": 1, "collect": True}
        for _ in range(2):
            self._requests.clear()
            with suppress(ShelfwireClientError):  # some methods want more of an answer; the request is what counts
                method(**arguments)
        numbers = {str(_NUMBER): name for name, (kind, _) in wanted.items() if kind == "int"}
        return list(dict.fromkeys(_shown(request, numbers) for request in self._requests))


def _sample(kind: str) -> object:
    return next(value for beginning, value in _SAMPLES if kind.startswith(beginning))


def _shown(request: httpx2.Request, numbers: dict[str, str]) -> str:
    """Give the method, the path and the names in the query of a request."""
    parts = urlsplit(str(request.url))
    path = parts.path
    for number, name in numbers.items():
        path = path.replace(number, f"{{{name}}}")
    query = "&".join(dict.fromkeys(request.url.params.keys()))
    return f"{request.method} {path}" + (f"?{query}" if query else "")


def _definition(value: Any) -> Any:  # noqa: ANN401 - the node of a function or of a class
    return ast.parse(textwrap.dedent(inspect.getsource(value))).body[0]


def _kind(annotation: ast.expr | None) -> str:
    """Give a type as it is written, without what every parameter of its kind may be."""
    text = ast.unparse(annotation) if annotation else ""
    return text.replace(_ITEMS_ANY, "").replace(" | UnsetType", "").strip("'\"")


def _parameters(method: Callable[..., Any]) -> Iterator[tuple[str, str, str]]:
    """Give name, type and default of each parameter; a star is one too, and what is unpacked stands for itself."""
    written = _definition(method).args
    kinds = {
        one.arg: _kind(one.annotation) for one in (*written.args, *written.kwonlyargs, *filter(None, [written.kwarg]))
    }
    has_star = False
    for name, one in inspect.signature(method).parameters.items():
        if one.kind is one.VAR_KEYWORD:
            yield from _unpacked(method, name, kinds[name])
            continue
        if one.kind is one.KEYWORD_ONLY and not has_star:
            has_star = True
            yield "*", "", ""
        yield name, kinds[name], "" if one.default is one.empty else repr(one.default)


def _unpacked(method: Callable[..., Any], name: str, kind: str) -> Iterator[tuple[str, str, str]]:
    """Give the parameters that an unpacked class of this package adds to the options of every call."""
    kind = kind.removeprefix("Unpack[").removesuffix("]")
    if not kind.endswith("Options"):
        for field in _definition(inspect.unwrap(method).__globals__[kind]).body:
            if isinstance(field, ast.AnnAssign):
                yield ast.unparse(field.target), _kind(field.annotation), "UNSET"
        name, kind = "options", "CallOptions"
    yield f"**{name}", kind, ""


def _signature(method: Callable[..., Any]) -> str:
    parameters = [
        name + (f": {kind}" if kind else "") + (f" = {default}" if default else "")
        for name, kind, default in _parameters(method)
    ]
    returned = _definition(method).returns
    return f"({', '.join(parameters)})" + (f" -> {_kind(returned)}" if returned else "")


def _types(kind: type[ApiClient]) -> Iterator[str]:
    """Tell where the types of a client are imported from."""
    package = kind.__module__.rpartition(".")[0]
    for module, what in (("parameters", "What is sent"), ("models", "What is answered"), ("client", "Pages")):
        names: list[str] = import_module(f"{package}.{module}").__all__
        listed = [name for name in names if module != "client" or name.endswith("Page")]
        yield f"{what}, from `{package}.{module}`: {', '.join(f'`{name}`' for name in sorted(listed))}."


def _section(kind: type[ApiClient]) -> Iterator[str]:
    """Give the part of the page that is about one client."""
    recorder = _Recorder(kind)
    made = _signature(kind.__init__).replace("(self, ", "(").removesuffix(" -> None")
    yield f"## {kind.__name__}\n"
    yield f"`{kind.__name__}{made}`\n"
    for written, method in operations(recorder.client).items():
        requests = ", ".join(f"`{request}`" for request in recorder.sent(method))
        yield f"- `{written}{_signature(method)}`: {requests}"
    yield ""
    yield "\n\n".join(_types(kind)) + "\n"


def page_text() -> str:
    """Give what the page is to say."""
    return "\n".join([_HEAD, *(line for kind in clients() for line in _section(kind))]).rstrip("\n") + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` tell whether it is stale; 1 where it is."""
    text = page_text()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(PAGE.name)
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
    return int("--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

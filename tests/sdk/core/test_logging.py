"""What the clients write to the log: enough to see what happened, nothing that opens anything."""

import logging
import re
import subprocess
import sys

import httpx2
import pytest

from tests.sdk.conftest import Account
from tests.sdk.core.conftest import TOKEN, Talk
from tests.serving import environment

PROGRAM = """
from shelfwire_client import BadRequestError, Colleqtive

with Colleqtive() as client:
    client.products.create_products(body=[{"product_number": "secret", "product_name": "x", "is_counted": True}])
    try:
        client.products.create_products(body=[{}])
    except BadRequestError:
        pass
"""

LINE = (
    r"^\[[-0-9 :,]{23}\] shelfwire_client INFO POST http://127\.0\.0\.1:\d+/api/v2/public/products: %d in \d\.\d{3} s$"
)


def said(account: Account, level: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env=environment(account.environment("colleqtive") | {"SHELFWIRE_CLIENT_LOG": level}),
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


@pytest.mark.parametrize("level", ["info", "DEBUG"])
def test_the_environment_asks_for_one_line_a_try(account: Account, level: str) -> None:
    lines = said(account, level)
    assert len(lines) == 2
    for line, status_code in zip(lines, (200, 400), strict=True):
        assert re.match(LINE % status_code, line)
    assert account.key("colleqtive")["token"] not in "".join(lines)


@pytest.mark.parametrize("level", ["", "off", "no such level"])
def test_nothing_is_written_unless_it_is_asked_for(account: Account, level: str) -> None:
    assert said(account, level) == []


def test_neither_credentials_nor_bodies_are_logged(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    talk.answers += [
        httpx2.ConnectError("refused"),
        httpx2.Response(500, headers={"retry-after-ms": "2", "set-cookie": "session=secret"}),
    ]
    with caplog.at_level(logging.DEBUG, logger="shelfwire_client"):
        client = talk.client(default_headers={"x-api-key": "secret"})
        client.products.delete_products(product_number=["secret"], extra_body={"password": "secret"})
    lines = [record.getMessage() for record in caplog.records if record.name == "shelfwire_client"]
    url = "http://api.example/base/api/v2/public/products"
    assert [line.partition(" in ")[0] for line in lines] == [
        f"DELETE {url}: ConnectError('refused')",
        "trying again",
        f"DELETE {url}: 500",
        "trying again",
        f"DELETE {url}: 200",
    ]
    assert "secret" not in "".join(lines)
    assert TOKEN not in repr(client)

"""The audit of `graphql-http`: what the GraphQL over HTTP specification says a server must, should and may do."""

from collections import Counter

import pytest

from tests.clients.lana.conftest import Access
from tests.clients.lana.javascript import run_script

pytestmark = pytest.mark.javascript


def test_every_audit_is_passed(access: Access) -> None:
    results = run_script("audit.mjs", **access.given())
    assert [result for result in results if result["status"] != "ok"] == []
    assert Counter(result["name"].split()[0] for result in results) == {"MUST": 13, "SHOULD": 23, "MAY": 25}

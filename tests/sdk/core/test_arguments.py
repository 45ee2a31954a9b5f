"""Arguments that cannot be right are refused before anything is sent."""

from typing import Any

import pytest

from shelfwire_client import ArgumentError
from tests.clients.fault_proxy import FaultProxy
from tests.sdk.conftest import Account, Opening

LISTS = {
    "Colleqtive": ("colleqtive", "list_products", {"extra_query": {"page_start": "2"}}),
    "Cin7Omni": ("cin7", "list", {"extra_query": {"Page": 2}}),
    "VendNovation": ("vendnovation", "list_products", {"extra_headers": {"Page": "2"}}),
    "Lana": ("lana", "page", {"extra_query": {"last_key": "x"}}),
}


@pytest.mark.parametrize("name", LISTS)
def test_what_each_page_has_of_its_own_is_no_extra_parameter(
    opened: Opening, account: Account, proxy: FaultProxy, name: str
) -> None:
    dialect, method, options = LISTS[name]
    client = opened(name, **account.settings(dialect, proxy.base_url))
    extra: Any = options
    with pytest.raises(ArgumentError, match="which this operation sends itself: pass it as an argument"):
        list(getattr(client.products, method)(**extra))
    assert proxy.seen == []

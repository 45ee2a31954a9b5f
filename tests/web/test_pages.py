"""What the pages answer."""

import gzip
import json
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import shelfwire
from shelfwire.web.assets import ASSETS, GRAPHIQL_POLICY, SECURITY_HEADERS, Content, has_tag, load_assets, takes_gzip
from shelfwire.web.pages import pages
from tests.web.standin import DOCUMENT, StandIn


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=pages([StandIn()])), base_url="http://shelf.test:8000", follow_redirects=False)


def test_the_front_page_names_every_dialect_with_its_base_url_and_its_reference(client: TestClient) -> None:
    reply = client.get("/")

    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h3>Stand-in &lt;API&gt;</h3>" in reply.text
    assert "<code>http://shelf.test:8000/standin</code>" in reply.text
    assert 'href="docs/standin"' in reply.text
    assert 'href="docs/standin/openapi.json"' in reply.text
    assert 'href="healthz"' in reply.text
    assert f'<span class="version">{shelfwire.__version__}</span>' in reply.text


def test_the_list_of_references_names_every_dialect(client: TestClient) -> None:
    reply = client.get("/docs/")

    assert reply.status_code == 200
    assert "<h3>Stand-in &lt;API&gt;</h3>" in reply.text
    assert 'href="standin"' in reply.text


def test_docs_without_its_slash_leads_to_docs_with_it(client: TestClient) -> None:
    reply = client.get("/docs")

    assert (reply.status_code, reply.headers["location"]) == (308, "docs/")


def test_a_reference_page_points_at_its_document(client: TestClient) -> None:
    reply = client.get("/docs/standin")

    assert reply.status_code == 200
    assert 'data-url="standin/openapi.json"' in reply.text
    assert "<code>http://shelf.test:8000/standin</code>" in reply.text


def test_graphiql_posts_to_the_dialect_s_own_address_and_only_there_are_styles_its_own(client: TestClient) -> None:
    reply = client.get("/docs/standin/graphiql")

    assert reply.status_code == 200
    assert 'data-url="../../standin/graphql"' in reply.text
    assert reply.headers["content-security-policy"] == GRAPHIQL_POLICY
    assert 'href="standin/graphiql"' in client.get("/docs/").text


def test_a_dialect_without_graphql_has_no_graphiql() -> None:
    dialect = StandIn()
    dialect.graphql_path = None
    client = TestClient(Starlette(routes=pages([dialect])))

    assert client.get("/docs/standin/graphiql").status_code == 404
    assert "graphiql" not in client.get("/docs/").text


@pytest.mark.parametrize(
    "path",
    ["/docs/nobody", "/docs/nobody/openapi.json", "/docs/nobody/graphiql", "/docs/assets/0000/shelfwire.css"],
)
def test_what_does_not_exist_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    reply = client.get(path)

    assert reply.status_code == 404
    assert "There is no such page" in reply.text


@pytest.mark.parametrize("path", ["/", "/docs/", "/docs/standin", "/docs/standin/graphiql", "/docs/nobody"])
def test_every_address_in_a_page_is_relative_and_leads_somewhere(client: TestClient, path: str) -> None:
    page = client.get(path)
    addresses = set(re.findall(r'(?:href|src|data-url)="([^"]+)"', page.text))
    outside = {
        address for address in addresses if address.rpartition("/")[2] in {"healthz", "readyz", "metrics", "graphql"}
    }

    assert not [address for address in addresses if address.startswith(("/", "http:", "https:"))]
    for address in addresses - outside:
        assert client.get(str(page.url.join(address))).status_code == 200, address


@pytest.mark.parametrize("path", ["/", "/docs/", "/docs/standin", "/docs/standin/openapi.json", "/docs/nobody"])
def test_every_answer_forbids_other_hosts(client: TestClient, path: str) -> None:
    reply = client.get(path)

    assert {name: reply.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


@pytest.mark.parametrize("host", ["[", "a b", "host:port", "host:99999", "[::1", ""])
def test_a_host_header_that_is_none_does_not_break_a_page(client: TestClient, host: str) -> None:
    reply = client.get("/", headers={"host": host})

    assert reply.status_code == 200


def test_behind_a_proxy_with_tls_the_base_url_is_the_one_that_clients_use(client: TestClient) -> None:
    reply = client.get("/", headers={"x-forwarded-proto": "https"})

    assert "<code>https://shelf.test:8000/standin</code>" in reply.text


def test_a_host_header_cannot_put_markup_into_a_page(client: TestClient) -> None:
    reply = client.get("/", headers={"host": '"><script>alert(1)</script>'})

    assert reply.status_code == 200
    assert "<script>" not in reply.text


def test_the_document_is_the_dialect_s_own_and_is_made_once() -> None:
    dialect = StandIn()
    client = TestClient(Starlette(routes=pages([dialect])))

    first = client.get("/docs/standin/openapi.json", headers={"accept-encoding": "identity"})
    second = client.get("/docs/standin/openapi.json", headers={"if-none-match": first.headers["etag"]})
    plain = client.get(
        "/docs/standin/openapi.json", headers={"accept-encoding": "identity", "if-none-match": first.headers["etag"]}
    )

    assert first.json() == DOCUMENT
    assert first.headers["content-type"] == "application/json"
    assert second.headers["content-encoding"] == "gzip"
    assert json.loads(second.content) == DOCUMENT
    assert second.headers["etag"] != first.headers["etag"]
    assert (plain.status_code, plain.content) == (304, b"")
    assert dialect.documents_made == 1


def test_assets_are_kept_for_ever_under_an_address_that_names_their_content(client: TestClient) -> None:
    for (path, media_type), address in zip(ASSETS, load_assets(), strict=True):
        reply = client.get(f"/docs/assets/{address}")

        assert reply.status_code == 200
        assert reply.content == Path(shelfwire.__file__).parent.joinpath("web", path).read_bytes()
        assert reply.headers["content-type"] == media_type
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_the_packed_form_unpacks_to_the_body_and_is_always_the_same() -> None:
    content = Content(b"shelf" * 100, "text/plain")

    assert gzip.decompress(content.body_packed) == content.body
    assert content.body_packed == Content(b"shelf" * 100, "text/plain").body_packed


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("x-gzip", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("br", False),
        ("", False),
    ],
)
def test_gzip_is_sent_to_those_who_take_it(header: str, *, takes: bool) -> None:
    assert takes_gzip(header) is takes


@pytest.mark.parametrize(
    ("header", "has"), [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ("", False)]
)
def test_an_entity_tag_is_found_in_if_none_match(header: str, *, has: bool) -> None:
    assert has_tag(header, '"a"') is has

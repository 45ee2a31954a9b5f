"""The OpenAPI document: valid, whole, and true to the structs."""

import msgspec
from msgspec import UNSET
from openapi_spec_validator import validate

from shelfwire.dialects.vendnovation.attributes import PRODUCT_FIELDS
from shelfwire.dialects.vendnovation.reference import openapi_document
from shelfwire.dialects.vendnovation.routes import PAGE_SIZE_MAX, PRODUCT_IDS_MAX, SMALL_BODY_BYTES_MAX, VENDNOVATION
from shelfwire.dialects.vendnovation.schema import Failure


def test_the_document_is_valid_openapi_and_json() -> None:
    document = VENDNOVATION.openapi()
    assert document["openapi"] == "3.1.0"
    validate(msgspec.json.decode(msgspec.json.encode(document)))


def test_it_has_every_operation_and_no_other() -> None:
    document = openapi_document()
    servers = [server["url"] for server in document["servers"]]
    assert servers == ["/vendor/prod", "/vendor/test", "/vendor/v2.1"]
    operations = {
        (method.upper(), f"{server}{path}{slash}", operation["operationId"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for server in servers
        for slash in ("", "/")
    }
    assert operations == {
        (operation.method, path, operation.name)
        for operation in VENDNOVATION.operations
        for path in (operation.path, *operation.further_paths)
    }


def test_every_field_is_described_and_required_as_decoded() -> None:
    schemas = openapi_document()["components"]["schemas"]
    assert tuple(schemas["Product"]["properties"]) == tuple(schemas["ProductItem"]["properties"]) == PRODUCT_FIELDS
    assert schemas["Product"]["required"] == ["name"]
    assert schemas["ProductItem"]["required"] == list(PRODUCT_FIELDS)
    for name, schema in schemas.items():
        for field, description in schema["properties"].items():
            assert description.get("description"), f"{name}.{field}"
    whole = {"type": "integer", "format": "int32", "minimum": 0, "maximum": 2**31 - 1}
    assert whole in schemas["Product"]["properties"]["productId"]["anyOf"]
    assert {"type": "null"} not in schemas["ProductItem"]["properties"]["cost"]["anyOf"]
    assert {"type": "null"} in schemas["ProductItem"]["properties"]["upc"]["anyOf"]


def test_both_body_shapes_and_what_each_route_needs_are_there() -> None:
    document = openapi_document()
    wrapped, bare = document["paths"]["/products"]["put"]["requestBody"]["content"]["application/json"]["schema"][
        "anyOf"
    ]
    assert bare == {"type": "array", "items": {"$ref": "#/components/schemas/Product"}}
    assert wrapped["properties"]["body"]["items"] == bare["items"]
    assert document["security"] == [{"api_key": [], "access_token": []}]
    assert document["paths"]["/authenticate"]["post"]["security"] == [{"api_key": []}]


def test_the_sample_of_a_refusal_has_what_that_refusal_has() -> None:
    for path, methods in openapi_document()["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if status == "200":
                    continue
                sample = msgspec.convert(answer["content"]["application/json"]["example"], Failure)
                assert (sample.errors is not UNSET) == ((path, method, status) == ("/products", "put", "400"))
                assert method == "put" or "written" not in answer["description"]


def test_the_bounds_of_small_bodies_are_those_that_the_samples_say() -> None:
    paths = openapi_document()["paths"]
    listing, login = (paths[path]["post"]["responses"]["413"] for path in ("/products", "/authenticate"))
    assert f"{PRODUCT_IDS_MAX:,}" in listing["content"]["application/json"]["example"]["message"]
    assert f"{SMALL_BODY_BYTES_MAX:,}" in login["content"]["application/json"]["example"]["message"]


def test_the_paging_bounds_are_those_of_the_list() -> None:
    parameters = openapi_document()["paths"]["/products"]["post"]["parameters"]
    assert [(one["name"], one["in"], one["schema"]["default"]) for one in parameters] == [
        ("page", "header", 1),
        ("size", "header", PAGE_SIZE_MAX),
    ]

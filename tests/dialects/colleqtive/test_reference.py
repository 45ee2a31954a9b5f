"""The OpenAPI document: valid, whole, and true to the structs."""

from typing import Any

import msgspec
from colleqtive_sdk.types import ProductItem as SdkItem
from openapi_spec_validator import validate

from shelfwire.dialects.colleqtive.reference import openapi_document
from shelfwire.dialects.colleqtive.routes import COLLEQTIVE, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX
from shelfwire.dialects.colleqtive.schema import Failure, Product


def test_the_document_is_valid_openapi_and_json() -> None:
    document = COLLEQTIVE.openapi()
    assert document["openapi"] == "3.1.0"
    validate(msgspec.json.decode(msgspec.json.encode(document)))


def test_it_has_every_operation_and_no_other() -> None:
    operations = {
        (method.upper(), path, operation["operationId"])
        for path, methods in openapi_document()["paths"].items()
        for method, operation in methods.items()
    }
    assert operations == {(operation.method, operation.path, operation.name) for operation in COLLEQTIVE.operations}


def test_every_field_is_described_and_required_as_decoded() -> None:
    schemas = openapi_document()["components"]["schemas"]
    product = schemas["Product"]
    assert product["properties"].keys() == set(Product.__struct_fields__)
    assert set(product["required"]) == {"product_number", "product_name", "is_counted"}
    assert schemas["ProductItem"]["properties"].keys() == set(SdkItem.model_fields) | set(Product.__struct_fields__)
    for name, schema in schemas.items():
        for field, description in schema["properties"].items():
            assert description.get("description"), f"{name}.{field}"
    assert product["properties"]["product_name"]["minLength"] == 1
    assert {"type": "number", "format": "double"} in product["properties"]["price"]["anyOf"]
    whole = {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1}
    assert whole in product["properties"]["ioq"]["anyOf"]
    assert {"type": "string", "format": "date-time"} in product["properties"]["deprecation_date"]["anyOf"]


def test_both_body_shapes_and_both_ways_to_send_the_token_are_there() -> None:
    document = openapi_document()
    create = document["paths"]["/api/v2/public/products"]["post"]
    bare, wrapped = create["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    assert bare == {"type": "array", "items": {"$ref": "#/components/schemas/Product"}}
    assert bare in wrapped["properties"]["products"]["anyOf"]
    assert document["security"] == [{"bare_token": []}, {"bearer_token": []}]


def test_the_sample_of_a_refusal_has_what_that_refusal_has() -> None:
    for methods in openapi_document()["paths"].values():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if status == "200":
                    continue
                sample = msgspec.convert(answer["content"]["application/json"]["example"], Failure)
                assert (sample.error_count, len(sample.errors)) == (
                    (1, 1) if status == "400" and method != "get" else (0, 0)
                )
                assert method != "get" or "written" not in answer["description"]


def test_the_paging_bounds_are_those_of_the_list() -> None:
    parameters: list[dict[str, Any]] = openapi_document()["paths"]["/api/v2/public/products"]["get"]["parameters"]
    size = next(parameter["schema"] for parameter in parameters if parameter["name"] == "page_size")
    assert (size["default"], size["maximum"]) == (PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)

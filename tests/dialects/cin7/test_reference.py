"""The OpenAPI document: valid, whole, and true to the structs."""

from typing import Any

import msgspec
from openapi_spec_validator import validate

from shelfwire.dialects.cin7.record import FIELDS
from shelfwire.dialects.cin7.reference import openapi_document
from shelfwire.dialects.cin7.routes import CIN7
from shelfwire.dialects.cin7.schema import (
    ROWS_DEFAULT,
    ROWS_MAX,
    CreateProductRequest,
    ErrorAnswer,
    UpdateProductRequest,
)


def test_the_document_is_valid_openapi_and_json() -> None:
    document = CIN7.openapi()
    assert document["openapi"] == "3.1.0"
    validate(msgspec.json.decode(msgspec.json.encode(document)))


def test_it_has_every_operation_and_no_other() -> None:
    operations = {
        (method.upper(), "/api" + path, operation["operationId"])
        for path, methods in openapi_document()["paths"].items()
        for method, operation in methods.items()
    }
    assert operations == {(operation.method, operation.path, operation.name) for operation in CIN7.operations}


def test_every_field_is_described_and_required_as_decoded() -> None:
    schemas = openapi_document()["components"]["schemas"]
    create, update = schemas["CreateProductRequest"], schemas["UpdateProductRequest"]
    assert list(create["properties"]) == list(CreateProductRequest.__struct_encode_fields__)
    assert list(update["properties"]) == list(UpdateProductRequest.__struct_encode_fields__)
    assert (set(create["required"]), update["required"]) == ({"name", "productOptions"}, ["id"])
    assert list(schemas["Product"]["properties"]) == list(FIELDS)
    for name, schema in schemas.items():
        for field, description in schema["properties"].items():
            assert description.get("description"), f"{name}.{field}"
    assert (create["properties"]["name"]["minLength"], create["properties"]["name"]["maxLength"]) == (1, 250)
    assert (
        update["properties"]["name"]["anyOf"][0]["minLength"],
        update["properties"]["name"]["anyOf"][0]["maxLength"],
    ) == (2, 50)
    options = create["properties"]["productOptions"]
    assert (options["minItems"], options["maxItems"]) == (1, 1)
    assert {"type": "string", "maxLength": 250} in create["properties"]["brand"]["anyOf"]
    weight = schemas["CreateProductDimensionsRequest"]["properties"]["weight"]["anyOf"]
    assert {"type": "number", "format": "double", "minimum": 0, "maximum": 999} in weight


def test_enums_are_taken_by_text_and_by_number() -> None:
    create = openapi_document()["components"]["schemas"]["CreateProductRequest"]["properties"]
    assert {"type": "integer", "minimum": 0, "maximum": 3} in create["status"]["anyOf"]
    assert {"type": "integer", "minimum": 0, "maximum": 5} in create["stockControl"]["anyOf"]
    assert {"const": "Undefined"} in create["stockControl"]["anyOf"]
    assert create["status"]["description"].endswith("As a number: 0 Inactive, 1 Public, 2 ShowInB2B, 3 Internal.")
    assert create["stockControl"]["description"].endswith(
        "As a number: 0 Undefined, 1 FIFO, 2 Batch, 3 Machine, 4 Serial, 5 Labour."
    )


def test_bodies_and_answers_have_both_media_types() -> None:
    for methods in openapi_document()["paths"].values():
        for operation in methods.values():
            contents = [answer["content"] for answer in operation["responses"].values()]
            contents += [operation["requestBody"]["content"]] if "requestBody" in operation else []
            assert {tuple(content) for content in contents} == {("application/json", "text/json")}
    for operation in CIN7.operations:
        assert operation.answer_media_types == ("application/json", "text/json")
        assert operation.body_media_types == (() if operation.method == "GET" else ("application/json", "text/json"))


def test_the_sample_of_a_refusal_has_what_that_refusal_has() -> None:
    for methods in openapi_document()["paths"].values():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if status == "200":
                    continue
                sample = answer["content"]["application/json"]["example"]
                assert msgspec.convert(sample, ErrorAnswer).message
                assert ("modelState" in sample) == (status == "400")
                assert method != "get" or "written" not in answer["description"]


def test_the_paging_bounds_are_those_of_the_list() -> None:
    parameters: list[dict[str, Any]] = openapi_document()["paths"]["/v1/Products"]["get"]["parameters"]
    rows, top = (
        next(parameter["schema"] for parameter in parameters if parameter["name"] == name) for name in ("rows", "top")
    )
    assert (rows["default"], rows["maximum"], top["maximum"]) == (ROWS_DEFAULT, ROWS_MAX, ROWS_MAX)

import msgspec
import pytest

from benchmarks.products import NUMBER_STEP, bodies, in_order, number_text, product, scattered, stored_attributes
from shelfwire.catalog.keys import is_gtin


def test_a_product_is_about_640_bytes_in_22_fields() -> None:
    (body,) = bodies(range(1_000), 1_000)
    assert 600 <= len(body) / 1_000 <= 680
    assert {len(wire) for wire in msgspec.json.decode(body)} == {22}


def test_the_same_number_is_the_same_product_with_a_right_barcode() -> None:
    assert product(77) == product(77)
    assert all(is_gtin(product(number)["barcode"]) for number in range(200))


def test_a_changed_product_differs_in_its_price_and_its_description() -> None:
    before, after = product(77), product(77, changed=True)
    assert {name for name in before if before[name] != after[name]} == {"price", "product_description"}


def test_bodies_hold_the_products_of_their_numbers_in_order() -> None:
    made = bodies([3, 1, 2], 2, changed=True)
    assert [msgspec.json.decode(body) for body in made] == [
        [product(3, changed=True), product(1, changed=True)],
        [product(2, changed=True)],
    ]


def test_stored_attributes_leave_out_the_key_and_keep_every_other_field() -> None:
    assert len(msgspec.json.decode(stored_attributes(product(1)))) == 21


@pytest.mark.parametrize("existing", [0, 1, 50, 5_000])
def test_scattered_numbers_are_new_and_fall_between_those_that_are_there(existing: int) -> None:
    numbers = scattered(existing, 1_000)
    there = {place * NUMBER_STEP for place in range(1, existing + 1)}
    assert len(set(numbers)) == 1_000
    assert not there.intersection(numbers)
    assert numbers != sorted(numbers)
    if existing == 5_000:
        assert max(numbers) < max(there) + NUMBER_STEP


def test_numbers_in_order_follow_all_that_are_there_as_text_too() -> None:
    texts = [number_text(number) for number in [5_000 * NUMBER_STEP, *in_order(5_000, 100)]]
    assert texts == sorted(texts)
    assert len(set(texts)) == 101

from shelfwire.catalog.keys import is_gtin
from shelfwire.cli.assortment import Sample, samples


def test_the_assortment_is_a_few_hundred_articles_and_the_same_every_time() -> None:
    first, second = samples(), samples()
    assert first == second
    assert 200 <= len(first) <= 500


def test_numbers_names_and_barcodes_are_unique_and_barcodes_are_right() -> None:
    made = samples()
    for values in ([s.number for s in made], [s.name for s in made], [s.barcode for s in made]):
        assert len(set(values)) == len(made)
    assert all(is_gtin(s.barcode) and len(s.barcode) == 13 and s.barcode.startswith("200") for s in made)


def test_a_shop_would_earn_something_on_every_article() -> None:
    assert all(0 < s.cost_cents < s.price_cents for s in samples())


def test_an_article_reads_like_one() -> None:
    assert samples()[0] == Sample(
        number="100001",
        name="Bergweide milk, whole 500 ml",
        description="Milk, whole from Bergweide, 500 ml, in cases of 12.",
        brand="Bergweide",
        category="Dairy",
        barcode="2000001000014",
        size="500 ml",
        price_cents=79,
        cost_cents=50,
        case_quantity=12,
        compare_unit="l",
        compare_multiplier=2.0,
    )

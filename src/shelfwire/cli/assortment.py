"""A believable assortment for the demo: groceries and household goods made from word lists of our own.

The same list every time, so that loading it again changes nothing. Brands are invented. Barcodes are EAN-13 of GS1's range
for use inside one company (prefix 200 to 299), which no article on the market can have.
"""

from collections.abc import Iterator

import msgspec

from shelfwire.catalog.keys import ean13_check_digit

__all__ = ["Sample", "samples"]


class Sample(msgspec.Struct, frozen=True):
    """One made-up article, in no dialect's words.

    Attributes:
        number: its article number: digits, unique in the assortment.
        name: brand, article and size, as on a shelf label.
        description: one sentence.
        brand: who makes it.
        category: where it stands in the shop.
        barcode: an EAN-13 with its check digit.
        size: amount and unit as text: `500 g`.
        price_cents: what a customer pays.
        cost_cents: what the shop pays.
        case_quantity: how many come in one case.
        compare_unit: the unit of the comparison price: kg, l or piece.
        compare_multiplier: times the price gives the price of one compare unit.
    """

    number: str
    name: str
    description: str
    brand: str
    category: str
    barcode: str
    size: str
    price_cents: int
    cost_cents: int
    case_quantity: int
    compare_unit: str
    compare_multiplier: float


class Line(msgspec.Struct, frozen=True):
    """Articles that differ in brand, kind and size: `kinds` holds an empty text where the article has none.

    `sizes` are amount, unit and price in cents of the plainest brand.
    """

    article: str
    kinds: tuple[str, ...]
    sizes: tuple[tuple[int, str, int], ...]
    case_quantity: int = 12


FIRST_NUMBER = 100_001
COST_PERCENT = 64
COMPARED = {"g": ("kg", 1_000), "kg": ("kg", 1), "ml": ("l", 1_000), "l": ("l", 1), "pieces": ("piece", 1)}
"""The unit of the comparison price for each unit of size, and how many of the latter make one of the former."""

BRANDS = {
    "Dairy": (("Bergweide", 100), ("Hollerhof", 118)),
    "Bakery": (("Korenmolen", 100), ("Ovengold", 125)),
    "Pantry": (("Speicher & Sohn", 100), ("Terra Lenta", 132)),
    "Drinks": (("Klaarbron", 100), ("Quellwald", 115)),
    "Snacks": (("Knusperei", 100), ("Nordkrümel", 122)),
    "Frozen": (("Winterveld", 100), ("Polarküche", 117)),
    "Household": (("Blinkfix", 100), ("Grünfeger", 128)),
    "Care": (("Sanaluna", 100), ("Rosmarin & Meer", 140)),
}
"""Each category's brands, with their price in percent of the plainest."""

LINES = {
    "Dairy": (
        Line("milk", ("whole", "semi-skimmed", "lactose-free"), ((500, "ml", 79), (1, "l", 129))),
        Line("yoghurt", ("plain", "strawberry", "vanilla", "blueberry"), ((150, "g", 59), (500, "g", 149)), 6),
        Line("cheese", ("young", "mature", "with cumin"), ((200, "g", 249), (400, "g", 449)), 10),
        Line("butter", ("salted", "unsalted"), ((250, "g", 269),), 20),
        Line("cream", ("whipping", "sour"), ((200, "ml", 99),), 16),
    ),
    "Bakery": (
        Line("bread", ("wholemeal", "rye", "white", "spelt"), ((400, "g", 169), (800, "g", 279)), 6),
        Line("rolls", ("wheat", "multigrain"), ((6, "pieces", 189),), 8),
        Line("crispbread", ("sesame", "rye"), ((250, "g", 199),)),
    ),
    "Pantry": (
        Line("spaghetti", ("", "wholewheat"), ((500, "g", 119), (1, "kg", 209)), 20),
        Line("rice", ("basmati", "jasmine", "brown"), ((500, "g", 179), (1, "kg", 319)), 10),
        Line("tomatoes", ("peeled", "chopped"), ((400, "g", 89),), 24),
        Line("beans", ("kidney", "white", "black"), ((400, "g", 99),), 24),
        Line("olive oil", ("mild", "extra virgin"), ((500, "ml", 699), (1, "l", 1_249)), 6),
        Line("flour", ("wheat", "spelt"), ((1, "kg", 109),), 10),
        Line("coffee", ("ground", "whole bean", "decaffeinated"), ((250, "g", 449), (500, "g", 799)), 8),
        Line("jam", ("apricot", "raspberry", "cherry"), ((340, "g", 229),), 6),
    ),
    "Drinks": (
        Line("mineral water", ("still", "sparkling"), ((500, "ml", 59), (1_500, "ml", 95)), 6),
        Line("juice", ("orange", "apple", "grape"), ((250, "ml", 89), (1, "l", 199)), 8),
        Line("lemonade", ("lemon", "elderflower"), ((330, "ml", 109), (1, "l", 189))),
        Line("tea", ("peppermint", "green", "rooibos"), ((20, "pieces", 169),), 10),
    ),
    "Snacks": (
        Line("chocolate", ("milk", "dark", "hazelnut"), ((100, "g", 139), (200, "g", 249)), 20),
        Line("biscuits", ("butter", "oat"), ((200, "g", 149),), 14),
        Line("crisps", ("salted", "paprika"), ((150, "g", 179),), 10),
        Line("nuts", ("mixed", "cashew", "almond"), ((150, "g", 299),)),
    ),
    "Frozen": (
        Line("vegetables", ("peas", "spinach", "broccoli"), ((450, "g", 189), (1, "kg", 339)), 8),
        Line("pizza", ("margherita", "mushroom"), ((350, "g", 329),), 7),
        Line("ice cream", ("vanilla", "chocolate"), ((500, "ml", 379),), 6),
    ),
    "Household": (
        Line("dish soap", ("lemon", "aloe"), ((500, "ml", 159), (1, "l", 269)), 10),
        Line("laundry detergent", ("colour", "white"), ((1, "l", 599), (2, "l", 1_049)), 6),
        Line("all-purpose cleaner", ("citrus", "unscented"), ((750, "ml", 219),), 10),
        Line("kitchen roll", ("", "recycled"), ((2, "pieces", 249), (4, "pieces", 449)), 8),
        Line("bin bags", ("20 litre", "60 litre"), ((20, "pieces", 199),), 20),
        Line("sponges", ("",), ((3, "pieces", 129),), 24),
    ),
    "Care": (
        Line("hand soap", ("lavender", "olive"), ((300, "ml", 189),)),
        Line("shampoo", ("dry hair", "fine hair"), ((250, "ml", 329),), 6),
        Line("toothpaste", ("mint", "herbal"), ((75, "ml", 179),)),
        Line("tissues", ("",), ((100, "pieces", 149),), 20),
    ),
}


def samples() -> list[Sample]:
    """Give the whole assortment: some 250 articles, the same every time."""
    return [
        _sample(FIRST_NUMBER + place, *made)
        for place, made in enumerate(
            (category, brand, percent, line, kind, size)
            for category, lines in LINES.items()
            for line in lines
            for kind, size in _variants(line)
            for brand, percent in BRANDS[category]
        )
    ]


def _variants(line: Line) -> Iterator[tuple[str, tuple[int, str, int]]]:
    """Give every kind of a line in every size."""
    for kind in line.kinds:
        for size in line.sizes:
            yield kind, size


def _sample(  # noqa: PLR0913, PLR0917 - what an article is made of
    number: int, category: str, brand: str, percent: int, line: Line, kind: str, size: tuple[int, str, int]
) -> Sample:
    """Make one article; its price ends in 9, as on shelves."""
    amount, unit, plain_cents = size
    article = f"{line.article}, {kind}" if kind else line.article
    size_text = f"{amount} {unit}"
    price_cents = plain_cents * percent // 1_000 * 10 + 9
    digits = f"200{number:09d}"
    compare_unit, units = COMPARED[unit]
    return Sample(
        number=str(number),
        name=f"{brand} {article} {size_text}",
        description=f"{article.capitalize()} from {brand}, {size_text}, in cases of {line.case_quantity}.",
        brand=brand,
        category=category,
        barcode=f"{digits}{ean13_check_digit(digits)}",
        size=size_text,
        price_cents=price_cents,
        cost_cents=price_cents * COST_PERCENT // 100,
        case_quantity=line.case_quantity,
        compare_unit=compare_unit,
        compare_multiplier=round(units / amount, 6),
    )

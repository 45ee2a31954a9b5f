"""What VendNovation's refusals say. The API documents no error body, so they are read as far as they can be."""

from shelfwire_client.core.listed_faults import refusal

__all__ = ["refusal"]

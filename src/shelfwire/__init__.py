"""Shelfwire: one product catalogue that speaks the product APIs which a company's systems already speak."""

__all__ = ["__version__"]

__version__ = "0.1.0"

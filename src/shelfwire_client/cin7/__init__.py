"""Cin7 Omni: products that are created by their codes and updated by their ids."""

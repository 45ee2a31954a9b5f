"""The rows of docs/benchmarks.md, one module each."""

from types import MappingProxyType

from benchmarks.bench import Row
from benchmarks.rows import (
    a_request_sizes,
    b_catalog_sizes,
    c_singles,
    d_pages,
    e_memory,
    f_beside_reads,
    g_flush,
    h_others,
    i_cin7,
    j_vendnovation,
    k_matching,
    l_searches,
    m_lana,
    n_lana_pages,
    o_sdk,
    p_sdk_import,
)

__all__ = ["ROWS"]

ROWS: MappingProxyType[str, Row] = MappingProxyType(
    {
        "a": a_request_sizes.run,
        "b": b_catalog_sizes.run,
        "c": c_singles.run,
        "d": d_pages.run,
        "e": e_memory.run,
        "f": f_beside_reads.run,
        "g": g_flush.run,
        "h": h_others.run,
        "i": i_cin7.run,
        "j": j_vendnovation.run,
        "k": k_matching.run,
        "l": l_searches.run,
        "m": m_lana.run,
        "n": n_lana_pages.run,
        "o": o_sdk.run,
        "p": p_sdk_import.run,
    }
)
"""By letter, in the order in which they run."""

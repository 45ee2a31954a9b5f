"""Selections of products, drawn at random."""

from graphql import GraphQLObjectType, get_named_type
from hypothesis import strategies as st

from shelfwire.dialects.lana.graphql.documents import KEYS_MAX
from shelfwire.dialects.lana.graphql.sdl import schema

__all__ = ["selections"]

_NESTED_ONCE = ("brand", "categories", "custom_fields", "subscription_plans", "analytics", "custom_field_objects")


@st.composite
def selections(draw: st.DrawFn, type_name: str = "Product", *, depth: int = 0) -> str:
    """Make a selection set: fields at any depth, some twice, renamed, in inline fragments, `__typename` among them."""
    kind = schema().type_map[type_name]
    assert isinstance(kind, GraphQLObjectType)
    names = draw(st.lists(st.sampled_from(["__typename", *kind.fields, *_preferred(kind)]), min_size=1, max_size=5))
    parts = []
    seen: set[str] = set()
    for place, name in enumerate(names):
        if names[:place].count(name) >= KEYS_MAX:
            continue
        alias = draw(st.sampled_from(["", "", f"a{depth}{place}: "])) if name not in seen else f"a{depth}{place}: "
        seen.add(name)
        within = None if name == "__typename" else get_named_type(kind.fields[name].type)
        nested = ""
        if isinstance(within, GraphQLObjectType):
            nested = f" {draw(selections(within.name, depth=depth + 1))}"
        part = f"{alias}{name}{nested}"
        parts.append(draw(st.sampled_from([part, part, f"... on {type_name} {{ {part} }}", f"... {{ {part} }}"])))
    return f"{{ {' '.join(parts)} }}"


def _preferred(kind: GraphQLObjectType) -> list[str]:
    """Give the fields that hold objects, so that they are not drawn once in fifty times."""
    return [name for name in _NESTED_ONCE if name in kind.fields]

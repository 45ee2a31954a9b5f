"""Credentials whose secret is a JSON Web Token: the client reads from it which shop it opens, and until when.

The token says nothing that the server goes by alone: it is found by its hash like every other secret, so that a revoked
one is dead at once, and its signature and its ends are checked besides. Sources: RFC 7519 for `iat`, `exp` and `jti`;
`wexp` and `shop_id` are what the API's official client reads (its `loadJWT.js`).
"""

import base64
import re
import secrets

import jwt
import msgspec

from shelfwire.access.signing import SigningKey, derived_key

__all__ = ["TOKEN_END", "TokenEnds", "Tokens", "is_token", "new_token"]

ALGORITHM = "HS256"
TOKEN_END = 4_102_444_800 * 1_000_000
"""When a token ends that was made without an end, in microseconds since 1970 in UTC: clients want one. 2100-01-01."""

TOKEN_CHARACTERS_MAX = 512
"""Ours have fewer than 300; what is longer is not read at all."""
TOKENS_KEPT_MAX = 1_024
"""How many tokens' ends are kept before the oldest is forgotten; to check a signature costs more than all else."""

ID_BYTES = 16
MICROSECONDS_A_SECOND = 1_000_000

_PURPOSE = b"shelfwire json web token 1"
"""Names the key, so that no other signature of this installation can be taken for a token's."""
_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)


class TokenEnds(msgspec.Struct, frozen=True):
    """Until when a token opens, in microseconds since 1970 in UTC.

    Attributes:
        expires_at: when it ends.
        writes_until: when it ends for writing.
    """

    expires_at: int
    writes_until: int


def is_token(text: str) -> bool:
    """Tell whether a text has the outer shape of a JSON Web Token: three parts in base64, not too long."""
    return len(text) <= TOKEN_CHARACTERS_MAX and _SHAPE.fullmatch(text) is not None


def new_token(key: bytes, shop: str, issued_at: int, ends: TokenEnds) -> str:
    """Make a token.

    Args:
        key: the installation's.
        shop: the id under which the client knows the catalog that it opens.
        issued_at: microseconds since 1970 in UTC.
        ends: until when it opens; what is less than a second is cut off.

    Returns:
        About 220 characters; no two are equal.
    """
    claims = {
        "iat": issued_at // MICROSECONDS_A_SECOND,
        "jti": base64.urlsafe_b64encode(secrets.token_bytes(ID_BYTES)).decode().rstrip("="),
        "shop_id": shop,
        "exp": ends.expires_at // MICROSECONDS_A_SECOND,
        "wexp": ends.writes_until // MICROSECONDS_A_SECOND,
    }
    return jwt.encode(claims, derived_key(key, _PURPOSE), algorithm=ALGORITHM)


def read_token(key: bytes, token: str) -> TokenEnds | None:
    """Give until when a token opens that was signed with the key `derived_key` gave; None for every other text.

    The ends are not held against a clock here.
    """
    if not is_token(token):
        return None
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            options={"verify_exp": False, "verify_iat": False, "require": ["exp", "wexp"]},
        )
    except jwt.InvalidTokenError:
        return None
    return TokenEnds(claims["exp"] * MICROSECONDS_A_SECOND, claims["wexp"] * MICROSECONDS_A_SECOND)


class Tokens:
    """Reads tokens, and remembers what it read."""

    def __init__(self, signing_key: SigningKey) -> None:
        """Check signatures with the installation's key."""
        self._signing_key = signing_key
        self._key: bytes | None = None
        self._kept: dict[bytes, TokenEnds] = {}

    async def ends(self, digest: bytes, token: str) -> TokenEnds | None:
        """Tell until when a token opens; None where it was not signed here.

        Only for tokens that were found in the store, so that nobody can push the others out with made-up ones.

        Args:
            digest: the hash of the whole token, which its ends are kept under.
            token: as it was presented.

        Raises:
            StoreError: the key could not be read.
        """
        kept = self._kept.get(digest)
        if kept is not None:
            return kept
        if self._key is None:
            self._key = derived_key(await self._signing_key.read(), _PURPOSE)
        ends = read_token(self._key, token)
        if ends is not None:
            if len(self._kept) >= TOKENS_KEPT_MAX:
                del self._kept[next(iter(self._kept))]
            self._kept[digest] = ends
        return ends

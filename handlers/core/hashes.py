"""Digests of texts."""

from hashlib import blake2b


def digest(*parts: str, size: int = 16) -> str:
    """Return the BLAKE2b digest of `parts`, `size` bytes as hexadecimal digits; half of a surrogate pair is allowed."""
    return blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=size).hexdigest()

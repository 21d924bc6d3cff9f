"""The causes of failed requests, without the libraries that send them."""

from enum import StrEnum


class FetchFault(StrEnum):
    """The cause of a failed request."""

    INVALID = "invalid address"
    PRIVATE = "private host"
    UNKNOWN_HOST = "unknown host"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    NOT_FOUND = "not found"
    REFUSED = "refused"
    ERROR = "error"
    REDIRECTS = "redirects"
    MOVED = "moved"
    DISALLOWED = "disallowed"
    TOO_LARGE = "too large"
    UNREADABLE = "unreadable"
    FAILED = "failed"

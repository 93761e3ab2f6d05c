"""The headers of every answer. What an answer says itself wins."""

from starlette.datastructures import MutableHeaders

VERSION = "1.0.0"
"""Of the API, by semantic versioning; the major number stands in the address."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

ALWAYS = {
    "API-Version": VERSION,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
}


def add_absent(headers: MutableHeaders, request_id: str) -> None:
    """Every default that the answer does not carry yet, and the id of the request."""
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    headers["X-Request-Id"] = request_id

"""Posts from other sites are refused where a cookie would be believed: on the pages. The API knows no cookies."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from app.errors import Forbidden, say

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def refuse_foreign_posts(scope: Scope, headers: Headers, public_url: str) -> None:
    """Raises Forbidden for a writing request to a page that another site sent.

    Browsers say so in Sec-Fetch-Site; older ones only in Origin. A request with neither comes from no browser,
    and so carries nobody's cookie against their will.
    """
    if scope["method"] in SAFE or scope["path"].startswith(("/api/", "/odata/")):
        return
    if not _is_from_here(headers, public_url):
        raise Forbidden(say("This form was sent from another site. Open the page here and send it again."))


def _is_from_here(headers: Headers, public_url: str) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    return _address_in(origin) in {headers.get("host"), _address_in(public_url)} - {"", None}


def _address_in(url: str) -> str:
    """Host and port; nothing for what is no address at all."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""

"""Where something may be sent. Pure: what a name resolves to is looked up by who sends, and judged here."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from app.errors import FieldError, Message, say

HTTPS = say("Give an https address.")
NO_ADDRESS = say("This is no address that can be sent to. Write it as https://name/path.")
NO_USER = say("Leave user and password out of the address; what is sent is signed.")
NOT_PUBLIC = say("This address lies inside a network. Give one that can be reached from outside.")

Ip = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Address:
    """An address taken apart; `path` is all that is asked of the host, with what follows `?`."""

    secure: bool
    host: str
    port: int
    path: str


def wrong_with(url: str, *, private: bool) -> FieldError | None:
    """What is wrong with an address as it is written; `private` lets in what lies inside the own network."""
    message = _wrong(url, private)
    return FieldError("url", "not-allowed-address", message) if message else None


def taken_apart(url: str) -> Address:
    """The address, of which `wrong_with` found nothing wrong."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(secure, parts.hostname or "", parts.port or (443 if secure else 80), path)


def shown(url: str) -> str:
    """The address without what follows `?`: that may hold a key of the receiver."""
    before, mark, _ = url.partition("?")
    return before + ("?…" if mark else "")


def may_be_reached(number: str, *, secure: bool, private: bool) -> bool:
    """Whether a connection may be made to this IP number: a public one, unless what is private is allowed.

    Without https only to this machine itself.
    """
    ip = ip_address(number.partition("%")[0])
    if not secure:
        return private and ip.is_loopback
    return private or all(_is_public(each) for each in (ip, *_inside(ip)))


def _wrong(url: str, private: bool) -> Message | None:
    if not (url.isascii() and url.isprintable()) or " " in url or "\\" in url or "#" in url:
        return NO_ADDRESS
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return NO_ADDRESS
    if parts.username is not None or parts.password is not None:
        return NO_USER
    return _wrong_host(parts, host, private) if host else NO_ADDRESS


def _wrong_host(parts: SplitResult, host: str, private: bool) -> Message | None:
    ip = _literal(host)
    here = host == "localhost" or host.endswith(".localhost") or (ip is not None and ip.is_loopback)
    if parts.scheme != "https" and not (parts.scheme == "http" and private and here):
        return HTTPS
    inside = here or (ip is not None and not may_be_reached(str(ip), secure=True, private=False))
    return NOT_PUBLIC if inside and not private else None


def _literal(host: str) -> Ip | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_public(ip: Ip) -> bool:
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_link_local)


def _inside(ip: Ip) -> list[Ip]:
    """The IPv4 numbers that an IPv6 number leads to; other ways to write IPv4 in it count as reserved."""
    if isinstance(ip, IPv4Address):
        return []
    return [each for each in (ip.sixtofour, *(ip.teredo or ())) if each is not None]

"""What a database could not do, as a refusal: no room, too busy, or not there. Its own words never go out."""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import Busy, Full, Refusal, say

# Of SQLite the low byte of its extended codes: https://sqlite.org/rescode.html
SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_FULL = 5, 6, 10, 13
# Of PostgreSQL its SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRES_FULL = frozenset({"53100", "58030"})
POSTGRES_BUSY = frozenset({"40001", "40P01", "53300", "55P03", "57P01", "57P02", "57P03"})

NO_ROOM = say("There is no room left to store this. Nothing of it was stored; send it again later.")
TOO_BUSY = say("Others were in the way for too long. Nothing of this was stored; send it again.")


def refusal_of_storage(error: Exception) -> Refusal | None:
    """The refusal that a failing database comes to; None where the fault is our own."""
    if isinstance(error, PoolTimeout):
        return Busy(TOO_BUSY)
    if not isinstance(error, DBAPIError):
        return None
    if _is_full(error):
        return Full(NO_ROOM)
    return Busy(TOO_BUSY) if _is_busy(error) else None


def _is_full(error: DBAPIError) -> bool:
    return _sqlite_code(error) in (SQLITE_FULL, SQLITE_IOERR) or _sqlstate(error) in POSTGRES_FULL


def _is_busy(error: DBAPIError) -> bool:
    """Also a connection that the database broke off, or did not make."""
    gone = error.connection_invalidated
    return gone or _sqlite_code(error) in (SQLITE_BUSY, SQLITE_LOCKED) or _sqlstate(error) in POSTGRES_BUSY


def _sqlite_code(error: DBAPIError) -> int | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def _sqlstate(error: DBAPIError) -> str | None:
    state = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None

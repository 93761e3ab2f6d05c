"""Each status has a shape of its own, so that colour is never the only sign. Drawn in a square of 16 by 16."""

from markupsafe import Markup

SHAPES = {
    "achieved": "M2 8.5 6.2 13 14 3.5 12.3 2 6 9.8 3.5 7z",
    "on-track": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z",
    "behind": "M8 1.5 15 14H1z",
    "far-behind": "M1.5 1.5h13v13h-13z",
    "worsening": "M5.5 1h5v7H15l-7 7.5L1 8h4.5z",
    "uncertain": "M8 .8 15.2 8 8 15.2.8 8z",
    "no-data": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 2a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z",
    "suppressed": "M4.5 7V5a3.5 3.5 0 0 1 7 0v2H13v8H3V7zm2 0h3V5a1.5 1.5 0 0 0-3 0z",
    "not-started": "M4 1.5h2.8v13H4zm5.2 0H12v13H9.2z",
}


def status_shape(status: str) -> Markup:
    """The shape alone; the word always stands beside it."""
    path = Markup('<path d="{}" fill="currentColor" fill-rule="evenodd"/>').format(SHAPES[status])
    return _OPEN + path + _CLOSE


_OPEN = Markup('<svg class="wk-shape" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">')
_CLOSE = Markup("</svg>")

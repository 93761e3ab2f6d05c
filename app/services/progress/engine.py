"""The door of the pure part of this package: what others call to assess, draw, count, check and rebase."""

from app.services.progress.checks import Finding, check, compare, refusals
from app.services.progress.drawing import line, yearly
from app.services.progress.exact import as_decimal, shown_pace
from app.services.progress.methods import METHODS, Method, assess, assess_and_draw, method_at
from app.services.progress.rebasing import Rebased, rebase
from app.services.progress.roll_up import WORST_FIRST, RollUp, roll_up, severity, worst, worst_first
from app.services.progress.sides import default_bound
from app.services.progress.uncertainty import interval
from app.services.progress.usable import proposed_baseline

__all__ = [
    "METHODS",
    "WORST_FIRST",
    "Finding",
    "Method",
    "Rebased",
    "RollUp",
    "as_decimal",
    "assess",
    "assess_and_draw",
    "check",
    "compare",
    "default_bound",
    "interval",
    "line",
    "method_at",
    "proposed_baseline",
    "rebase",
    "refusals",
    "roll_up",
    "severity",
    "shown_pace",
    "worst",
    "worst_first",
    "yearly",
]

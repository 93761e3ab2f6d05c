"""The fixed terms of the domain, as they stand on the wire and in the tables."""

from enum import StrEnum


class Rule(StrEnum):
    """What kind of thing a target wants."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    REFERENCE = "reference"
    DIRECTION = "direction"
    COVERAGE = "coverage"
    MILESTONE = "milestone"


class Bound(StrEnum):
    """How the end value binds; of a relative target it binds the size of the change."""

    EXACTLY = "exactly"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    AS_FAR_AS_POSSIBLE = "as-far-as-possible"


class Direction(StrEnum):
    """Where a goal wants its indicator to go."""

    RISE = "rise"
    FALL = "fall"
    OPEN = "open"


class GoodDirection(StrEnum):
    """Which way an indicator is better, whatever any goal wants."""

    RISE = "rise"
    FALL = "fall"
    NONE = "none"


class Status(StrEnum):
    """How a target stands at a place, in the order in which the rules are tried."""

    SUPPRESSED = "suppressed"
    ACHIEVED = "achieved"
    NOT_STARTED = "not-started"
    NO_DATA = "no-data"
    UNCERTAIN = "uncertain"
    ON_TRACK = "on-track"
    BEHIND = "behind"
    FAR_BEHIND = "far-behind"
    WORSENING = "worsening"


class Missing(StrEnum):
    """Why there is no value. Absence is said, never a blank or a zero."""

    UNKNOWN = "unknown"
    UNRELIABLE = "unreliable"
    SECRET = "secret"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not-applicable"
    NOT_YET = "not-yet"


class State(StrEnum):
    """How firm a measurement is; doubtful is kept as printed, with the reason."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    DOUBTFUL = "doubtful"
    WITHDRAWN = "withdrawn"


class Acceptance(StrEnum):
    """Where a measurement is in a programme that asks for acceptance."""

    SUBMITTED = "submitted"
    SENT_BACK = "sent-back"
    ACCEPTED = "accepted"


class TargetState(StrEnum):
    """Where a target is in its life; amended means superseded by a later version."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


class Reason(StrEnum):
    """Why there is no status to give (`no-data`)."""

    BASELINE_MISSING = "baseline-missing"
    ONLY_BASELINE = "only-baseline"
    VALUE_MISSING = "value-missing"
    REFERENCE_MISSING = "reference-missing"
    DENOMINATOR_MISSING = "denominator-missing"
    DIRECTION_OPEN = "direction-open"
    END_MISSING = "end-missing"
    BASELINE_NOT_POSITIVE = "baseline-not-positive"
    NO_RATIO_SCALE = "no-ratio-scale"
    NOT_IN_FIGURES = "not-in-figures"


class Movement(StrEnum):
    """How a figure moved since the baseline, by the direction of good and by at least one step."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"

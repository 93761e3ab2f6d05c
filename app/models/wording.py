"""How the terms of progress read: one English sentence for each code, translated like every other sentence."""

from app.models.terms import Movement, Reason, Status

STATUSES = {
    Status.SUPPRESSED: "shielded",
    Status.ACHIEVED: "achieved",
    Status.NOT_STARTED: "not started yet",
    Status.NO_DATA: "no data",
    Status.UNCERTAIN: "uncertain",
    Status.ON_TRACK: "on course",
    Status.BEHIND: "behind",
    Status.FAR_BEHIND: "far behind",
    Status.WORSENING: "worsening",
}

REASONS = {
    Reason.BASELINE_MISSING: "The baseline is not known.",
    Reason.ONLY_BASELINE: "Nothing was measured after the baseline.",
    Reason.VALUE_MISSING: "Nothing was measured yet.",
    Reason.REFERENCE_MISSING: "The figure to compare with is missing for the same period.",
    Reason.DENOMINATOR_MISSING: "It is not known of how many this is.",
    Reason.DIRECTION_OPEN: "The goal does not say yet which way it should go.",
    Reason.END_MISSING: "The target has no end value or end year.",
    Reason.BASELINE_NOT_POSITIVE: "A change in percent needs a baseline above zero.",
    Reason.NO_RATIO_SCALE: "A change in percent means nothing on this scale.",
    Reason.NOT_IN_FIGURES: "This goal cannot be put into figures. People judge it, with reasons and evidence.",
}

MOVEMENTS = {
    Movement.BETTER: "better than at the baseline",
    Movement.SAME: "as at the baseline",
    Movement.WORSE: "worse than at the baseline",
}

# Of the gap to the reference, instead of the value itself.
GAP_MOVEMENTS = {
    Movement.BETTER: "the gap became smaller",
    Movement.SAME: "the gap stayed the same",
    Movement.WORSE: "the gap became larger",
}

NOTES = {
    "actual-provisional": "The latest value is provisional.",
    "actual-doubtful": "The latest value is doubtful.",
    "actual-flagged": "The latest value stands out and is still to be looked at.",
    "baseline-provisional": "The baseline is provisional.",
    "baseline-doubtful": "The baseline is doubtful.",
    "baseline-flagged": "The baseline stands out, or was assumed.",
    "series-break": "Counting changed between the baseline and the latest value: part of the difference may be that.",
    "other-period-kind": "Values of another kind of period are left out.",
    "other-parts": "Values that cover other parts of the area are left out.",
}

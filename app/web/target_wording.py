"""The terms of decisions about targets, as people read them."""

TARGET_TERMS: dict[str, dict[str, str]] = {
    "decision": {
        "adoption": "adopted",
        "amendment": "amended",
        "rebasing": "another baseline",
        "withdrawal": "withdrawn",
    },
    "grounds": {
        "agreement": "The parties agree",
        "finance": "Finances shifted",
        "other": "Something else",
    },
    "consent": {"yes": "agreed", "no": "did not agree", "open": "has not answered yet"},
    "bound": {
        "exactly": "exactly this value",
        "at-least": "at least",
        "at-most": "at most",
        "as-far-as-possible": "as far as possible",
    },
    "finding": {
        "repeats": "Twice the same",
        "contradicts": "Contradict each other",
        "against-direction-of-good": "Against the direction of good",
        "baseline-meets-target": "Reached at the start already",
    },
    "proposal": {
        "from-nothing": "This target starts from nothing: no baseline is needed.",
        "no-first-year": "A baseline can be proposed once the target has a first year.",
        "no-figure": "No figure is known from before the first year.",
    },
    "deed": {
        "amend": "Change this target by decision",
        "rebase": "Choose another baseline",
        "adopt": "Adopt this draft",
        "withdraw": "Withdraw this target",
        "note-evidence": "Note what was done or met",
        "judge": "Judge how it stands",
    },
    "done": {
        "adopt": "The target was adopted.",
        "amend": "The decision was recorded. The earlier path stays readable below.",
        "rebase": "Another baseline is in force. The earlier path stays readable below.",
        "withdraw": "The target was withdrawn. It stays readable.",
        "note-evidence": "It was noted, with its evidence.",
        "judge": "The judgement was recorded.",
    },
}

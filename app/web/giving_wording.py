"""The words for sheets and batches. Keys are those of the API, texts are msgids."""

GIVING: dict[str, dict[str, str]] = {
    "sheet": {
        "matching": "say what the columns mean",
        "checking": "being checked",
        "checked": "ready to look at",
        "storing": "being stored",
        "stored": "stored",
        "interrupted": "interrupted",
    },
    "sheet-rows": {
        "rejected": "wrong",
        "created": "new",
        "revised": "revised",
        "unchanged": "there already",
        "flagged": "stand out",
        "changed": "different than shown before",
    },
    "batch": {
        "accepted": "stored",
        "partly-accepted": "partly stored",
        "refused": "refused: nothing was stored",
        "dry-run": "tried, not stored",
        "withdrawn": "withdrawn",
    },
}

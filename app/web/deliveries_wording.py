"""The states of a delivery as people read them, and the shape and colour of each: those of a status like it."""

DELIVERIES = {
    "delivery": {
        "sent-back": "sent back",
        "overdue": "overdue",
        "delivered": "delivered",
        "due": "due",
        "upcoming": "upcoming",
        "accepted": "accepted",
    },
}

LOOKS = {
    "sent-back": "behind",
    "overdue": "far-behind",
    "delivered": "on-track",
    "due": "uncertain",
    "upcoming": "not-started",
    "accepted": "achieved",
}
"""What asks for somebody's hand comes first."""

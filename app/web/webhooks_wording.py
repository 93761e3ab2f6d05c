"""The terms of webhooks as people read them."""

WEBHOOKS: dict[str, dict[str, str]] = {
    "told": {
        "measurement.accepted": "a figure was accepted",
        "measurement.revised": "a figure was revised",
        "measurement.withdrawn": "a figure was withdrawn",
        "status.changed": "the status of a target changed",
        "ping": "a test",
    },
    "webhook": {"active": "in use", "stopped": "stopped", "revoked": "revoked"},
    "webhook-delivery": {
        "pending": "on its way",
        "delivered": "taken",
        "failed": "not taken",
        "dropped": "nothing left to tell",
    },
    "webhook-delivery-problem": {
        "refused-address": "the address lies inside a network",
        "no-such-host": "there is no such name",
        "no-connection": "no connection",
        "not-trusted": "the certificate is not trusted",
        "too-slow": "no answer within ten seconds",
        "not-taken": "the receiver did not take it",
    },
}

"""x"""

from app.errors import Message, say


def explained(name: str) -> Message:
    return say(name)

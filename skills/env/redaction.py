"""Take credentials out of addresses before anybody sees them."""

import re

_CREDENTIALS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)[^/\s@'\"`]+@")


def redact(text: str) -> str:
    """Return the text with the `user:password@` of every address replaced by `***@`."""
    return _CREDENTIALS.sub(r"\g<scheme>***@", text)

"""What may stand on a cardholder's statement: Stripe's rules."""

from __future__ import annotations

from tamizdat.sandbox.refusals import ParamError

FORBIDDEN = set("<>\\'\"*")


def check_descriptor(text: str | None, param: str = "statement_descriptor", shortest: int = 5) -> str | None:
    """5 to 22 Latin characters, at least one letter, none of < > \\ ' " *."""
    if text is None:
        return None
    if not shortest <= len(text) <= 22:
        words = f"The {param} must be between {shortest} and 22 characters."
        raise ParamError(words, param, "invalid_statement_descriptor")
    if not text.isascii() or not text.isprintable() or FORBIDDEN & set(text):
        raise ParamError(
            f"The {param} contains characters that are not allowed: only Latin ones, none of < > \\ ' \" *.",
            param,
            "invalid_statement_descriptor",
        )
    if not any(char.isalpha() for char in text):
        raise ParamError(f"The {param} must contain at least one letter.", param, "invalid_statement_descriptor")
    return text


def check_suffix(text: str | None) -> str | None:
    return check_descriptor(text, "statement_descriptor_suffix", 1)

"""What goes wrong at the processor, in our words: its own texts are never shown and never logged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import InvalidOperation

import stripe

from tamizdat.contributions.providers.contract import ProviderError

DECLINED = {
    "insufficient_funds": "funds",
    "expired_card": "expired",
    "invalid_expiry_month": "expired",
    "invalid_expiry_year": "expired",
    "incorrect_cvc": "code",
    "invalid_cvc": "code",
    "incorrect_number": "number",
    "invalid_number": "number",
    "authentication_required": "authentication",
    "payment_intent_authentication_failure": "authentication",
    "processing_error": "later",
    "try_again_later": "later",
    "issuer_not_available": "later",
    "currency_not_supported": "currency",
}
"""The processor's code → our word; every other code is ``card``: whoever steals cards learns no more than that."""


def declined_word(error: stripe.StripeError) -> str:
    """``funds``, ``expired``, ``code``, ``number``, ``authentication``, ``later``, ``currency`` or ``card``."""
    inner = error.error
    codes = (getattr(inner, "decline_code", None), getattr(inner, "code", None), error.code)
    return next((DECLINED[code] for code in codes if code in DECLINED), "card")


@contextmanager
def in_our_words() -> Iterator[None]:
    """Every error of the library, and every answer that cannot be read, becomes a ProviderError."""
    try:
        yield
    except stripe.StripeError as error:
        raise _told(error) from None
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        # An answer in another form than that of the version we ask for: nothing is guessed, and it is tried again.
        words = f"The processor answered in a form that is not known here ({type(error).__name__})."
        raise ProviderError(words, may_retry=True) from None


def _told(error: stripe.StripeError) -> ProviderError:
    code = error.code or type(error).__name__
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return ProviderError("The processor does not accept our key. Look at its file in support/keys.", may_retry=True)
    if isinstance(error, stripe.RateLimitError | stripe.APIConnectionError):
        return ProviderError("The processor cannot be reached at this moment. It is tried again.", may_retry=True)
    if isinstance(error, stripe.IdempotencyError):
        return ProviderError("This was asked of the processor before, in other words. Begin anew.", may_retry=False)
    if isinstance(error, stripe.InvalidRequestError):
        where = f" ({error.param})" if error.param else ""
        return ProviderError(f"The processor refused: {code}{where}.", may_retry=error.http_status in (409, 404))
    if isinstance(error, stripe.CardError):
        return ProviderError(f"The card was declined: {declined_word(error)}.", may_retry=False)
    return ProviderError(f"The processor failed: {code}. It is tried again.", may_retry=True)

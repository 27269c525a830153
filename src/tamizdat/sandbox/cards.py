"""Test cards: Stripe's published numbers, and for countries without one a number of the same pattern."""

from __future__ import annotations

from dataclasses import dataclass

COUNTRY_CODES = {
    "AE": 784,
    "AM": 51,
    "AR": 32,
    "AT": 40,
    "AU": 36,
    "AZ": 31,
    "BE": 56,
    "BG": 100,
    "BR": 76,
    "AQ": 10,
    "BY": 112,
    "CA": 124,
    "CH": 756,
    "CN": 156,
    "CU": 192,
    "CY": 196,
    "CZ": 203,
    "DE": 276,
    "DK": 208,
    "EE": 233,
    "ES": 724,
    "FI": 246,
    "FR": 250,
    "GB": 826,
    "GE": 268,
    "GR": 300,
    "HK": 344,
    "HR": 191,
    "HU": 348,
    "IE": 372,
    "IL": 376,
    "IN": 356,
    "IR": 364,
    "IS": 352,
    "IT": 380,
    "JP": 392,
    "KG": 417,
    "KP": 408,
    "KW": 414,
    "KZ": 398,
    "LT": 440,
    "LU": 442,
    "LV": 428,
    "MD": 498,
    "MM": 104,
    "MT": 470,
    "MX": 484,
    "MY": 458,
    "NL": 528,
    "NO": 578,
    "NZ": 554,
    "PL": 616,
    "PT": 620,
    "RO": 642,
    "RS": 688,
    "RU": 643,
    "SE": 752,
    "SG": 702,
    "SI": 705,
    "SK": 703,
    "SY": 760,
    "TH": 764,
    "TJ": 762,
    "TM": 795,
    "TR": 792,
    "UA": 804,
    "US": 840,
    "UZ": 860,
    "VE": 862,
    "VN": 704,
}


@dataclass(frozen=True, slots=True)
class Card:
    """How a card behaves when it is charged."""

    number: str
    country: str = "US"
    brand: str = "visa"
    funding: str = "credit"
    decline: tuple[str, str] | None = None
    """The error's code and decline_code, when the issuer says no."""
    attaches: bool = True
    """False: declined already when it is saved. True: saved, and ``decline`` comes at the charge."""
    authentication: str = "none"
    """none | always | on_session | unless_set_up (and then off-session too): when the cardholder must approve."""
    dispute: str | None = None
    """The reason of the dispute that follows by itself; ``inquiry`` for one without money."""
    refund: str = "succeeded"
    """succeeded | pending | failed: what becomes of a refund."""
    is_available_at_once: bool = False
    is_blocked: bool = False


def luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _complete(start: str) -> str:
    return next(start + digit for digit in "0123456789" if luhn(start + digit))


def _no(number: str, decline_code: str, code: str = "card_declined") -> Card:
    return Card(number, decline=(code, decline_code), attaches=False)


_SPECIAL = [
    Card("4242424242424242"),
    Card("4000056655665556", funding="debit"),
    Card("5555555555554444", brand="mastercard"),
    Card("5200828282828210", brand="mastercard", funding="debit"),
    Card("378282246310005", brand="amex"),
    Card("6011111111111117", brand="discover"),
    Card("3566002020360505", brand="jcb"),
    Card("4000002760000016", country="DE"),
    _no("4000000000000002", "generic_decline"),
    _no("4000000000009995", "insufficient_funds"),
    _no("4000000000009987", "lost_card"),
    _no("4000000000009979", "stolen_card"),
    _no("4000000000006975", "card_velocity_exceeded"),
    _no("4000000000000069", "expired_card", "expired_card"),
    _no("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
    _no("4000000000000119", "processing_error", "processing_error"),
    Card("4100000000000019", decline=("card_declined", "fraudulent"), attaches=False, is_blocked=True),
    Card("4000000000000341", decline=("card_declined", "generic_decline")),
    Card("4000002500003155", authentication="unless_set_up"),
    Card("4000002760003184", authentication="always"),
    Card("4000000000003220", authentication="on_session"),
    Card("4000008260003178", authentication="always", decline=("card_declined", "insufficient_funds")),
    Card("4000008400001629", authentication="always", decline=("card_declined", "generic_decline")),
    Card("4000003800000446", authentication="on_session"),
    Card("4000000000000259", dispute="fraudulent"),
    Card("4000000000002685", dispute="product_not_received"),
    Card("4000000000001976", dispute="inquiry"),
    Card("4000000000007726", refund="pending"),
    Card("4000000000005126", refund="failed"),
    Card("4000000000000077", is_available_at_once=True),
]
CARDS: dict[str, Card] = {card.number: card for card in _SPECIAL}
BY_COUNTRY: dict[str, str] = {"US": "4242424242424242", "DE": "4000002760000016"}
for _country, _code in COUNTRY_CODES.items():
    if _country not in BY_COUNTRY:
        BY_COUNTRY[_country] = _complete(f"400000{_code:03d}000000")
        CARDS[BY_COUNTRY[_country]] = Card(BY_COUNTRY[_country], country=_country)

TOKENS: dict[str, str] = {
    "pm_card_visa": "4242424242424242",
    "pm_card_visa_debit": "4000056655665556",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_chargeDeclinedFraudulent": "4100000000000019",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_threeDSecureRequired": "4000000000003220",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": "4000008260003178",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_createDisputeProductNotReceived": "4000000000002685",
    "pm_card_createDisputeInquiry": "4000000000001976",
    "pm_card_pendingRefund": "4000000000007726",
    "pm_card_refundFail": "4000000000005126",
    "pm_card_bypassPending": "4000000000000077",
    **{f"pm_card_{country.lower()}": number for country, number in BY_COUNTRY.items()},
}
"""Payment methods that every test account has."""

MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "payment_intent_authentication_failure": "We are unable to authenticate your payment method.",
}


def refusal(code: str, decline_code: str | None = None) -> dict[str, str]:
    """The error object that tells why a card was refused."""
    words = MESSAGES.get(decline_code or "") or MESSAGES.get(code) or MESSAGES["card_declined"]
    error = {"type": "card_error", "code": code, "message": words}
    if decline_code and code == "card_declined":
        error["decline_code"] = decline_code
    return error

"""Amounts in the smallest unit of a currency, as the payment provider counts them."""

import decimal

# Currencies without a smaller unit, and those with a thousandth: everything else has a hundredth.
ZERO_DECIMALS = frozenset(
    "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split()  # noqa: SIM905
)
THREE_DECIMALS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
# Counted in hundredths by the provider, though there are none.
WHOLE_ONLY = ZERO_DECIMALS | {"isk", "ugx"}
# The provider takes eight digits.
MINOR_MAX = 99_999_999


class AmountError(Exception):
    """An amount that cannot be paid, and why, in words for people."""


def digits_of(currency: str) -> int:
    if currency in ZERO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def to_minor(amount: decimal.Decimal, currency: str) -> int:
    """Nothing is rounded: what is asked for is what stands on the record."""
    if amount <= 0:
        message = "There is nothing to pay."
        raise AmountError(message)
    if currency in WHOLE_ONLY and amount != amount.to_integral_value():
        message = f"{currency.upper()} has no fractions, so {amount} cannot be paid."
        raise AmountError(message)
    minor = amount.scaleb(digits_of(currency))
    if minor != minor.to_integral_value():
        message = f"{amount} is not an amount in {currency.upper()}."
        raise AmountError(message)
    if minor > MINOR_MAX:
        message = "This is more than can be paid at once."
        raise AmountError(message)
    return int(minor)


def in_words(minor: int, currency: str) -> str:
    """`1200` of `eur` as `12.00`."""
    return format(decimal.Decimal(minor).scaleb(-digits_of(currency)), "f")

"""What the product asks of a payment provider; everything else it hears by signed messages."""

from dataclasses import dataclass
from typing import Literal, Protocol

from app.errors import ApiError

CheckoutState = Literal["open", "complete", "expired"]


class ProviderAwayError(ApiError):
    """No answer, or none that can be used: the next try may work. Nothing is known of what was asked."""

    status = 503
    code = "unavailable"

    def __init__(self) -> None:
        super().__init__("The payment service does not answer. Try again in a moment.")


class ProviderRefusedError(Exception):
    """The provider understood and will not do it; the code is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Wanted:
    """A payment to open a page for. The same again with the same reference is the same page."""

    reference: str
    about: str
    currency: str
    amount_minor: int
    success_url: str
    cancel_url: str


@dataclass(frozen=True)
class Checkout:
    session_id: str
    state: CheckoutState
    # Only an open one has a page.
    url: str | None
    is_paid: bool
    amount_minor: int | None
    currency: str | None
    intent_id: str | None
    reference: str | None


class Gateway(Protocol):
    def open_checkout(self, wanted: Wanted) -> Checkout: ...

    def find_checkout(self, session_id: str) -> Checkout | None: ...

    def close_checkout(self, session_id: str) -> bool:
        """Whether nobody can pay it any more."""

    def refund(self, intent_id: str, key: str) -> bool:
        """Gives back all of it; whether that is done, or still under way."""

"""What a new password has to be, for whoever is about to choose one."""

from app.schemas.base import Input


class PasswordPolicy(Input):
    length_min: int
    needs_upper: bool
    needs_digit: bool
    needs_sign: bool
    # How many of the last passwords cannot be chosen again.
    reuse_refused: int
    # After so many days it has to be replaced; 0 for never.
    expires_days: int

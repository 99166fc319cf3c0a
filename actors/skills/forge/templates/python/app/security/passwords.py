"""Password hashes: argon2id with the library's current parameters, raised as they are raised there."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Hashes made at a time: each takes 64 MiB and four threads of its own.
HASHES_MAX = 4

_hasher = PasswordHasher()
<% if on.social_login %>
# In the place of a hash where an account has no password: no password is right, and refusing takes as long as ever.
NO_PASSWORD = ""
<% endif %>
# Verified when there is no account, so that an unknown one takes as long as a wrong password.
_NOBODY = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
<% if on.social_login %>
    """Whether the password is right; takes the same time for `None` and `NO_PASSWORD`, the hashes of nobody."""
<% else %>
    """Whether the password is right; takes the same time for `None`, the hash of nobody."""
<% endif %>
    try:
        _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
<% if on.social_login %>
    return bool(password_hash)
<% else %>
    return password_hash is not None
<% endif %>


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)

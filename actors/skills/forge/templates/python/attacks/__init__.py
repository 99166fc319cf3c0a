"""Attacks on the running application: `python -m attacks`. Each is what somebody would try, and passes when it gets nowhere."""

"""What the server wrote down while it was attacked; by its name the last to run."""

from attacks.target import Target


def attack_on_what_was_logged(target: Target) -> None:
    """After everything that was tried: no password, no token, no secret, and nothing that went wrong inside."""
    log = target.log.read_text()

    assert "/health" in log
    for confided in {target.secret, *target.confided}:
        assert confided not in log
    assert "Traceback" not in log

"""What every store of the cache keeps to; the suites of Redis and of the store in memory both call it."""

from collections.abc import Callable

from app.services.cache_store import Store

KINDS = ("apples", "pears")


def marks_stay_until_something_changes(store: Store) -> None:
    marks = store.marks(KINDS)
    assert marks is not None
    assert store.marks(KINDS) == marks
    assert store.marks(("apples",)) != marks


def what_is_closed_has_no_marks(store: Store) -> None:
    before, others = store.marks(("apples",)), store.marks(("pears",))
    store.close(("apples",), "one")
    assert store.marks(KINDS) is None
    assert store.marks(("pears",)) == others
    store.open(("apples",), "one")
    after = store.marks(("apples",))
    assert after is not None
    assert after != before


def two_who_change_wait_for_each_other(store: Store) -> None:
    store.close(("apples",), "one")
    store.close(("apples", "pears"), "two")
    store.open(("apples", "pears"), "two")
    assert store.marks(("apples",)) is None
    assert store.marks(("pears",)) is not None
    store.open(("apples",), "one")
    assert store.marks(("apples",)) is not None


def opening_takes_marks_away_too(store: Store) -> None:
    """Somebody may have made them between taking none and closing."""
    before = store.marks(("apples",))
    store.open(("apples",), "nobody")
    assert store.marks(("apples",)) != before


def forgetting_all_is_for_every_kind(store: Store) -> None:
    before = [store.marks((kind,)) for kind in KINDS]
    store.forget_all()
    after = [store.marks((kind,)) for kind in KINDS]
    assert not set(before) & set(after)
    assert None not in after


def answers_are_found_by_their_key(store: Store) -> None:
    assert store.read("one") is None
    store.keep("one", b'{"a": "\xc3\xa4"}', 60)
    assert store.read("one") == b'{"a": "\xc3\xa4"}'
    assert store.read("two") is None


RULES: tuple[Callable[[Store], None], ...] = (
    marks_stay_until_something_changes,
    what_is_closed_has_no_marks,
    two_who_change_wait_for_each_other,
    opening_takes_marks_away_too,
    forgetting_all_is_for_every_kind,
    answers_are_found_by_their_key,
)

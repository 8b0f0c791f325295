"""The table of pages, and the walk through them."""

from hypothesis import given
from hypothesis import strategies as st

from kmstui.tui.history import KEPT, History
from kmstui.tui.navigation import (
    PAGES,
    SHORT_SECTIONS,
    by_go_key,
    first_of_section,
    in_navigation,
    navigation_id,
)
from kmstui.tui.widgets.crumbs import Crumb, default_crumbs


def test_no_two_pages_share_a_letter_or_a_word() -> None:
    letters = [entry.go for entry in PAGES.values() if entry.go]
    words = [entry.jump for entry in PAGES.values()]
    assert len(set(letters)) == len(letters)
    assert len(set(words)) == len(words)
    assert "g" not in letters


def test_every_section_has_a_short_name_and_a_first_page() -> None:
    for entry in PAGES.values():
        if entry.section:
            assert SHORT_SECTIONS[entry.section]
            assert first_of_section(entry.section) in in_navigation()


def test_a_page_below_another_belongs_to_its_entry() -> None:
    assert navigation_id("kms.create-key") == "kms.keys"
    assert navigation_id("home") == "home"


def test_only_a_letter_of_the_table_goes_anywhere() -> None:
    found = by_go_key("k")
    assert found is not None
    assert found.id == "kms.keys"
    assert by_go_key("") is None
    assert by_go_key("Z") is None


def test_breadcrumbs_lead_by_section_and_parent() -> None:
    assert default_crumbs(PAGES["kms.key"], "orders-prod") == (
        Crumb("KMS", "kms.aws-keys"),
        Crumb("Customer managed keys", "kms.keys"),
        Crumb("orders-prod"),
    )
    assert default_crumbs(PAGES["home"], "Home") == (Crumb("Home"),)


def test_a_new_visit_after_going_back_forgets_what_lay_ahead() -> None:
    history = History()
    for _ in range(3):
        history.visit()
    assert history.back()
    assert history.visit() == (3, (2,))
    assert not history.forward()


def test_replacing_forgets_only_where_one_was() -> None:
    history = History()
    history.visit()
    history.visit()
    assert history.visit(replace=True) == (2, (1,))
    assert history.back()
    assert history.current == 0


def test_leaving_goes_back_and_forgets() -> None:
    history = History()
    history.visit()
    history.visit()
    assert history.leave() == (0, (1,))
    assert history.leave() == (-1, (0,))


def test_the_last_visit_is_gone_once_it_is_forgotten() -> None:
    history = History()
    history.visit()
    assert not history.last()
    history.visit(replace=True)
    assert not history.last()


Steps = st.lists(st.sampled_from(["visit", "replace", "back", "forward", "last", "leave"]), max_size=60)


@given(Steps)
def test_no_visit_is_ever_lost_or_kept_twice(steps: list[str]) -> None:
    history, alive, count = History(), set[int](), 0
    for step in steps:
        forgotten: tuple[int, ...] = ()
        if step in {"visit", "replace"} or (step == "leave" and not alive):
            number, forgotten = history.visit(replace=step == "replace" and bool(alive))
            assert number == count
            count += 1
            alive.add(number)
        elif step == "leave":
            _, forgotten = history.leave()
        else:
            {"back": history.back, "forward": history.forward, "last": history.last}[step]()
        assert alive >= set(forgotten)
        assert len(set(forgotten)) == len(forgotten)
        alive -= set(forgotten)
        assert len(alive) <= KEPT
        assert history.current == -1 or history.current in alive

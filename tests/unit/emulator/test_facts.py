"""Condition keys that are worked out when one is asked for."""

from kmstui.emulator.facts import Facts


def test_nothing_is_worked_out_before_it_is_asked_for_and_nothing_twice() -> None:
    times: list[int] = []

    def work() -> dict[str, tuple[str, ...]]:
        times.append(1)
        return {"kms:KeySpec": ("a",), "kms:KeyUsage": ("b",)}

    facts = Facts(work)
    assert not times
    assert facts["kms:KeySpec"] == ("a",)
    assert facts.get("kms:Other", ()) == ()
    assert list(facts) == ["kms:KeySpec", "kms:KeyUsage"]
    assert len(facts) == 2
    assert len(times) == 1


def test_they_are_a_mapping_like_any_other() -> None:
    plain = {"a:b": ("c",)}
    facts = Facts(lambda: plain)
    assert facts == plain
    assert plain == facts
    assert {**facts, "d:e": ()} == {"a:b": ("c",), "d:e": ()}
    assert repr(facts) == "Facts({'a:b': ('c',)})"

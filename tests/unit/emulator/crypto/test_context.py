"""The canonical form of encryption contexts: one context, one run of bytes."""

from itertools import combinations_with_replacement, product

from hypothesis import given, settings
from hypothesis import strategies as st

from kmstui.emulator.crypto.context import canonical, fields

_TEXT = st.text(st.characters(exclude_categories=()), max_size=6)
_NARROW = st.text("ab\x00é", max_size=3)
_CONTEXTS = st.dictionaries(_NARROW, _NARROW, max_size=4) | st.dictionaries(_TEXT, _TEXT, max_size=4)


@settings(max_examples=2000)
@given(_CONTEXTS, _CONTEXTS)
def test_two_contexts_are_the_same_bytes_only_if_they_are_the_same_context(
    one: dict[str, str], other: dict[str, str]
) -> None:
    assert (canonical(one) == canonical(other)) == (one == other)


def test_the_contexts_that_run_together_without_lengths_stay_apart() -> None:
    contexts = [{"ab": "c"}, {"a": "bc"}, {"abc": ""}, {"": "abc"}, {"a": "", "bc": ""}, {}]
    assert len({canonical(context) for context in contexts}) == len(contexts)


def test_a_million_pairs_of_near_contexts_are_all_told_apart() -> None:
    texts = ["", "a", "b", "aa", "ab", "ba", "\x00", "\x00\x00\x00\x01"]
    pairs = list(product(texts, texts))
    contexts = {tuple(sorted(dict(some).items())) for some in combinations_with_replacement(pairs, 2)}
    encoded = {canonical(dict(context)) for context in contexts}
    assert len(contexts) * (len(contexts) - 1) // 2 > 1_000_000
    assert len(encoded) == len(contexts)


@given(st.dictionaries(_TEXT, _TEXT, max_size=6).flatmap(lambda d: st.permutations(list(d.items()))))
def test_the_order_of_pairs_does_not_matter(pairs: list[tuple[str, str]]) -> None:
    assert canonical(dict(pairs)) == canonical(dict(sorted(pairs)))


def test_case_matters() -> None:
    assert canonical({"Name": "x"}) != canonical({"name": "x"})
    assert canonical({"name": "x"}) != canonical({"name": "X"})


def test_keys_are_sorted_by_their_utf8_bytes() -> None:
    # U+FF5E sorts after U+1F600 in UTF-16, before it in UTF-8.
    assert canonical({"\U0001f600": "", "～": ""}).index("～".encode()) == 8


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_fields_never_run_together(one: list[bytes], other: list[bytes]) -> None:
    assert (fields(*one) == fields(*other)) == (one == other)

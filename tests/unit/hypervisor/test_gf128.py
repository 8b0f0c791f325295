"""The field of XTS, against the one-step definition of IEEE 1619."""

from functools import reduce
from operator import getitem, xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.hypervisor.gf128 import product_tables, times_alpha, times_alpha_power

elements = st.integers(0, 2**128 - 1)


@given(elements, st.integers(0, 3000))
def test_a_power_is_that_many_single_steps(element: int, power: int) -> None:
    expected = element
    for _ in range(power):
        expected = times_alpha(expected)
    assert times_alpha_power(element, power) == expected


@given(elements, st.integers(0, 2**19), st.integers(0, 2**19))
def test_powers_add_up(element: int, first: int, second: int) -> None:
    stepwise = times_alpha_power(times_alpha_power(element, first), second)
    assert times_alpha_power(element, first + second) == stepwise


@pytest.mark.parametrize(("columns", "stride"), [(1, 256), (3, 256), (128, 256), (4, 1)])
def test_tables_multiply_by_every_power_at_once(columns: int, stride: int) -> None:
    tables = product_tables(columns, stride)
    element = 0xF00DFACE_0123456789ABCDEF_80000001
    products = reduce(xor, map(getitem, tables, element.to_bytes(16, "little")))
    data = products.to_bytes(16 * columns, "little")
    for column in range(columns):
        found = int.from_bytes(data[16 * column : 16 * column + 16], "little")
        assert found == times_alpha_power(element, stride * column)

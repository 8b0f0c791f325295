"""Answers that are kept, and the oldest of them forgotten."""

from concurrent.futures import ThreadPoolExecutor

from kmstui.emulator.remembered import Remembered


def test_only_so_much_is_remembered() -> None:
    remembered: Remembered[int, str] = Remembered(3)
    for number in range(5):
        assert remembered.keep(number, str(number)) == str(number)
    assert len(remembered) == 3
    assert [remembered.get(number) for number in range(5)] == [None, None, "2", "3", "4"]


def test_an_answer_may_be_given_again() -> None:
    remembered: Remembered[str, int] = Remembered(1)
    remembered.keep("a", 1)
    remembered.keep("a", 2)
    assert (remembered.get("a"), len(remembered)) == (2, 1)


def test_threads_do_not_disturb_one_another() -> None:
    remembered: Remembered[tuple[int, int], int] = Remembered(2)

    def work(number: int) -> bool:
        return all(remembered.keep((number, turn), turn) == turn for turn in range(2_000))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(4)))
    assert len(remembered) == 2

"""Every figure the README states, measured: `make bench`, or `python -m bench [--quick]`.

One benchmark after another, so that none disturbs another; the exit status is 1 when a floor was not reached
or a ceiling was passed.
"""

import importlib
import sys

BENCHMARKS = ("engine", "volume", "store", "http", "console")


def main(arguments: list[str]) -> int:
    """Run all benchmarks, or those that are named."""
    chosen = [name for name in arguments if not name.startswith("-")] or list(BENCHMARKS)
    options = [name for name in arguments if name.startswith("-")]
    status = 0
    for name in chosen:
        status |= importlib.import_module(f"bench.{name}").main(options)
        print()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Takes one Ansible collection out of the wheel that carries a hundred of them.

python scripts/collection.py amazon.aws WHEELS DIRECTORY

The `ansible` package on PyPI is the one place where a collection can be had with a hash that pip checks; all
of it is 40,000 files, one collection a few hundred.
"""

import sys
import zipfile
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Unpack the collection so that DIRECTORY can be Ansible's collections path."""
    collection, wheels, directory = arguments
    folder = f"ansible_collections/{collection.replace('.', '/')}/"
    (wheel,) = Path(wheels).glob("ansible-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(folder)]
        archive.extractall(directory, names)
    if not names:
        print(f"{wheel.name} carries no {collection}", file=sys.stderr)
    return 0 if names else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

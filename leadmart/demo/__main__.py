"""Write the demo company's inputs: `python -m leadmart.demo DIR`."""

import argparse
from pathlib import Path

from leadmart.demo import DEFAULT_SEED, write_demo_data


def main() -> None:
    """Read the arguments, write the files, say how many rows each has."""
    parser = argparse.ArgumentParser(prog="leadmart.demo", description=__doc__)
    parser.add_argument("directory", type=Path, help="where the CSV files go")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another company")
    arguments = parser.parse_args()
    for name, count in write_demo_data(arguments.directory, arguments.seed).items():
        print(f"{name:24}{count:8,}")


if __name__ == "__main__":
    main()

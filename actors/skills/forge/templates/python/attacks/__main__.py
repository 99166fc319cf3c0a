"""Runs every attack against a copy of the application with production settings, on an empty database in `DATABASE_URL`."""

import sys
from pathlib import Path

import pytest

OPTIONS = ("python_files=attack_*.py", "python_functions=attack_*")


def main() -> int:
    here = str(Path(__file__).parent)
    options = [part for option in OPTIONS for part in ("-o", option)]
    return pytest.main([here, "--verbose", "--no-cov", *options, *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())

"""What all tests share."""

from __future__ import annotations


def pytest_make_parametrize_id(config: object, val: object, argname: str) -> str | None:
    """Bytes are named after their argument: a gzip's differ by the second that it was made in.

    The processes that share the tests out must all find tests of the same names.
    """
    return argname if isinstance(val, bytes) else None

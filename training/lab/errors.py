"""What the laboratory refuses before any time is spent."""

from collections.abc import Callable


class LabError(Exception):
    """A value that no experiment can take; the message names it and what is allowed."""


def one_of(what: str, value: str, allowed) -> None:
    if value not in allowed:
        raise LabError(f"{what} {value!r} is unknown; known are {', '.join(allowed)}")


def command(main: Callable[[], None]) -> None:
    """Runs a command; what is wrong with its arguments or with what it needs is said in one line."""
    try:
        main()
    except LabError as error:
        raise SystemExit(str(error)) from None

"""What the laboratory refuses before any time is spent."""


class LabError(Exception):
    """A value that no experiment can take; the message names it and what is allowed."""


def one_of(what: str, value: str, allowed) -> None:
    if value not in allowed:
        raise LabError(f"{what} {value!r} is unknown; known are {', '.join(allowed)}")

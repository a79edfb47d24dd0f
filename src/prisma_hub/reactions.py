"""What each room does when something is in the log, handed to the work loop at start."""


def hand_over() -> None:
    """Called once by Django when it is ready."""

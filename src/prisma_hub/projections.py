"""What each room can say and how it folds, handed to the log at start. One line per room."""


def hand_over() -> None:
    """Called once by Django when it is ready."""

"""By what the folder of a hub is known."""

from typing import Final

MARK: Final = "hub.toml"
"""The file in it that says the format, the name and the language of the hub."""

"""By what the folder of a hub is known, and what is read in its place."""

from typing import Final

MARK: Final = "hub.toml"
"""The file in it that says the format, the name and the language of the hub."""
LENT: Final = "PRISMA_LENT_DATABASE"
"""Names, in the environment of a command, a copy of the database of a hub that can only be read."""

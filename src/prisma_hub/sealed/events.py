"""What is said so that only named people can read it."""

from prisma_hub.log.types import Erase, Field, Kind

SAID = Kind("sealed.said/1", Erase.WHOLE, (Field("sealed", "object", required=True),))
"""`sealed` is what docs/reference/sealed-words.md describes. `to` are the people who can open it, `about` the
sealed words it answers. Signed by a key of the speaker's own, never otherwise."""

KINDS = (SAID,)

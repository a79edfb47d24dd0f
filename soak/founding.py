"""A hub to be killed: people who are signed in, a circle that writes down what it decided, a token for git.

Run as a program in the folder's own environment; prints what a caller needs, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

NAMES = ("Amparo", *(f"Neighbour {number}" for number in range(1, 72)))
"""More than walk at a time: nobody may say more than so much in an hour."""


def main() -> None:
    from prisma_hub.cli import folder as folders

    hub = Path(os.environ["PRISMA_HUB_DIR"])
    folders.begin(hub, name="Soak", language="en")
    folders.enter(hub)
    import django

    django.setup()
    from prisma_hub.circles import actions as circles
    from prisma_hub.identity import actions as identity
    from prisma_hub.identity.sessions import SessionStore
    from prisma_hub.upkeep import actions as upkeep

    steward = circles.become_steward(token=upkeep.found(name="Soak"), name=NAMES[0], language="en")
    code = circles.print_code(by=steward.person.viewer, uses=len(NAMES), days=1).code
    people = [steward, *(identity.join(code=code, name=name, language="en") for name in NAMES[1:])]
    circle = circles.open_circle(
        by=steward.person.viewer, title="Weir", purpose="To look after it", decides="just-record-it"
    )
    said = []
    for each in people:
        if each is not steward:
            circles.admit(by=steward.person.viewer, circle=circle.id, person=each.person.id)
        session = SessionStore()
        session["person"] = str(each.person.id)
        session.save()
        token = identity.make_token(by=each.person.viewer, name="laptop", days=30).secret
        found = {"id": str(each.person.id), "name": each.person.name}
        said.append({**found, "session": session.session_key, "token": token})
    json.dump({"people": said, "circle": str(circle.id)}, sys.stdout)


if __name__ == "__main__":
    main()

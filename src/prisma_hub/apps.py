"""One Django app in two halves: what is kept (with migrations) and what is derived (made from the log)."""

from django.apps import AppConfig


class Kept(AppConfig):
    name = "prisma_hub"
    label = "prisma_hub"

    def ready(self) -> None:
        from prisma_hub import projections, reactions

        projections.hand_over()
        reactions.hand_over()


class Derived(AppConfig):
    """Tables folded from the log. They have no migrations: log/derived.py makes and remakes them."""

    name = "prisma_hub.log"
    label = "derived"

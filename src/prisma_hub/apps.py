"""One Django app in two halves: what is kept (with migrations) and what is derived (made from the log)."""

from django.apps import AppConfig


class Kept(AppConfig):
    name = "prisma_hub"
    label = "prisma_hub"

    def ready(self) -> None:
        from prisma_hub.log import folding
        from prisma_hub.work import loop

        folding.rooms.put_off(_projections)
        loop.rooms.put_off(_reactions)


def _projections() -> None:
    from prisma_hub import projections

    projections.hand_over()


def _reactions() -> None:
    from prisma_hub import reactions

    reactions.hand_over()


class Derived(AppConfig):
    """Tables folded from the log. They have no migrations: log/derived.py makes and remakes them."""

    name = "prisma_hub.log"
    label = "derived"

    def import_models(self) -> None:
        """Where an app has a module of models and no migrations, Django makes its tables itself in tests."""
        super().import_models()
        self.models_module = None

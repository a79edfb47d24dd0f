"""The record book: pages on which anybody checks it, and its public face for programs."""

from django.urls import path

from .pages import checked, custody_of, explorer, proof, proof_folder
from .serving import checkpoint, proof_file, tile

__all__ = ("custody_of", "urlpatterns")

urlpatterns = [
    path("checked", checked, name="checked"),
    path("log/", explorer, name="explorer"),
    path("log/checkpoint", checkpoint, name="checkpoint"),
    path("log/tile/<path:where>", tile, name="tile"),
    path("log/<int:seq>", proof, name="proof"),
    path("log/<int:seq>.tlog-proof", proof_file, name="proof-file"),
    path("log/<int:seq>.zip", proof_folder, name="proof-folder"),
]

"""Answering who clones or fetches: by git where it is installed, else by dulwich.

Always in the first form of the protocol: in the second, whoever knows the name of an object may ask for it,
whether a branch leads to it or not (gitprotocol-v2, fetch).
"""

from __future__ import annotations

from contextlib import suppress
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from dulwich.file import FileLocked
from dulwich.repo import Repo

from prisma_hub.commons import repositories
from prisma_hub.commons.remote import program
from prisma_hub.commons.remote.lines import FLUSH, broken, line

_PLAIN = ("uploadpack.allowFilter=false", "pack.threads=1", "core.packedGitLimit=64m")


def advertise(space: str) -> bytes:
    """What stands in the space: one branch."""
    with repositories.opened(space) as repo, TemporaryFile(buffering=0) as said:
        _tidy(repo)
        if program.installed():
            _by_git(space, None, said, "--http-backend-info-refs")
        else:
            _by_dulwich(space, None, said)
        said.seek(0)
        return line(b"# service=git-upload-pack\n") + FLUSH + said.read()


def _tidy(repo: Repo) -> None:
    """A setting that older hubs wrote, and of which git complains to whoever clones."""
    config = repo.get_config()
    if b"fsyncobjectfiles" in {each.lower() for each in config[(b"core",)]}:
        with suppress(KeyError, FileLocked):  # somebody else is just doing it
            del config[(b"core",)][b"fsyncobjectfiles"]
            config.write_to_path()


def send(space: str, asked: BinaryIO) -> BinaryIO:
    """A pack with what is asked for, written to disk first: a slow reader keeps no git waiting."""
    said = cast(BinaryIO, TemporaryFile(buffering=0))  # noqa: SIM115  whoever gets it closes it
    try:
        with repositories.opened(space), program.turn():
            if program.installed():
                _by_git(space, asked, said)
            else:
                _by_dulwich(space, asked, said)
    except BaseException:
        said.close()
        raise
    said.seek(0)
    return said


def _by_git(space: str, asked: BinaryIO | None, said: BinaryIO, *more: str) -> None:
    folder = repositories.folder(space)
    words = ("upload-pack", "--stateless-rpc", "--strict", *more, str(folder))
    done = program.run(folder, *words, stdin=asked or program.NOTHING, stdout=said, settings=_PLAIN)
    if done.returncode and not said.tell():
        raise broken()


def _by_dulwich(space: str, asked: BinaryIO | None, said: BinaryIO) -> None:
    from dulwich.protocol import ReceivableProtocol  # these take long to bring, and git is mostly there
    from dulwich.server import BackendRepo, DictBackend, UploadPackHandler

    with Repo(str(repositories.folder(space))) as repo:
        backend = DictBackend({"/": cast(BackendRepo, repo)})
        read = asked.read if asked is not None else (lambda _size: b"")
        proto = ReceivableProtocol(read, said.write)
        handler = UploadPackHandler(backend, ["/"], proto, stateless_rpc=True, advertise_refs=asked is None)
        handler.handle()

"""What a push may not bring, said in words to whoever pushes; nothing of a refused push stays behind."""

import os
from pathlib import Path

import pytest

from prisma_hub.commons import repositories
from prisma_hub.commons.models import PageVersion, Repository
from prisma_hub.commons.rules import pushing
from prisma_hub.identity import actions as identity
from prisma_hub.upkeep import catalogue

FORM = """---
protocol: weather
---
```yaml protocol
kind: nothing-known
```
"""


@pytest.fixture
def ana(person):
    return person("Ana")


@pytest.fixture
def copy(write, clone, ana):
    write("weir.md", "# Weir\n", by=ana, space="hub")
    return clone(ana, "hub")


def _everything(folder: Path) -> list[tuple[str, int]]:
    return sorted(
        (str(each.relative_to(folder)), each.stat().st_size) for each in folder.rglob("*") if each.is_file()
    )


def _refused(copy, *words, push=("origin", "HEAD:main")):
    """Git says no, the person reads these words, and the hub is as it was."""
    folder = repositories.folder("hub")
    before = (_everything(folder), PageVersion.objects.count(), Repository.objects.get(space="hub").head)
    done = copy.push(*push)
    assert done.code != 0
    for each in words:
        assert each in done.said, done.said
    assert "remote: " in done.said
    assert before == (
        _everything(folder), PageVersion.objects.count(), Repository.objects.get(space="hub").head
    )  # fmt: skip
    return done.said


def test_an_address_in_a_commit_with_the_lines_that_mend_it(copy, ana):
    copy.git("config", "user.email", "ana@example.org")
    copy.write("new.md", "# New\n")
    copy.commit()
    own = f"person-{ana.id.hex[-12:]}@hub"
    said = _refused(copy, "ana@example.org", 'git config user.name "Ana"', f"git config user.email {own}")
    typed = [each.removeprefix("remote:").strip() for each in said.splitlines() if "git " in each]
    commands = [each for each in typed if each.startswith("git ")]
    assert len(commands) == 3
    copy.git("fetch", "-q", "origin")
    for each in commands:
        assert os.system(f"cd {copy.folder} && HOME={copy.home} {each} >/dev/null 2>&1") == 0
    done = copy.push()
    assert done.code == 0, done.said


def test_somebody_elses_name_on_a_commit(copy, person):
    eva = person("Eva")
    copy.git("config", "user.email", f"person-{eva.id.hex[-12:]}@hub")
    copy.write("new.md", "# New\n")
    copy.commit()
    _refused(copy, "your name and your id")


def test_an_address_in_the_words_of_a_commit(copy):
    copy.write("new.md", "# New\n")
    copy.commit("New\n\nCo-authored-by: Eva <eva@example.org>")
    _refused(copy, "eva@example.org", "git commit --amend")


def test_a_push_that_changes_no_file_in_the_end(copy):
    copy.git("commit", "-q", "--allow-empty", "-m", "Nothing")
    _refused(copy, "changes no file in the end", "git reset --keep origin/main")
    copy.git("reset", "-q", "--hard", "origin/main")
    copy.write("rev.md", "# Rev\n")
    copy.commit()
    (copy.folder / "rev.md").unlink()
    copy.commit()
    _refused(copy, "changes no file in the end")
    copy.write("kept.md", "# Kept\n")
    copy.commit()
    done = copy.push()
    assert done.code == 0, done.said
    assert Repository.objects.get(space="hub").head == copy.git("rev-parse", "HEAD").said.strip()


def test_a_page_that_says_private_in_a_wider_space(copy):
    for text in ("private: true", "audience: me", "visibility: family"):
        copy.write("mine.md", f"---\n{text}\n---\nMine.\n")
        copy.commit()
        _refused(copy, "mine.md", text.partition(":")[0], "reaches further")
        copy.git("reset", "-q", "--hard", "origin/main")


def test_a_page_that_says_private_where_nobody_can_read_its_front_matter(copy):
    for text in (
        "---\ntitle: Diary: my own\nprivate: true\n---\n",
        "---\r\nprivate: true\r\n---\r\n",
        "+++\nprivate = true\n+++\n",
        "---\nprivate: true\nprivate: false\n---\n",
    ):
        copy.write("mine.md", text + "Mine.\n")
        copy.commit()
        _refused(copy, "mine.md", "private", "reaches further")
        copy.git("reset", "-q", "--hard", "origin/main")


def test_a_private_page_that_only_an_earlier_commit_holds(copy):
    copy.write("mine.md", "---\nprivate: true\n---\nMine.\n")
    copy.commit()
    (copy.folder / "mine.md").unlink()
    copy.commit()
    _refused(copy, "mine.md", "git reset --soft origin/main")


A_KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n-----END OPENSSH PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    "path", ["id_ed25519", "keys/mine.txt", "mine.md", "wallet.kdbx", ".hidden/wallet.pem"]
)
def test_a_key_that_whoever_clones_would_have(copy, path):
    copy.write(path, A_KEY if "wallet" not in path else "anything")
    copy.commit()
    _refused(copy, path, "whoever clones this space", "Nothing of the push was kept")
    (copy.folder / path).unlink()
    copy.write("weir.md", "# Weir\n\nWide.\n")
    copy.commit()
    _refused(copy, path, "git reset --soft origin/main")


def test_a_page_about_keys_is_a_page(copy):
    copy.write("keys.md", f"# Keys\n\nOne looks so:\n\n```\n{A_KEY}```\n")
    copy.write("slides.key", "PK\x03\x04 slides")
    copy.commit()
    done = copy.push()
    assert done.code == 0, done.said


def test_publish_false_is_refused_where_everybody_reads(write, clone, steward, copy):
    write("a.md", "# A\n")
    public = clone(steward, "public")
    public.write("draft.md", "---\npublish: false\n---\nNot yet.\n")
    public.commit()
    done = public.push()
    assert done.code != 0
    assert "draft.md" in done.said
    copy.write("draft.md", "---\npublish: false\n---\nNot yet.\n")
    copy.commit()
    assert copy.push().code == 0


def test_a_protocol_that_does_not_hold(copy):
    copy.write("weather.md", FORM)
    copy.commit()
    _refused(copy, "weather.md", "does not hold", "nothing-known")


def test_links_to_other_places_and_repositories_inside(copy):
    os.symlink("/etc/passwd", copy.folder / "passwords.md")
    copy.commit()
    _refused(copy, "passwords.md", "link to another place")
    copy.git("reset", "-q", "--hard", "origin/main")
    copy.git("init", "-q", "inner")
    inner = copy.folder / "inner"
    copy.git("config", "user.name", "x", where=inner)
    copy.git("config", "user.email", "x@hub", where=inner)
    copy.git("commit", "-q", "--allow-empty", "-m", "x", where=inner)
    copy.commit()
    _refused(copy, "inner", "repository inside")


def test_names_that_other_computers_cannot_write(copy):
    for path in ("what?.md", "con.md", "-/a.md", "end."):
        copy.write(path, "x\n")
        copy.commit()
        _refused(copy, path)
        copy.git("reset", "-q", "--hard", "origin/main")


def test_names_that_differ_only_in_case(copy):
    for path in ("WEIR.md", "Places/a.md"):
        copy.write(path, "# Again\n")
    copy.write("places/b.md", "# Again\n")
    copy.commit()
    _refused(copy, "differ only in case")


def test_a_rename_that_changes_only_the_case_is_taken(copy):
    assert copy.git("mv", "weir.md", "Weir.md").code == 0
    copy.commit()
    done = copy.push()
    assert done.code == 0, done.said


def test_a_file_that_is_too_large(copy):
    copy.write("film.mp4", os.urandom(25_000_001))
    copy.commit()
    _refused(copy, "film.mp4", "26 megabytes", "25")


def test_too_many_files_at_once(copy, monkeypatch):
    monkeypatch.setattr(pushing, "MOST_FILES", 3)
    for number in range(4):
        copy.write(f"n/{number}.md", f"# {number}\n")
    copy.commit()
    _refused(copy, "can change 3 files")


def test_other_branches_tags_and_the_end_of_main(copy):
    copy.write("new.md", "# New\n")
    copy.commit()
    _refused(copy, "one branch, main", push=("origin", "HEAD:refs/heads/draft"))
    copy.git("tag", "v1")
    _refused(copy, "one branch, main", push=("origin", "v1"))
    _refused(copy, "cannot be removed", push=("origin", ":main"))


def test_a_forced_push_that_leaves_out_what_stands_here(copy, write, ana):
    write("other.md", "# Other\n", by=ana, space="hub")
    copy.write("new.md", "# New\n")
    copy.commit()
    _refused(copy, "your copy lacks it", push=("--force", "origin", "HEAD:main"))


def test_another_beginning(copy):
    copy.git("checkout", "-q", "--orphan", "fresh")
    copy.write("new.md", "# New\n")
    copy.commit()
    _refused(copy, "another beginning", push=("--force", "origin", "HEAD:main"))
    copy.git("merge", "-q", "--allow-unrelated-histories", "-m", "Both", "origin/main")
    _refused(copy, "another beginning")


def test_what_everybody_reads_is_written_by_those_trusted_with_it(write, clone, ana):
    write("a.md", "# A\n")
    public = clone(ana, "public")
    public.write("new.md", "# New\n")
    public.commit()
    done = public.push()
    assert done.code != 0
    assert "remote: What everybody can read is written by those the hub trusts with it." in done.said
    assert PageVersion.objects.count() == 1


def test_the_sentences_are_in_the_language_of_whoever_pushes(copy, ana, tmp_path, settings):
    catalogue.compile_into(tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    identity.speak_language(by=ana, language="es")
    copy.git("config", "user.email", "ana@example.org")
    copy.write("new.md", "# New\n")
    copy.commit()
    _refused(copy, "aquí se firma con tu nombre y tu identificador", "Nada del envío se guardó.")


def test_settings_of_an_editor_are_taken_and_shown_nowhere(copy, ana):
    from prisma_hub.commons import queries

    copy.write(".obsidian/app.json", "{}")
    copy.write(".obsidian/workspace.json", '{"lastOpenFiles": []}')
    copy.write(".trash/old.md", "# Thrown away\n")
    copy.write("new.md", "# New\n")
    copy.commit()
    done = copy.push()
    assert done.code == 0, done.said
    assert "workspace.json" in done.said
    assert [each.path for each in queries.pages(ana, space="hub")] == ["new.md", "weir.md"]
    assert queries.file(ana, "hub", ".obsidian/app.json") is None
    again = copy.git("clone", "-q", copy.git("remote", "get-url", "origin").said.strip(), "again")
    assert again.code == 0, again.said
    assert (copy.folder / "again/.obsidian/app.json").read_text() == "{}"

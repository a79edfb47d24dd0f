"""What a page that checks itself says, in the reader's language (static/verify-page.js, check-page.js)."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext


def check_words(language: str) -> dict[str, Any]:
    """Sentences by the names the scripts ask for; `%(name)s` is filled by them."""
    with translation.override(language):
        return {**_verdicts(), **_of_pages(), "cannot": _cannot(), "why": _why()}


def _verdicts() -> dict[str, str]:
    return {
        "accepted": gettext("Everything shown here stands in the record book as it was said."),
        "refused": gettext("This does not hold. Do not rely on it."),
        "waiting": gettext("Still looking: the record book’s evidence comes first."),
        "unchecked": gettext(
            "This page was not checked: the program that compares it with the record book is missing, or "
            "failed."
        ),
        "missing": gettext("There is no evidence beside this page, so nothing can be checked."),
        "entries": gettext("%(shown)s of %(size)s entries of the record book are shown"),
        "line": gettext("Line %(line)s of the entries: %(why)s"),
        "entry": gettext("Entry %(seq)s: %(why)s"),
        "file": gettext("%(file)s: %(why)s"),
        "same": gettext("It is the same key."),
        "other": gettext("It is another key."),
    }


def _of_pages() -> dict[str, str]:
    return {
        "page": gettext("What you see on this page is what the hub published, and what people said."),
        "page_refused": gettext("Something on this page does not hold. Open the details."),
        "page_refused_below": gettext("What does not hold stands below."),
        "page_unlisted": gettext("This page is not where the hub published it."),
        "page_nameless": gettext("This page does not say which file of the site it is."),
        "page_other": gettext("The words of this page are not those the hub published."),
        "unlisted": gettext("The list of this site’s files is not the one in the record book."),
        "untrue": gettext("“%(text)s” is not what entry %(entry)s says."),
        "changed": gettext("%(path)s was changed or is missing."),
        "files": gettext("All %(count)s files of this site are the ones the hub published."),
        "files_refused": gettext("Some files of this site were changed:"),
        "looking": gettext("Still looking: not every file of this site has been checked yet."),
        "progress": gettext("%(done)s of %(count)s files looked at"),
        "alone": gettext(
            "Checked here: the record book’s evidence, and this page alone. No other page of this site."
        ),
        "alone_page": gettext(
            "Opened from a folder, a page cannot read the others. Each one checks itself when you open it; "
            "prisma-hub verify, below, checks all of them at once."
        ),
    }


def _cannot() -> list[str]:
    return [
        gettext("That this key belongs to who it says: compare it with one you were given in another way."),
        gettext("That what was said is true. Other people’s words stand beside it for that."),
        gettext("What hidden parts say, and what was said in entries that are not shown."),
        gettext("Names: the words are proven, who is meant by a name is not."),
    ]


def _why() -> dict[str, str]:
    return {
        "json": gettext("it is not written as it must be"),
        "base64": gettext("a fingerprint is misspelled"),
        "key": gettext("a key is not a key"),
        "signature": gettext("a signature is false"),
        "proof": gettext("it does not stand in this record book"),
        "form": gettext("a part has no valid form"),
        "disclosed": gettext("what is shown was altered"),
        "names": gettext("its parts are not in order"),
        "line": gettext("the line cannot be read"),
        "receipt": gettext("the receipt is not one of this hub"),
        "parts": gettext("its parts are not those that were kept"),
        "custody": gettext("who answers for it does not fit"),
        "order": gettext("it stands out of order, or twice"),
        "founding": gettext("the founding of the hub does not fit"),
        "binding": gettext("nothing shows whose key signed it"),
        "erased": gettext("it shows what was erased"),
        "rotation": gettext("the hub’s keys do not follow each other"),
        "checkpoint": gettext("the hub’s signed state does not fit"),
        "hub": gettext("it belongs to another hub"),
    }

"""Who leaves takes what they were told along."""

from prisma_hub.identity import actions as identity
from prisma_hub.inbox import actions
from prisma_hub.inbox.kept import Look, Told
from prisma_hub.work import loop


def test_nothing_is_kept_for_who_has_left(person):
    ana, eva = person("Ana"), person("Eva")
    for each in (ana, eva):
        actions.tell(each.id, "Somebody was there.", {}, "/today", seq=1)
        actions.look(by=each)
    identity.leave(by=ana)
    loop.run_until_idle()
    assert [told.person for told in Told.objects.all()] == [eva.id]
    assert [look.person for look in Look.objects.all()] == [eva.id]

"""What the hub keeps: of one person, for that person alone; and how long."""

from . import lasting, taking

urlpatterns = [*taking.urlpatterns, *lasting.urlpatterns]

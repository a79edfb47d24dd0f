"""Coming in, being known again, going; and the tokens with which programs come in."""

from prisma_hub.identity.actions.arriving import (
    DAY,
    check_steward_link,
    come_in_as_steward,
    end_code,
    end_sessions,
    join,
    leave,
    look_up,
    make_steward_link,
    print_code,
    recover,
    rename,
    renew_codes,
    sign_in,
    speak_language,
    use_steward_link,
)
from prisma_hub.identity.actions.tokens import end_token, end_tokens, make_token, use_token

__all__ = (
    "DAY",
    "check_steward_link",
    "come_in_as_steward",
    "end_code",
    "end_sessions",
    "end_token",
    "end_tokens",
    "join",
    "leave",
    "look_up",
    "make_steward_link",
    "make_token",
    "print_code",
    "recover",
    "rename",
    "renew_codes",
    "sign_in",
    "speak_language",
    "use_steward_link",
    "use_token",
)

"""What each method does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiogram.types import (
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
    BotDescription,
    BotShortDescription,
    BufferedInputFile,
    File,
    MenuButtonDefault,
    Message,
)

from tests.integration.bot_api.entities import Unparsable, parsed, units
from tests.integration.bot_api.world import BOT, Room, Shown

if TYPE_CHECKING:
    from tests.integration.bot_api.server import BotApi

_MOST_UNITS = 4096
_MOST_CAPTION_UNITS = 1024
_MOST_PHOTO_BYTES = 10 * 1024 * 1024
_MOST_GIVEN_OUT_BYTES = 20 * 1024 * 1024
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff")
_MOST_VCARD_BYTES = 2048


class Refused(Exception):
    """Telegram's answer to a request that it does not carry out."""

    def __init__(self, status: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True)
class _Shown:
    text: str
    parse_mode: Any


def _bad(reason: str) -> Refused:
    return Refused(400, f"Bad Request: {reason}")


def _room(api: "BotApi", chat: int | str) -> Room:
    room = api.rooms.get(int(chat))
    if room is None:
        raise _bad("chat not found")
    if room.refuses is not None:
        raise Refused(*room.refuses)
    return room


def _written(method: Any) -> tuple[str, list[Any]]:
    mode = method.parse_mode if isinstance(method.parse_mode, str) else None
    if mode not in (None, "HTML"):
        raise _bad(f"unsupported parse_mode {mode}")
    try:
        text, entities = parsed(method.text) if mode else (method.text, [])
    except Unparsable as error:
        raise _bad(str(error)) from error
    if not text.strip():
        raise _bad("message text is empty")
    if units(text) > _MOST_UNITS:
        raise _bad("message is too long")
    return text, entities


def _caption(method: Any) -> dict[str, Any]:
    mode = method.parse_mode if isinstance(method.parse_mode, str) else None
    try:
        text, entities = parsed(method.caption or "") if mode else (method.caption, [])
    except Unparsable as error:
        raise _bad(str(error)) from error
    if units(text or "") > _MOST_CAPTION_UNITS:
        raise _bad("message caption is too long")
    return {"caption": text or None, "caption_entities": entities or None}


def _send_message(api: "BotApi", method: Any) -> Message:
    text, entities = _written(method)
    return _put(api, method, text=text, entities=entities or None)


def _put(api: "BotApi", method: Any, **content: Any) -> Message:
    """A new message, where it was asked for."""
    room = _room(api, method.chat_id)
    thread = method.message_thread_id
    if thread is not None and thread not in room.topics:
        raise _bad("message thread not found")
    if thread in room.closed:
        raise _bad("TOPIC_CLOSED")
    reply = method.reply_parameters
    replied = room.messages.get(reply.message_id) if reply else None
    if reply and (replied is None or replied.deleted) and not reply.allow_sending_without_reply:
        raise _bad("message to be replied not found")
    return room.add(
        BOT,
        **content,
        reply_markup=method.reply_markup,
        reply_to_message=replied.message if replied and not replied.deleted else None,
        message_thread_id=thread,
        is_topic_message=True if thread is not None else None,
    )


def _send_contact(api: "BotApi", method: Any) -> Message:
    if not method.phone_number.strip() or not method.first_name.strip():
        raise _bad("PHONE_NUMBER_INVALID")
    if len((method.vcard or "").encode()) > _MOST_VCARD_BYTES:
        raise _bad("vcard is too long")
    contact = {"phone_number": method.phone_number, "first_name": method.first_name, "vcard": method.vcard}
    return _put(api, method, contact=contact)


def _send_venue(api: "BotApi", method: Any) -> Message:
    place = {"latitude": method.latitude, "longitude": method.longitude}
    if not (-90 <= method.latitude <= 90 and -180 <= method.longitude <= 180):
        raise _bad("wrong latitude or longitude specified")
    if not method.title.strip() or not method.address.strip():
        raise _bad("venue title and address must be non-empty")
    return _put(
        api, method, location=place, venue={"location": place, "title": method.title, "address": method.address}
    )


def _send_document(api: "BotApi", method: Any) -> Message:
    if not isinstance(method.document, BufferedInputFile):
        raise _bad("wrong file identifier/HTTP URL specified")
    if not method.document.data:
        raise _bad("file must be non-empty")
    return _put(api, method, document=api.keep(method.document), **_caption(method))


def _send_photo(api: "BotApi", method: Any) -> Message:
    if not isinstance(method.photo, BufferedInputFile):
        raise _bad("wrong file identifier/HTTP URL specified")
    if not method.photo.data.startswith(_PICTURES) or len(method.photo.data) > _MOST_PHOTO_BYTES:
        raise _bad("IMAGE_PROCESS_FAILED")
    kept = {**api.keep(method.photo), "width": 1, "height": 1}
    del kept["file_name"]
    return _put(api, method, photo=[kept], **_caption(method))


def _get_file(api: "BotApi", method: Any) -> File:
    found = api.files.get(method.file_id)
    if found is None:
        raise _bad("invalid file_id")
    if len(found) > _MOST_GIVEN_OUT_BYTES:
        raise _bad("file is too big")
    number = method.file_id
    return File(file_id=number, file_unique_id=number, file_size=len(found), file_path=f"documents/{number}")


def _own(room: Room, number: int, what: str) -> Shown:
    shown = room.messages.get(number)
    if shown is None or shown.deleted:
        raise _bad(f"message to {what} not found")
    if shown.message.from_user != BOT:
        raise _bad(f"message can't be {what}ed")
    return shown


def _edit_message_text(api: "BotApi", method: Any) -> Message:
    room = _room(api, method.chat_id)
    shown = _own(room, method.message_id, "edit")
    if shown.message.text is None:
        raise _bad("there is no text in the message to edit")
    text, entities = _written(method)
    if text == shown.text and method.reply_markup == shown.message.reply_markup:
        raise _bad("message is not modified: specified new message content and reply markup are exactly the same")
    return room.change(method.message_id, text, entities, method.reply_markup)


def _edit_message_caption(api: "BotApi", method: Any) -> Message:
    room = _room(api, method.chat_id)
    shown = _own(room, method.message_id, "edit")
    if shown.message.document is None and shown.message.photo is None:
        raise _bad("there is no caption in the message to edit")
    caption = _caption(method)
    if caption["caption"] == shown.message.caption and method.reply_markup == shown.message.reply_markup:
        raise _bad("message is not modified: specified new message content and reply markup are exactly the same")
    shown.message = shown.message.model_copy(update={**caption, "reply_markup": method.reply_markup})
    shown.edits += 1
    return shown.message


def _delete_message(api: "BotApi", method: Any) -> bool:
    room = _room(api, method.chat_id)
    shown = _own(room, method.message_id, "delete")
    if room.keeps:
        raise _bad("message can't be deleted")
    shown.deleted = True
    return True


def _answer_callback_query(api: "BotApi", method: Any) -> bool:
    if method.callback_query_id in api.acknowledged:
        raise _bad("query is too old and response timeout expired or query ID is invalid")
    api.acknowledged.append(method.callback_query_id)
    if method.text:
        api.toasts.append(method.text)
    return True


def _answer_inline_query(api: "BotApi", method: Any) -> bool:
    ids = [result.id for result in method.results]
    if len(ids) > 50 or len(set(ids)) != len(ids) or not all(1 <= len(id_.encode()) <= 64 for id_ in ids):
        raise _bad("RESULT_ID_INVALID")
    if len((method.next_offset or "").encode()) > 64:
        raise _bad("NEXT_OFFSET_INVALID")
    for result in method.results:
        _written(_Shown(result.input_message_content.message_text, result.input_message_content.parse_mode))
    api.looked_up[method.inline_query_id] = method
    return True


def _set_webhook(api: "BotApi", method: Any) -> bool:
    """The tests' own receiver stands at an address that Telegram would not take."""
    if not method.url.startswith("https://"):
        raise _bad("bad webhook: An HTTPS URL must be provided for webhook")
    api.webhook = api.webhook.model_copy(update={"url": method.url, "allowed_updates": method.allowed_updates})
    api.secret = method.secret_token
    return True


def _delete_webhook(api: "BotApi", _: Any) -> bool:
    api.webhook = api.webhook.model_copy(update={"url": ""})
    return True


def _set_commands(api: "BotApi", method: Any) -> bool:
    for command in method.commands:
        if not (1 <= len(command.command) <= 32 and command.command.replace("_", "a").isalnum()):
            raise _bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.description) <= 256:
            raise _bad("BOT_COMMAND_DESCRIPTION_INVALID")
    api.settings[_commands(api, method)] = method.commands
    return True


def _delete_commands(api: "BotApi", method: Any) -> bool:
    api.settings.pop(_commands(api, method), None)
    return True


def _commands(api: "BotApi", method: Any) -> str:
    """Where those of a scope and a language are kept."""
    scope = method.scope
    match scope:
        case None | BotCommandScopeDefault():
            return f"commands {method.language_code}"
        case BotCommandScopeAllGroupChats():
            return f"commands in groups {method.language_code}"
        case BotCommandScopeChat():
            return f"commands {_room(api, scope.chat_id).chat.id} {method.language_code}"
        case BotCommandScopeChatMember():
            return f"commands {_group_of(api, scope)} {scope.user_id} {method.language_code}"
    raise _bad(f"the scope {scope.type} is not known here")


def _group_of(api: "BotApi", scope: BotCommandScopeChatMember) -> int:
    """Return the group in which that person is a member."""
    room = _room(api, scope.chat_id)
    if room.chat.type not in ("group", "supergroup"):
        raise _bad("can't change commands of a member of a private chat")
    if scope.user_id not in room.members:
        raise _bad("user not found")
    return room.chat.id


def _set_description(api: "BotApi", method: Any) -> bool:
    if len(method.description or "") > 512:
        raise _bad("description is too long")
    api.settings[f"description {method.language_code}"] = method.description
    return True


def _set_short_description(api: "BotApi", method: Any) -> bool:
    if len(method.short_description or "") > 120:
        raise _bad("short description is too long")
    api.settings[f"short description {method.language_code}"] = method.short_description
    return True


def _set_menu_button(api: "BotApi", method: Any) -> bool:
    api.settings["menu button"] = method.menu_button
    return True


ANSWERS: Mapping[str, Callable[["BotApi", Any], Any]] = {
    "getMe": lambda _, __: BOT,
    "sendMessage": _send_message,
    "sendContact": _send_contact,
    "sendDocument": _send_document,
    "sendPhoto": _send_photo,
    "getFile": _get_file,
    "sendVenue": _send_venue,
    "editMessageText": _edit_message_text,
    "editMessageCaption": _edit_message_caption,
    "deleteMessage": _delete_message,
    "answerInlineQuery": _answer_inline_query,
    "answerCallbackQuery": _answer_callback_query,
    "getWebhookInfo": lambda api, _: api.webhook,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getMyCommands": lambda api, method: api.settings.get(_commands(api, method), []),
    "setMyCommands": _set_commands,
    "deleteMyCommands": _delete_commands,
    "getMyDescription": lambda api, method: BotDescription(
        description=api.settings.get(f"description {method.language_code}", "")
    ),
    "setMyDescription": _set_description,
    "getMyShortDescription": lambda api, method: BotShortDescription(
        short_description=api.settings.get(f"short description {method.language_code}", "")
    ),
    "setMyShortDescription": _set_short_description,
    "getChatMenuButton": lambda api, _: api.settings.get("menu button", MenuButtonDefault()),
    "setChatMenuButton": _set_menu_button,
}

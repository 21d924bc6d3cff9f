"""Protection of the desk: headers of every answer, the origin of what is sent, errors, and limits."""

import logging
from secrets import token_hex

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.system.tracebacks import format_trace, log_level
from bot.web.base.desk import COOKIE, SAFE_METHODS, Desk
from bot.web.base.templating import render_template
from knowledge.search import Language

log = logging.getLogger(__name__)

_POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "font", "connect")),
        "img-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


def guard(desk: Desk) -> list[Middleware]:
    """Return the middlewares of the desk, outermost first."""

    @web.middleware
    async def add_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = await handler(request)
        if not answer.prepared:
            for name, value in _HEADERS.items():
                answer.headers.setdefault(name, value)
        return answer

    @web.middleware
    async def show_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPRedirection as redirection:
            return web.Response(status=redirection.status, headers={"Location": redirection.headers["Location"]})
        except web.HTTPException as refusal:
            language = await _find_language(desk, request)
            return _render_error(language, refusal.status, retry_after=refusal.headers.get("Retry-After"))
        except Exception as error:  # noqa: BLE001
            reference = token_hex(3)
            told = {"reference": reference}
            log.log(log_level(error), "A page failed, reference %s: %s", reference, format_trace(error), extra=told)
            return _render_error(await _find_language(desk, request), 500, reference)

    @web.middleware
    async def check_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method not in SAFE_METHODS and not _is_from_here(request, desk.web.url):
            raise web.HTTPForbidden
        return await handler(request)

    return [add_headers, show_errors, check_origin, _check_path]


@web.middleware
async def _check_path(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Find nothing under a name that PostgreSQL can't look for."""
    if "\0" in request.path:
        raise web.HTTPNotFound
    return await handler(request)


def _is_from_here(request: web.Request, origin: str) -> bool:
    """Return whether a form was sent from a page of the desk, as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site is not None else request.headers.get("Origin") == origin


async def _find_language(desk: Desk, request: web.Request) -> Language:
    """Return the language of the person who is signed in; that of the service for strangers."""
    secret, chosen = request.cookies.get(COOKIE), None
    if secret:
        try:
            async with desk.database.read() as unit:
                session = await unit.desk_sessions.find(secret, desk.clock())
                chosen = await unit.preferences.language(session.sender) if session else None
        except Exception as error:  # noqa: BLE001
            # The database may be what has failed.
            log.log(log_level(error), "The language of an error page can't be read: %s", format_trace(error))
    return chosen or desk.settings.language


def _render_error(
    language: Language, status: int, reference: str = "", *, retry_after: str | None = None
) -> web.Response:
    values = {"status": status, "reference": reference}
    text = render_template("error.html", language, values)
    headers = {"Retry-After": retry_after} if retry_after else None
    return web.Response(text=text, content_type="text/html", status=status, headers=headers)

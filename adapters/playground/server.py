"""The playground's web server: loopback only, and deaf to every other page in the same browser."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from aiohttp import web

from adapters.playground.game import Done, Game, Impossible
from adapters.playground.view import Screen

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost")
_LARGEST = 64 * 1024  # bytes of what a page sends
_LONGEST = 1000  # characters of an address's query
_BEAT = 15.0  # seconds between two signs of life to an open page
_SCRIPTS = ("page", "box", "acting", "touch", "drawing")  # each stands on those after it
_FILES = {
    "/page.css": "text/css",
    **{f"/{name}.js": "text/javascript" for name in _SCRIPTS},
    "/icon.svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_GAME = web.AppKey("game", Game)
_CLOSING = web.AppKey("closing", asyncio.Event)


def application(game: Game) -> web.Application:
    """The page, its files, its news, and what can be done on it."""
    app = web.Application(middlewares=[_guard], client_max_size=_LARGEST)
    app[_GAME] = game
    app[_CLOSING] = asyncio.Event()
    app.on_response_prepare.append(_headers)
    app.on_shutdown.append(_close)
    app.router.add_get("/", _page)
    app.router.add_get("/live", _live)
    app.router.add_get("/file/{message}", _download)
    for path in _FILES:
        app.router.add_get(path, _file)
    for path in ("/say", "/press", "/send", "/complete", "/wind", "/again"):
        app.router.add_post(path, _act)
    return app


async def _headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


async def _close(app: web.Application) -> None:
    app[_CLOSING].set()
    app[_GAME].tell()


@web.middleware
async def _guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
    # A page elsewhere can make this browser call us: by a name that it points to loopback (the
    # Host is not ours then), or across origins (the Origin is not ours then).
    name, _, _ = request.host.partition(":")
    if name not in _NAMES:
        raise web.HTTPMisdirectedRequest(text="This address is not served here.")
    if request.method == "POST":
        if request.headers.get("Origin") not in {f"http://{name}:{_port(request)}"}:
            raise web.HTTPForbidden(text="Only the playground's own page may do that.")
        if request.content_type != "application/json" or "Content-Encoding" in request.headers:
            raise web.HTTPUnsupportedMediaType(text="Plain JSON is understood here.")
    if len(request.query_string) > _LONGEST:
        raise web.HTTPBadRequest(text="This address is too long.")
    try:
        return await handler(request)
    except Impossible as wrong:
        raise web.HTTPBadRequest(text=f"{wrong}.") from wrong


def _port(request: web.Request) -> str:
    return request.host.partition(":")[2] or "80"


async def _page(request: web.Request) -> web.StreamResponse:
    game = request.app[_GAME]
    view = game.view(request.query)
    if "application/json" in request.headers.get("Accept", ""):
        return web.json_response({"version": game.version, "body": await game.body(view)})
    return web.Response(text=await game.whole(view), content_type="text/html")


async def _file(request: web.Request) -> web.StreamResponse:
    path = Path(__file__).parent / request.path.removeprefix("/")
    return web.Response(body=path.read_bytes(), content_type=_FILES[request.path])


async def _download(request: web.Request) -> web.StreamResponse:
    file = request.app[_GAME].file(request.match_info["message"])
    if file is None:
        raise web.HTTPNotFound(text="No such file was given here.")
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return web.Response(body=file.content, content_type=file.media, headers=headers)


async def _live(request: web.Request) -> web.StreamResponse:
    game, closing = request.app[_GAME], request.app[_CLOSING]
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await stream.prepare(request)
    told = -1
    with suppress(ConnectionResetError):
        await stream.write(b"retry: 1000\n\n")  # milliseconds until a page asks again
        while not closing.is_set():
            news = game.news
            if game.version != told:
                told = game.version
                fact = json.dumps({"born": game.born, "version": told})
                await stream.write(f"data: {fact}\n\n".encode())
            try:
                await asyncio.wait_for(news.wait(), _BEAT)
            except TimeoutError:
                await stream.write(b": still here\n\n")
    return stream


async def _act(request: web.Request) -> web.StreamResponse:
    game = request.app[_GAME]
    sent = _sent(await request.read())
    screen = Screen(_text(sent, "who"), _text(sent, "tab"))
    match request.path:
        case "/complete":
            rows, meant = await game.complete(screen, _text(sent, "line"))
            return web.json_response({"rows": rows, "meant": meant})
        case "/say":
            done = await game.say(screen, _text(sent, "line"))
        case "/press":
            choice = _text(sent, "choice") if "choice" in sent else None
            message, carried = _text(sent, "message"), _text(sent, "carried")
            done = await game.press(screen, message, carried, choice)
        case "/send":
            values = sent.get("values")
            fields = values if isinstance(values, dict) else {}
            done = await game.send(screen.person, _text(sent, "form"), fields)
        case "/wind":
            done = await game.wind(game.view(request.query), _moment(_text(sent, "to")))
        case _:
            done = await game.again()
    return await _answer(request, done)


async def _answer(request: web.Request, done: Done) -> web.StreamResponse:
    game = request.app[_GAME]
    view = done.view or game.view(request.query)
    version, body = game.version, await game.body(view)
    return web.json_response(
        {
            "version": version,
            "view": view.query(),
            "body": body,
            "focus": done.focus,
            "says": done.says,
            "sheet": done.sheet,
            "notice": done.notice,
            "instead": done.instead,
        }
    )


def _sent(body: bytes) -> Mapping[str, object]:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as wrong:
        raise Impossible("this is not JSON") from wrong
    if not isinstance(sent, dict):
        raise Impossible("this is no act")
    return sent


def _text(sent: Mapping[str, object], name: str) -> str:
    value = sent.get(name, "")
    return value if isinstance(value, str) else ""


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise Impossible("this is no moment") from wrong
    if at.tzinfo is None:
        raise Impossible("a moment needs its zone")
    return at

"""The WebSocket that tells pages what has changed."""

from fastapi import APIRouter, WebSocket

from app.services.live_access import is_foreign
from app.services.live_connection import Connection
from app.services.live_hub import Hub, TooManyError

router = APIRouter()


@router.websocket("/live")
async def live(socket: WebSocket) -> None:
    hub: Hub = socket.app.state.live_hub
    headers = socket.headers
    if is_foreign(headers.get("origin"), headers.get("host"), hub.settings):
        await socket.close()
        return
    try:
        place = hub.arrive(socket.client.host if socket.client else "")
    except TooManyError:
        await socket.close()
        return
    try:
        await socket.accept()
        await Connection(socket, hub).serve()
    finally:
        hub.leave(place)

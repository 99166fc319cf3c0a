"""One connection from its first message to its end."""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.models.base import utc_now
from app.services import live_access
from app.services.live_access import Pass, RefusedError
from app.services.live_hub import Hub, Inbox, TooManyError

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

# Characters of a message: a token with some room.
MESSAGE_LENGTH_MAX = 4096
# Messages of a client in a minute; it has little to say.
MESSAGES_PER_MINUTE = 60
MINUTE_S = 60.0

TOO_LONG = 1009
# The client, or the database: later again.
TOO_SLOW = 1013
WRONG = 4400
REFUSED = 4401
SILENT = 4408
OTHER_RIGHTS = 4409
TOO_MANY = 4429


class EndError(Exception):
    """The connection ends, and the client is told why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Connection:
    def __init__(self, socket: WebSocket, hub: Hub) -> None:
        self._socket = socket
        self._hub = hub
        self._inbox = Inbox()
        self._said: deque[float] = deque()
        self._heard_at = time.monotonic()
        self._checked_at = time.monotonic()
        self._sending = asyncio.Lock()
        self._pass: Pass | None = None

    async def serve(self) -> None:
        code = 0
        try:
            await self._begin()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._read())
                tasks.create_task(self._write())
                tasks.create_task(self._watch())
        except EndError as end:
            code = end.code
        except WebSocketDisconnect:
            code = 0
        except BaseExceptionGroup as group:
            code = code_of(group)
        finally:
            self._hub.stop(self._inbox)
        if code:
            await self._close(code)

    async def _begin(self) -> None:
        pace = self._hub.pace
        try:
            async with asyncio.timeout(pace.hello):
                message = await self._receive()
        except TimeoutError:
            raise EndError(SILENT) from None
        if message["type"] != "hello":
            raise EndError(WRONG)
        self._pass = await self._admit(message.get("token"))
        try:
            self._hub.listen(self._inbox, self._pass.listener)
        except TooManyError:
            raise EndError(TOO_MANY) from None
        # What has changed since it was looked at, and before anybody told of it here.
        await self._check()
        await self._send_ready()

    async def _admit(self, token: object) -> Pass:
        if token is not None and not isinstance(token, str):
            raise EndError(WRONG)
        state = self._socket.app.state
        try:
            if token is None:
                return live_access.visitor()
            return await self._look(
                lambda: live_access.admit(state.sessions, self._hub.settings, token)
            )
        except RefusedError:
            raise EndError(REFUSED) from None
        except SQLAlchemyError:
            logger.warning("whether somebody may listen is not known", exc_info=True)
            raise EndError(TOO_SLOW) from None

    async def _check(self) -> None:
        """Whether it may still listen. A database that is away is no reason to end."""
        held = self._pass
        if held is None or held.user_id is None:
            return
        state = self._socket.app.state
        self._checked_at = time.monotonic()
        try:
            same = await self._look(lambda: live_access.still_holds(state.sessions, held))
        except RefusedError:
            raise EndError(REFUSED) from None
        except SQLAlchemyError:
            logger.warning("whether somebody may still listen is not known", exc_info=True)
            return
        if not same:
            raise EndError(OTHER_RIGHTS)

    async def _look(self, question: Callable[[], Answer]) -> Answer:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._hub.lookers, question)

    async def _read(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] == "token":
                await self._renew(message.get("token"))
            elif message["type"] != "pong":
                raise EndError(WRONG)

    async def _renew(self, token: object) -> None:
        """The next token of the same session. Of another account it is another connection's."""
        renewed = await self._admit(token)
        if self._pass is None or renewed.listener != self._pass.listener:
            raise EndError(OTHER_RIGHTS)
        self._pass = renewed
        await self._send_ready()

    async def _write(self) -> None:
        while True:
            await self._inbox.wait()
            if self._inbox.overflown:
                raise EndError(TOO_SLOW)
            if self._inbox.doubted:
                self._inbox.doubted = False
                await self._check()
            for message in self._inbox.take():
                await self._send(message)

    async def _watch(self) -> None:
        """Signs of life both ways, the end of the token, and a look at the account now and then."""
        while True:
            pace = self._hub.pace
            await asyncio.sleep(min(pace.beat, self._left()))
            if self._left() <= 0:
                raise EndError(REFUSED)
            if time.monotonic() - self._heard_at > pace.silence:
                raise EndError(SILENT)
            if time.monotonic() - self._checked_at > pace.check:
                await self._check()
            await self._send({"type": "ping"})

    def _left(self) -> float:
        expires_at = self._pass.expires_at if self._pass else None
        if expires_at is None:
            return float("inf")
        return max(0.0, (expires_at - utc_now()).total_seconds())

    async def _receive(self) -> dict[str, Any]:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        text = message.get("text")
        if text is None:
            raise EndError(WRONG)
        if len(text) > MESSAGE_LENGTH_MAX:
            raise EndError(TOO_LONG)
        self._count()
        return parsed(text)

    def _count(self) -> None:
        now = self._heard_at = time.monotonic()
        while self._said and self._said[0] <= now - MINUTE_S:
            self._said.popleft()
        if len(self._said) >= MESSAGES_PER_MINUTE:
            raise EndError(WRONG)
        self._said.append(now)

    async def _send_ready(self) -> None:
        left = self._left()
        expires_in = None if left == float("inf") else int(left)
        await self._send({"type": "ready", "expires_in": expires_in})

    async def _send(self, message: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(self._hub.pace.send), self._sending:
                await self._socket.send_text(json.dumps(message, separators=(",", ":")))
        except TimeoutError:
            raise EndError(TOO_SLOW) from None

    async def _close(self, code: int) -> None:
        try:
            # Who takes nothing does not take this either.
            async with asyncio.timeout(1.0):
                await self._socket.close(code)
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            return


def parsed(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except ValueError:
        raise EndError(WRONG) from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise EndError(WRONG)
    return message


def code_of(group: BaseExceptionGroup[BaseException]) -> int:
    """Why several things that were done at once have ended; what nobody foresaw goes on."""
    ends, others = group.split(EndError)
    gone, unknown = others.split(WebSocketDisconnect) if others else (None, None)
    if unknown is not None:
        raise unknown
    if gone is not None or ends is None:
        return 0
    return next(end.code for end in ends.exceptions if isinstance(end, EndError))

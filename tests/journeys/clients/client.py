"""A client of samriddh's gateway, by what its frames say of themselves: argv are the page's address, a folder and a request."""

import asyncio
import json
import sys
import uuid

from websockets.asyncio.client import connect

PROTOCOL = 3
ANSWER_BYTES_MAX = 16 * 1024 * 1024


async def main(page, out, request):
    place, token = page.split("/#token=")
    url = place.replace("http://", "ws://") + "/socket"
    seen = {"events": 0, "connections": 0, "outcome": None, "session": None, "resubmitted": None}
    submit_id, approve_id, mark = str(uuid.uuid4()), str(uuid.uuid4()), None
    options = {"out": out, "approve": False, "verify": "none"}
    submit = {"command": "submit", "request": request, "options": options}
    while seen["outcome"] is None:
        headers = {"Authorization": f"Bearer {token}"}
        async with connect(url, additional_headers=headers, max_size=ANSWER_BYTES_MAX) as socket:
            seen["connections"] += 1

            async def say(frame, socket=socket):
                await socket.send(json.dumps(frame))

            await say({"frame": "hello", "protocol": PROTOCOL})
            assert json.loads(await socket.recv())["frame"] == "hello"
            # The same id again: a client that lost its connection cannot know whether it was heard.
            await say({"frame": "command", "id": submit_id, "command": submit})
            ack = json.loads(await socket.recv())
            assert ack["frame"] == "ack" and ack["id"] == submit_id, ack
            if seen["session"] is None:
                seen["session"] = ack["session"]
            seen["resubmitted"] = ack["session"]
            attach = {"command": "attach", "session": ack["session"], "after": seen["events"]}
            if mark:
                attach["mark"] = mark
            await say({"frame": "command", "id": str(uuid.uuid4()), "command": attach})
            async for message in socket:
                frame = json.loads(message)
                assert frame["frame"] not in ("reset", "error", "snapshot"), frame
                if frame["frame"] != "event":
                    continue
                event = frame["event"]
                assert event["seq"] == seen["events"] + 1, (event["seq"], seen["events"])
                seen["events"], mark = event["seq"], frame["mark"]
                body = event["body"]["event"]
                if body.get("kind") == "drafted":
                    revision = body["plan"]["revision"]
                    approve = {"command": "approve", "session": event["session"], "revision": revision}
                    await say({"frame": "command", "id": approve_id, "command": approve})
                if event["body"]["family"] == "session" and body["kind"] == "finished":
                    seen["outcome"] = body["outcome"]
                    break
                if seen["connections"] == 1 and seen["events"] == 100:
                    socket.transport.abort()
                    break
    print(json.dumps(seen))


asyncio.run(main(*sys.argv[1:4]))

"""What operations ask for that deal with payments."""

from typing import Annotated

from fastapi import Depends, Request

from app.services.payment_setup import Desk


async def get_desk(request: Request) -> Desk:
    desk: Desk = request.app.state.payment_desk
    return desk


CurrentDesk = Annotated[Desk, Depends(get_desk)]

"""What administrators are told of the cache."""

from typing import Literal

from pydantic import BaseModel


class CacheState(BaseModel):
    # `off` where no Redis is set.
    state: Literal["on", "away", "off"]
    # Of this process, since it was started.
    hits: int
    misses: int
    seconds: int

# shown: bounded
import asyncio
# shown end

from work import get, hash_chain


# shown: bounded cpu
async def hash_all(seeds, size, limit):
    """Nothing in a task waits, so a limit changes nothing: one computes after another anyway."""
    permits = asyncio.Semaphore(limit)

    async def task(seed):
        async with permits:
            return hash_chain(seed, size)

    return await asyncio.gather(*(task(seed) for seed in seeds))
# shown end


# shown: bounded io
async def get_all(urls, limit):
    """Never more than `limit` requests in flight."""
    permits = asyncio.Semaphore(limit)

    async def task(url):
        async with permits:
            return await get(url)

    return await asyncio.gather(*(task(url) for url in urls))
# shown end

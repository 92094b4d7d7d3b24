from work import get_blocking, hash_chain


# shown: sequential cpu
async def hash_all(seeds, size):
    """One after another."""
    return [hash_chain(seed, size) for seed in seeds]
# shown end


# shown: sequential io
async def get_all(urls):
    """One after another, and the thread waits for each response: so does everything else on it."""
    return [get_blocking(url) for url in urls]
# shown end

"""Requests that are not answered with 200."""


class Refusal(Exception):
    """A request that gets another status than 200, and one sentence."""

    def __init__(self, status: int, sentence: str, headers=()):
        super().__init__(sentence)
        self.status = status
        self.headers = dict(headers)

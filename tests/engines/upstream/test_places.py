"""Places at an account are shared out fairly between keys.

Not here: what is done in a place.
"""

import asyncio
from contextlib import suppress

from onereel.engines.upstream.places import Places


class Guests:
    """Those who come, in the order in which they get a place."""

    def __init__(self, number):
        self.places = Places(number)
        self.seated = []
        self.leave = {}
        self.tasks = {}

    async def come(self, name, key):
        self.leave[name] = asyncio.Event()

        async def stay():
            async with self.places.place(key):
                self.seated.append(name)
                await self.leave[name].wait()

        self.tasks[name] = asyncio.create_task(stay())
        await settle()

    async def go(self, name):
        self.leave[name].set()
        await self.tasks[name]
        await settle()


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_whoever_sends_one_wish_is_not_kept_out_by_a_thousand_of_another():
    guests = Guests(2)
    for number in range(5):
        await guests.come(f"a{number}", "a")
    await guests.come("b0", "b")
    assert guests.seated == ["a0", "a1"]
    await guests.go("a0")
    assert guests.seated[2:] == ["b0"]
    await guests.go("a1")
    assert guests.seated[3:] == ["a2"]


async def test_keys_with_as_many_take_turns():
    guests = Guests(1)
    for name in ("a0", "a1", "a2", "b0", "b1", "c0"):
        await guests.come(name, name[0])
    for name in ("a0", "b0", "c0", "a1", "b1"):
        assert guests.seated[-1] == name
        await guests.go(name)
    assert guests.seated == ["a0", "b0", "c0", "a1", "b1", "a2"]


async def test_whoever_gives_up_waiting_takes_no_place():
    guests = Guests(1)
    for name in ("a0", "b0", "c0"):
        await guests.come(name, name[0])
    guests.tasks["b0"].cancel()
    with suppress(asyncio.CancelledError):
        await guests.tasks["b0"]
    await guests.go("a0")
    assert guests.seated == ["a0", "c0"]


async def test_a_place_that_comes_together_with_a_cancellation_goes_to_the_next():
    guests = Guests(1)
    for name in ("a0", "b0", "c0"):
        await guests.come(name, name[0])
    guests.leave["a0"].set()
    await asyncio.sleep(0)  # a0 wakes, and leaves
    guests.tasks["b0"].cancel()
    await settle()
    assert guests.seated[-1] == "c0"
    await guests.go("c0")
    await guests.come("d0", "d")
    assert guests.seated[-1] == "d0"


async def test_what_the_vendor_has_already_needs_no_free_place_but_takes_one():
    guests = Guests(1)
    async with guests.places.kept("a"), guests.places.kept("a"):
        await guests.come("b0", "b")
        assert guests.seated == []
    await settle()
    assert guests.seated == ["b0"]

"""A homeserver that answers at once with nothing is not asked all the time."""

import asyncio
from time import monotonic

from tests.integration.gate import Gate
from tests.integration.patience import PATIENCE
from tests.integration.person import Person
from tests.integration.service import Serve
from tests.integration.synapse import Synapse

_EMPTY = 4


async def test_lotse_slows_down_and_goes_on(serve: Serve, synapse: Synapse, anna: Person) -> None:
    async with Gate(behind=synapse.url).opened() as gate:
        lotse = await serve(homeserver=gate.url)
        await lotse.start()
        room = await anna.open_room(lotse.user_id, direct=True)
        await anna.with_company(room, lotse.user_id)
        question = await anna.say(room, "E-Mail KI Duisburg")
        await anna.answered(room, question, lotse.user_id)
        ((checkpoint,),) = lotse.stored("SELECT position FROM checkpoints WHERE platform = 'matrix'")
        gate.instead += [("/sync", 200, {"next_batch": checkpoint})] * _EMPTY
        question = await anna.say(room, "E-Mail KI Münster")
        began = None
        async with asyncio.timeout(PATIENCE):
            while gate.instead:
                began = monotonic() if began is None and len(gate.instead) < _EMPTY else began
                await asyncio.sleep(0.02)
        assert began is not None
        assert monotonic() - began > 2
        await anna.answered(room, question, lotse.user_id)
        await lotse.close()

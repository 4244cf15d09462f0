"""Takes the callbacks of vendors as hints: what is signed has the vendor asked, and nothing is believed.

Not here: the paths at which vendors call (`onereel.server`), or asking them (`onereel.engines.upstream`).
"""

import logging
from collections.abc import Mapping

from onereel.domain.clock import Clock
from onereel.engines.upstream.accounts import Account
from onereel.store.base import OperationStore
from onereel.tasks.progress import ProgressBoard
from onereel.upstreams.base import Incoming

logger = logging.getLogger(__name__)


class Hints:
    """The callbacks of all accounts that are to have any."""

    def __init__(
        self, *, accounts: Mapping[str, Account], operations: OperationStore, progress: ProgressBoard, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._operations = operations
        self._progress = progress
        self._clock = clock

    async def take(self, upstream: str, account_name: str, incoming: Incoming) -> bool:
        """Have whoever follows the order look at once; False when the callback is not genuine.

        Raises KeyError when no account of this name takes callbacks of this vendor.
        """
        account = self._accounts[account_name]
        if account.upstream.name != upstream or not account.callback_url:
            raise KeyError(account_name)
        try:
            reference = account.upstream.read_callback(
                incoming, secret=account.secret, signed_with=account.callback_secret, now=self._clock()
            )
        except (ValueError, RecursionError) as error:
            extra = {"action": "callback_not_genuine", "account": account_name, "note": str(error)}
            logger.warning("callback not genuine", extra=extra)
            return False
        order = await self._operations.find(account_name, reference)
        if order is not None and order.state.is_open:
            self._progress.hint(order.task_id)
        return True

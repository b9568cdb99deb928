"""Whose request it is, and what it stands for: its community, and the action of its control."""

from dataclasses import replace

from bot import routes
from bot.audit import store as audit
from bot.chat.action import community_of, uncarry
from bot.chat.request import Request
from bot.clock import Clock
from bot.database import Database, Transaction
from bot.members import communities
from bot.members import store as members
from bot.members.model import Community, Workspace


class Entrance:
    """Finds the community that a request came from. A new one has this zone and this language."""

    def __init__(self, database: Database, clock: Clock, *, zone: str, language: str) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone
        self._language = language

    async def admit(self, request: Request) -> tuple[Community, Request] | None:
        """The community of a request, and the request with the action that it stands for.

        None for a control that is forged, too old, somebody else's, or of another community; and
        for what a platform tells of a place that the bot does not know.
        """
        if request.carried:
            return await self._uncarried(request)
        if not request.workspace:
            return None
        async with self._database.read() as tx:
            at = await communities.workspace_named(tx, request.platform, request.workspace)
            if at is not None and (not at.gone or request.action in routes.EVENTS):
                community = await communities.with_id(tx, at.community)
                return (community, request) if community else None
        if request.action in routes.EVENTS:
            return None
        return await self._found(request.platform, request.workspace), request

    async def refuse(self, request: Request) -> None:
        """Keep in the audit log that somebody was not admitted, as far as it is known where."""
        async with self._database.write() as tx:
            at = await _place(tx, request)
            if at is not None:
                who, now = request.person.id, self._clock.now()
                await audit.note(tx, at.community, who, "refused", now)

    async def _uncarried(self, request: Request) -> tuple[Community, Request] | None:
        """The same with what the request's control carries."""
        claimed = community_of(request.carried)
        if claimed is None:
            return None
        async with self._database.read() as tx:
            community = await communities.with_id(tx, claimed)
            at = await communities.workspace_of(tx, claimed, request.platform)
            if community is None or at is None or request.workspace not in ("", at.ref):
                return None
            if not request.workspace:  # anybody can write to the bot: only who is there counts
                known = await members.member_of(tx, at, request.person.id)
                if known is None or known.gone:
                    return None
        today = self._clock.now().date()
        carried = uncarry(request.carried, community.secrets, request.person.id, today)
        if carried is None or not (
            carried.action in routes.READS or carried.action in routes.WRITES
        ):
            return None
        if at.gone and request.workspace:
            await self._found(at.platform, at.ref)
        found = replace(
            request,
            action=carried.action,
            state=carried.state,
            workspace=at.ref,
            beside=carried.beside,
        )
        return community, found

    async def _found(self, platform: str, workspace: str) -> Community:
        """The community that meets there, a new one or one that the bot comes back to."""
        zone, language, now = self._zone, self._language, self._clock.now()
        async with self._database.write() as tx:
            at = await members.found(tx, platform, workspace, zone=zone, language=language, now=now)
            community = await communities.with_id(tx, at.community)
        assert community is not None
        return community


async def _place(tx: Transaction, request: Request) -> Workspace | None:
    """Where it was; in a direct conversation, where the control claims, for those known there."""
    if request.workspace:
        return await communities.workspace_named(tx, request.platform, request.workspace)
    claimed = community_of(request.carried)
    if claimed is None:
        return None
    at = await communities.workspace_of(tx, claimed, request.platform)
    return at if at and await members.member_of(tx, at, request.person.id) else None

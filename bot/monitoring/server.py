"""The pages for monitoring: /healthz, /readyz and /metrics."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.monitoring.health import HealthCheck
from bot.monitoring.metrics import Metrics
from bot.settings.formats import OFF
from bot.settings.loading import Settings
from bot.system.http.listener import CannotListen, Claim
from bot.system.http.server import HttpServer

log = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 5
_HEALTH, _READINESS, _METRICS = "/healthz", "/readyz", "/metrics"


def claim_monitoring(settings: Settings, http: HttpServer) -> Claim | None:
    """Claim the pages' paths; None if nobody asked for monitoring or it is off. Raises PathTaken."""
    listen = settings.monitoring.listen
    is_watched = settings.has_platform or settings.monitoring.is_asked_for
    return http.claim(listen, "monitoring", _HEALTH, _READINESS, _METRICS) if is_watched and listen != OFF else None


@asynccontextmanager
async def serve_monitoring(claim: Claim, health_check: HealthCheck, metrics: Metrics) -> AsyncIterator[None]:
    """Serve while the context is open; an address that is taken is logged and does not stop the service."""
    endpoints = _Endpoints(health_check, metrics)
    app = web.Application()
    app.add_routes(
        [
            web.get(_HEALTH, endpoints.health),
            web.get(_READINESS, endpoints.readiness),
            web.get(_METRICS, endpoints.metrics),
        ]
    )
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(claim.serve(app))
        except CannotListen as failure:
            log.warning("Monitoring can't be served on %s", failure)
        yield


class _Endpoints:
    def __init__(self, health_check: HealthCheck, metrics: Metrics) -> None:
        self._health_check = health_check
        self._metrics = metrics

    async def health(self, _: web.Request) -> web.Response:
        """Answer that the process is alive."""
        return web.json_response({"alive": True})

    async def readiness(self, _: web.Request) -> web.Response:
        """Answer whether people get replies, with status 503 if they don't."""
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                health = await self._health_check.run()
        except TimeoutError:
            answer = {"ready": False, "database": False, "reason": "The database does not answer."}
            return web.json_response(answer, status=503)
        answer = {
            "ready": health.is_ready,
            "role": health.role,
            "database": health.has_database,
            **({"reason": health.reason} if health.reason else {}),
            "platforms": dict(health.connected),
            "outbox_age_seconds": round(health.oldest_reply_age.total_seconds(), 1),
        }
        return web.json_response(answer, status=200 if health.is_ready else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        text = self._metrics.render(await self._health_check.run())
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

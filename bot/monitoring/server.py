"""The HTTP server for monitoring: /healthz, /readyz and /metrics."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.monitoring.health import HealthCheck
from bot.monitoring.metrics import Metrics
from bot.settings.formats import OFF
from bot.system.http import serve_http

log = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 5


@asynccontextmanager
async def serve_monitoring(listen: str, health_check: HealthCheck, metrics: Metrics) -> AsyncIterator[None]:
    """Serve while the context is open; an address that is taken is logged and does not stop the service."""
    if listen == OFF:
        yield
        return
    endpoints = _Endpoints(health_check, metrics)
    app = web.Application()
    app.add_routes(
        [
            web.get("/healthz", endpoints.health),
            web.get("/readyz", endpoints.readiness),
            web.get("/metrics", endpoints.metrics),
        ]
    )
    async with serve_http(app, listen) as failure:
        if failure:
            log.warning("Monitoring can't be served on %s (%s)", listen, failure)
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
        health = await self._health_check.run()
        text = self._metrics.render(health.open_deliveries, health.oldest_reply_age, health.lags)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

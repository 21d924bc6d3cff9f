"""What is not as it should be shows in the metrics, and ends there when it is over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from bot.monitoring.backups import note_backup
from bot.monitoring.health import HealthCheck, Heartbeats
from bot.monitoring.metrics import Metrics
from tests.prepared import open_file

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


async def test_failing_feeds_and_the_last_backup_are_metrics(tmp_path: Path) -> None:
    async with open_file(tmp_path / "lotse.db") as database:
        check = HealthCheck(database, Heartbeats(lambda: NOW), tmp_path, lambda: NOW, feeds=("land", "bund"))
        metrics = Metrics()

        async def read(name: str) -> dict[str, float]:
            families = text_string_to_metric_families(metrics.render(await check.run()).decode())
            (found,) = [family for family in families if family.name == name]
            return {"".join(sample.labels.values()): sample.value for sample in found.samples}

        assert await read("lotse_last_backup_timestamp_seconds") == {"": 0}
        note_backup(tmp_path, NOW)
        assert await read("lotse_last_backup_timestamp_seconds") == {"": NOW.timestamp()}
        async with database.begin() as unit:
            for feed in ("land", "removed"):
                await unit.feeds.plan(feed, NOW, NOW - timedelta(hours=3))
        assert await read("lotse_feed_failing_seconds") == {"land": 3 * 3600, "bund": 0}
        async with database.begin() as unit:
            await unit.feeds.plan("land", NOW, None)
        assert await read("lotse_feed_failing_seconds") == {"land": 0, "bund": 0}

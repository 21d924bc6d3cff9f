"""Metrics for Prometheus, without texts, people and ids."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.monitoring.health import Health
from handlers.core.events import PlatformName

_ANSWER_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counters of this process since its start."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        own = self._registry
        self._questions = Counter("lotse_questions", "Questions by what was found", ["platform", "kind"], registry=own)
        self._answers = Histogram(
            "lotse_answer_seconds",
            "From the arrival of a message until what it was answered has been sent",
            ["platform"],
            buckets=_ANSWER_SECONDS,
            registry=own,
        )
        self._deliveries = Counter(
            "lotse_deliveries", "Deliveries by how they ended", ["platform", "state"], registry=own
        )
        self._waits = Counter(
            "lotse_rate_limit_waits", "Times that a platform asked to wait", ["platform"], registry=own
        )
        self._unreadable = Counter(
            "lotse_unreadable_updates", "Updates of a platform that could not be read", ["platform"], registry=own
        )
        self._errors = Counter("lotse_errors", "What failed unexpectedly", ["where"], registry=own)
        self._leading = Gauge("lotse_leading", "1 in the one process that reads and answers", registry=own)
        self._depth = Gauge("lotse_outbox_deliveries", "Deliveries under way", ["state"], registry=own)
        self._age = Gauge("lotse_outbox_age_seconds", "For how long the oldest answer has been waiting", registry=own)
        self._lag = Gauge(
            "lotse_sync_lag_seconds", "Since a platform last brought what is new", ["platform"], registry=own
        )
        self._feeds = Gauge(
            "lotse_feed_failing_seconds", "For how long a feed could not be read", ["feed"], registry=own
        )
        self._backup = Gauge(
            "lotse_last_backup_timestamp_seconds", "When the last backup was made, 0 if none is known", registry=own
        )

    def set_leading(self) -> None:
        self._leading.set(1)

    def count_question(self, platform: PlatformName, kind: str) -> None:
        """Count a question; `kind` is what was found, as `lotse ask --json` names it."""
        self._questions.labels(platform, kind).inc()

    def observe_answer(self, platform: PlatformName, seconds: float) -> None:
        self._answers.labels(platform).observe(seconds)

    def count_delivery(self, platform: PlatformName, state: str) -> None:
        """Count a delivery; `state` is the one in which the outbox keeps it, or `postponed`."""
        self._deliveries.labels(platform, state).inc()

    def count_rate_limit(self, platform: PlatformName) -> None:
        self._waits.labels(platform).inc()

    def count_unreadable(self, platform: PlatformName) -> None:
        self._unreadable.labels(platform).inc()

    def count_error(self, where: str) -> None:
        """Count an unexpected error; `where` is one of a few fixed words."""
        self._errors.labels(where).inc()

    def render(self, health: Health) -> bytes:
        """Return all metrics in the text format of Prometheus, with the present values of `health`."""
        for state, number in health.open_deliveries.items():
            self._depth.labels(state).set(number)
        self._age.set(health.oldest_reply_age.total_seconds())
        for platform, lag in health.lags.items():
            self._lag.labels(platform).set(lag.total_seconds())
        for feed, failing in health.feeds.items():
            self._feeds.labels(feed).set(failing.total_seconds())
        self._backup.set(health.backup_at.timestamp() if health.backup_at else 0)
        return generate_latest(self._registry)

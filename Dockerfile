# Lotse as an image: slim, without root, on a read-only file system but for /data.
# Pin the base by its digest where you build for others: --build-arg BASE=docker.io/library/python@sha256:…
ARG BASE=docker.io/library/python:3.13-slim-trixie

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/lotse
RUN python -m venv .venv
# Every package by its hash.
COPY requirements.txt .
RUN .venv/bin/python -m pip install --quiet --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY knowledge knowledge
RUN .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e . \
    && .venv/bin/python -m compileall -q bot handlers knowledge

FROM ${BASE}
# For backups of the PostgreSQL of compose.yaml: pg_dump must be of the server's version, or newer.
ARG POSTGRES=17
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-${POSTGRES} \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin lotse \
    && install -d -o lotse -g lotse -m 0700 /data
COPY --from=build /srv/lotse /srv/lotse
ENV PATH=/srv/lotse/.venv/bin:/usr/lib/postgresql/${POSTGRES}/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    LOTSE_DATA_DIR=/data \
    LOTSE_MONITORING__LOG=json
WORKDIR /data
USER lotse
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:9464/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["lotse"]
CMD ["run"]

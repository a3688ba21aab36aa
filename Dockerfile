# docker build -t auditor . && docker run --rm -v "$PWD:/work" auditor check feed.xml --source source.xml
# Two stages: what builds the wheel does not travel.  Pin the base by digest where a build has to be repeatable to the byte.
FROM python:3.12-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY auditor auditor
COPY corpora corpora
ARG EXTRAS=html,glossary,xlsx
RUN python -m venv /opt/auditor \
    && /opt/auditor/bin/pip install --no-cache-dir --disable-pip-version-check ".[${EXTRAS}]"

FROM python:3.12-slim
LABEL org.opencontainers.image.title="auditor" \
      org.opencontainers.image.description="Finds the wrong words in machine-translated text" \
      org.opencontainers.image.licenses="Apache-2.0"
# Versions of Debian's packages are those of the base image's release: a pinned one disappears from the mirrors at the next fix.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --no-install-recommends -y apertium apertium-eng-spa git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 auditor \
    && install -d -o auditor -g auditor /work /cache
COPY --from=build /opt/auditor /opt/auditor
ENV PATH="/opt/auditor/bin:$PATH" AUDITOR_CACHE_DIR=/cache PYTHONUNBUFFERED=1
USER 10001
WORKDIR /work
VOLUME ["/cache"]
ENTRYPOINT ["auditor"]
CMD ["--help"]

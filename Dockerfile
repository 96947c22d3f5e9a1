# An image of podlint. Building it takes the network, running it does not:
#   docker build -t podlint .
#   docker run --rm --network none --read-only -v "$PWD:/work:ro" podlint
ARG PYTHON=python:3.13.9-slim-bookworm

FROM ${PYTHON} AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_REQUIRE_VIRTUALENV=1
COPY ci ci
# What builds podlint is kept apart: the image has what podlint needs, and nothing else.
RUN python -m venv /opt/tools \
    && python -m venv --without-pip /opt/podlint \
    && /opt/tools/bin/pip install --require-hashes --requirement ci/build.txt \
    && /opt/tools/bin/pip install --require-hashes --no-deps --requirement ci/texts.txt \
    && /opt/tools/bin/pip --python /opt/podlint install --require-hashes --requirement ci/constraints.txt
COPY . .
RUN /opt/tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /opt/wheels . \
    && /opt/tools/bin/pip --python /opt/podlint install --no-deps --no-index --find-links /opt/wheels podlint

FROM ${PYTHON}
LABEL org.opencontainers.image.source="https://github.com/podlint/podlint" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/podlint /opt/podlint
ENV PATH="/opt/podlint/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PODLINT_NO_CACHE=1
WORKDIR /work
# By number, so that Kubernetes can tell that it is not root.
USER 65532:65532
ENTRYPOINT ["podlint"]

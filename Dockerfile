# What the app needs is installed in a stage of its own, so that the image has no pip cache and no layers of tools.
FROM python:3.11-slim AS packages
COPY requirements.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --only-binary :all: \
        --require-hashes -r requirements.txt \
    && /opt/venv/bin/python -m pip uninstall --yes --quiet pip setuptools

FROM python:3.11-slim

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    OMP_NUM_THREADS=1 \
    MKL_NUM_THREADS=1 \
    JAX_PLATFORMS=cpu \
    JAX_COMPILATION_CACHE_DIR=/app/.cache/jax \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501

WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY . ./
# Nobody logs in as this user; some hosts expect the number.
RUN useradd --uid 1000 --create-home --shell /usr/sbin/nologin app && install -d -o app /app/.cache
USER 1000

# Compiles what the app will need, so that the first visitor does not wait for it.
RUN python -c "from explorer.ui.compute import warm_up; warm_up()"

EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "deploy/health.py"]
CMD ["streamlit", "run", "server.py"]

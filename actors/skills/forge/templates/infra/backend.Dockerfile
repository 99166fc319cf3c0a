# The API server. Build from this folder: docker build --tag <<= slug =>>-backend .

# Dependencies go into a virtual environment, so that pip and its caches stay behind.
FROM <<= images.python =>> AS build
WORKDIR /build
RUN python -m venv /opt/venv
COPY requirements.txt ./
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements.txt

FROM <<= images.python =>>
ENV PATH="/opt/venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN groupadd --gid 10001 app \
<% if folders %>
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin app \
    && install --directory --owner=10001 --group=10001 --mode=0750<% for folder in folders %> /<<= folder =>><% endfor %>

<% else %>
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin app
<% endif %>

WORKDIR /srv/app
COPY --from=build /opt/venv /opt/venv
COPY alembic.ini ./
COPY migrations ./migrations
COPY app ./app

# A number, so that an orchestrator can check that it is not root.
USER 10001:10001
EXPOSE <<= backend_port =>>
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:<<= backend_port =>>/health', timeout=2)"]
# One process: login attempts are counted in memory. To scale out, start more containers behind a shared limiter.
CMD ["uvicorn", "--factory", "app.main:create_app", "--host", "0.0.0.0", "--port", "<<= backend_port =>>"<% if live %>, "--ws-max-size", "16384"<% endif %>]

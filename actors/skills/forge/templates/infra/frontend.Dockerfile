# The web client, served by nginx. Build from this folder: docker build --tag <<= slug =>>-frontend .

FROM <<= images.node =>> AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

# Runs as user 101 and listens above port 1024.
FROM <<= images.nginx =>>
<% if large_bodies %>
# Only these names are replaced in the configuration; nginx's own variables stay.
ENV BACKEND_URL="http://backend:<<= backend_port =>>" \
<% for body in large_bodies %>
    <<= body.setting =>>="<<= body.megabytes =>>" \
<% endfor %>
    NGINX_ENVSUBST_FILTER="^(BACKEND_URL<% for body in large_bodies %>|<<= body.setting =>><% endfor %>)"
<% else %>
# Only this name is replaced in the configuration; nginx's own variables stay.
ENV BACKEND_URL="http://backend:<<= backend_port =>>" \
    NGINX_ENVSUBST_FILTER="^BACKEND_URL"
<% endif %>
COPY nginx.conf /etc/nginx/templates/default.conf.template
COPY --from=build /build/dist /usr/share/nginx/html

USER 101
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"]

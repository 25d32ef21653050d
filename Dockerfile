# One image; the command says which part of the system a container is (see docker-compose.yml).
# glibc, not Alpine: the Temporal client's native core has no musl build.
FROM node:24.20.0-slim@sha256:ba849c60be29959425b8734d57b8b4b7d56f98edd9504c9af091d5281095a71e AS base
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run generate && npm run build

# No install scripts: what they prepare is for a checkout. What is for other platforms, other databases and development goes in the
# same step, so that no layer has it.
FROM base AS dependencies
COPY package.json package-lock.json .npmrc ./
COPY scripts/slim-modules.mjs ./scripts/slim-modules.mjs
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force && node scripts/slim-modules.mjs node_modules

FROM base AS runtime
# The Temporal client verifies certificates against the system's list.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates tini \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    NODE_OPTIONS=--enable-source-maps \
    HUIYING_HOST=0.0.0.0 \
    HUIYING_PORT=8080 \
    HUIYING_DATA_DIR=/var/lib/huiying
RUN install -d -o 1000 -g 1000 /var/lib/huiying
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/bin ./bin
COPY --from=build /app/data ./data
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/dist ./dist
# The account `node` of the base image, by number: who asks that a container is not root cannot look into its passwd.
USER 1000:1000
EXPOSE 8080
# tini hands SIGTERM on, so that a worker finishes what it holds and the API answers what it has taken.
ENTRYPOINT ["tini", "--"]
CMD ["node", "dist/api/main.js"]
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HUIYING_PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

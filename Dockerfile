# syntax=docker/dockerfile:1

# What the published package holds, and nothing else: built once, then unpacked below.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm pack --silent && mkdir /package && tar -xzf sas-interop-*.tgz -C /package --strip-components=1

# The libraries it runs with. Without scripts: the `node` package, which brings Node to older machines, stays empty.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 SAS_DATA_DIR=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /package ./
RUN ln -s /app/bin/sas.cjs /usr/local/bin/sas && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# The demonstration, where it is wanted, is loaded first: into a MongoDB on a slow machine that takes its time.
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The program itself is process 1: it gets the signals.
CMD ["node", "--max-semi-space-size=16", "dist/main.js"]

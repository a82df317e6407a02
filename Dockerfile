# cuaderno in containers: `--target grader` grades and works for a queue, `--target kernel` is JupyterLab with the kernel, as
# JupyterHub starts it. See docs/scale.md.
ARG NODE_IMAGE=docker.io/library/node:20-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /opt/cuaderno
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
COPY kernel kernel
COPY datasets datasets
RUN npm run build && npm prune --omit=dev

# TensorFlow's own engine: compiled here, so that no compiler is in the images that run students' code.
FROM build AS engine
RUN apt-get update && apt-get install --yes --no-install-recommends g++ python3 python3-pip \
  && rm -rf /var/lib/apt/lists/*
ENV CUADERNO_CACHE=/var/cache/cuaderno
RUN node scripts/cuaderno.mjs setup

FROM ${NODE_IMAGE} AS grader
# bubblewrap makes the sandbox, util-linux has prlimit.
RUN apt-get update && apt-get install --yes --no-install-recommends bubblewrap util-linux \
  && rm -rf /var/lib/apt/lists/*
COPY --from=engine /opt/cuaderno /opt/cuaderno
COPY --from=engine /var/cache/cuaderno /var/cache/cuaderno
RUN ln -s /opt/cuaderno/scripts/cuaderno.mjs /usr/local/bin/cuaderno \
  && useradd --create-home --uid 1001 cuaderno \
  && chown cuaderno: /var/cache/cuaderno
ENV CUADERNO_CACHE=/var/cache/cuaderno
USER cuaderno
WORKDIR /home/cuaderno
ENTRYPOINT ["cuaderno"]

FROM grader AS kernel
# The hub's own version.
ARG JUPYTERHUB_VERSION=5.5.4
USER root
RUN apt-get update && apt-get install --yes --no-install-recommends python3 python3-venv \
  && rm -rf /var/lib/apt/lists/* \
  && python3 -m venv /opt/jupyter \
  && /opt/jupyter/bin/pip install --no-cache-dir jupyterlab==4.6.6 jupyterhub==${JUPYTERHUB_VERSION} \
  && cuaderno install --prefix /opt/jupyter
COPY notebooks /opt/cuaderno/notebooks
ENV PATH=/opt/jupyter/bin:${PATH}
USER cuaderno
EXPOSE 8888
ENTRYPOINT []
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser"]

# Build: docker build -t gantry .
# Run:   docker run -p 9000:9000 -v gantry-data:/data gantry --public-url https://id.example.org

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --profile dist --package gantry --locked \
 && install -D target/dist/gantry /out/gantry

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin gantry \
 && install --directory --owner gantry --group gantry --mode 0700 /data
COPY --from=build /out/gantry /usr/local/bin/gantry
COPY LICENSE LICENSE-APACHE LICENSE-MIT /usr/share/doc/gantry/
USER gantry
# Inside a container, loopback would be reachable by nobody.
ENV GANTRY_DATA_DIR=/data GANTRY_LISTEN=0.0.0.0:9000
VOLUME /data
EXPOSE 9000
ENTRYPOINT ["gantry"]

#!/usr/bin/env bash
# Brings a Debian machine, as root, to where `npm run test:docker` can start an engine. Does nothing where it can already.
set -euo pipefail

plugins=/usr/local/lib/docker/cli-plugins
compose=v2.40.3

if ! command -v dockerd debootstrap ip iptables > /dev/null; then
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends docker.io debootstrap iproute2 iptables
fi

# Debian has Compose 1 only; Compose 2 is built from its Go module.
if ! docker compose version > /dev/null 2>&1; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  go mod download "github.com/docker/compose/v2@$compose"
  cp -r "$(go env GOMODCACHE)/github.com/docker/compose/v2@$compose" "$work/compose"
  chmod -R u+w "$work/compose"
  mkdir -p "$plugins"
  (cd "$work/compose" && go build -trimpath -ldflags "-s -w -X github.com/docker/compose/v2/internal.Version=$compose" -o "$plugins/docker-compose" ./cmd)
fi

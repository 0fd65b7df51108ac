/** `load.sh` of a bundle: what a machine without Recto, Node or a network runs. It needs sh, sha256sum and docker. */
import type { ImageEntry } from './manifest.ts';

/** One quoted word of the shell. */
const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

const loadLine = ({ reference, id, files }: ImageEntry) =>
  `load ${[reference, id, ...files.map(({ path }) => path)].map(quoted).join(' ')}`;

export const loadScript = (title: string, images: readonly ImageEntry[]): string => `#!/bin/sh
# ${title}
# sh load.sh            check every file, load the images, start the services
# sh load.sh --no-start check and load
# sh load.sh --verified load and start, without another check
set -eu
cd "$(dirname "$0")"

check=yes
start=yes
for argument in "$@"; do
  case "$argument" in
    --no-start) start=no ;;
    --verified) check=no ;;
    *) echo "usage: sh load.sh [--no-start] [--verified]" >&2; exit 2 ;;
  esac
done

docker info > /dev/null 2>&1 || { echo "Docker does not answer: is its service running, and may this user ask it?" >&2; exit 1; }
docker compose version > /dev/null 2>&1 || { echo "Docker has no Compose plugin (docker compose)" >&2; exit 1; }

if [ "$check" = yes ]; then
  echo "checking files"
  sha256sum -c SHA256SUMS > /dev/null || { echo "the bundle is damaged or incomplete: copy these files again" >&2; exit 3; }
fi

# load REFERENCE ID FILE...   An image that is here already is not loaded again, so a run that broke off goes on.
load() {
  reference=$1; id=$2; shift 2
  if [ "$(docker image inspect --format '{{.Id}}' "$reference" 2> /dev/null || true)" = "$id" ]; then
    echo "$reference: here already"
    return
  fi
  echo "$reference: loading"
  cat "$@" | docker load > /dev/null
}

${images.map(loadLine).join('\n')}

if [ "$start" = yes ]; then
  docker compose up --detach --wait --pull never
  docker compose ps
fi
`;

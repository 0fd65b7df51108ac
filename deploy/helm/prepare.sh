#!/usr/bin/env bash
# Brings what helm.test.ts checks the chart with: helm and kubeconform from their Go modules, and Kubernetes' JSON schemas from
# the package kubernetes-validate. Into .data/helm; the test is skipped without them.
set -euo pipefail

target="$(cd "$(dirname "$0")/../.." && pwd)/.data/helm"
kubernetes=v1.33.0
mkdir -p "$target"
[ -x "$target/helm" ] || GOBIN="$target" go install helm.sh/helm/v3/cmd/helm@v3.22.0
[ -x "$target/kubeconform" ] || GOBIN="$target" go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
if [ ! -d "$target/schemas" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  pip download --quiet --no-deps --dest "$work" kubernetes-validate==1.37.0
  python3 -m zipfile -e "$work"/*.whl "$work"
  # Each schema with the definitions that it refers to in itself, which is how kubeconform takes them.
  python3 - "$work/kubernetes_validate/kubernetes-json-schema/$kubernetes-local-strict" "$target/schemas.new" << 'EOF'
import json, pathlib, sys

source, target = map(pathlib.Path, sys.argv[1:])
definitions = json.loads((source / "_definitions.json").read_text())["$defs"]
kinds = "configmap deployment horizontalpodautoscaler ingress networkpolicy poddisruptionbudget secret service statefulset"
target.mkdir()
for kind in kinds.split():
    for path in source.glob(f"{kind}-*.json"):
        schema = json.loads(path.read_text())
        text = json.dumps({**schema, "$defs": definitions})
        (target / path.name).write_text(text.replace("/api/_definitions.json#", "#"))
EOF
  mv "$target/schemas.new" "$target/schemas"
fi

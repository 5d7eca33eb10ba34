#!/usr/bin/env bash
# Pushes the gateway to Cloud Foundry, to the space that `cf target` names, as application SPACE-websocket.
# Its configuration comes from the services that manifest.yml binds; keys/public.pem has to be there.
# Arguments go to `cf push`, such as --strategy rolling.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
die() { echo "cf-deploy: $*" >&2; exit 1; }

command -v cf >/dev/null || die "cf is not on the path; install the Cloud Foundry command line"
[ -r "$home/keys/public.pem" ] || die "keys/public.pem is not there; put the key there that device tokens are checked with"
space=$(cf target | awk '/^[Ss]pace:/ { print $2 }')
[ -n "$space" ] || die "no space is targeted; call cf login, or cf target -s SPACE"

# Builds what is missing.
"$home/gateway" --version >/dev/null

stage=$home/target/cf
rm -rf "$stage"
mkdir -p "$stage/lib" "$stage/keys"
cp "$home"/gateway-cli/target/gateway-cli-*.jar "$home"/gateway-cli/target/lib/*.jar "$stage/lib/"
cp "$home/keys/public.pem" "$stage/keys/"

cf push "$space-websocket" -f "$home/manifest.yml" -p "$stage" "$@"

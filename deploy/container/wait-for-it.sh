#!/bin/bash
# Waits until HOST:PORT accepts connections, then runs a command. The original's image has a script of this name, and deployments call
# it. The gateway does not need it: it starts without the servers that it uses and connects once they are up.
#   wait-for-it.sh HOST:PORT [-t SECONDS] [-s] [-q] [-- COMMAND ARGUMENT...]
set -u
host='' port='' seconds=15 strict='' quiet=''

usage() { echo "usage: ${0##*/} HOST:PORT [-t SECONDS] [-s] [-q] [-- COMMAND ARGUMENT...]" >&2; exit 2; }
say() { [ -n "$quiet" ] || echo "wait-for-it: $*" >&2; }

while [ $# -gt 0 ]; do
  case $1 in
    --) shift; break ;;
    -t) seconds=${2:?}; shift ;;
    --timeout=*) seconds=${1#*=} ;;
    -h) host=${2:?}; shift ;;
    --host=*) host=${1#*=} ;;
    -p) port=${2:?}; shift ;;
    --port=*) port=${1#*=} ;;
    -s|--strict) strict=yes ;;
    -q|--quiet) quiet=yes ;;
    *:*) host=${1%:*} port=${1##*:} ;;
    *) usage ;;
  esac
  shift
done
[ -n "$host" ] && [ -n "$port" ] || usage

status=0
while ! (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null; do
  # 0 seconds: for ever.
  if [ "$seconds" -gt 0 ] && [ "$SECONDS" -ge "$seconds" ]; then
    status=1
    say "$host:$port did not answer within $seconds seconds"
    break
  fi
  sleep 1
done
[ "$status" -eq 0 ] && say "$host:$port answers"
[ "$status" -eq 0 ] || [ -z "$strict" ] || exit 1
[ $# -gt 0 ] || exit "$status"
exec "$@"

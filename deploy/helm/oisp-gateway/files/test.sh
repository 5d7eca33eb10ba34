# `helm test` runs this in a pod of its own: is a gateway ready, and do devices reach it through their Service? A gateway that is ready has
# just registered a device of its own and sent it an actuation, so nothing more is asked here.
#   MANAGEMENT  host and port of the management Service
#   DEVICES     host and port of the devices' Service
#   TLS         on: the device port speaks TLS, so only a connection is tried
#   PATIENCE    seconds until it gives up
set -u
PATIENCE=${PATIENCE:-60}

# Prints the status of the answer to a request, or nothing. A connection that nobody answers is given up, too.
answer() { # HOST PORT REQUEST
  # shellcheck disable=SC2016
  timeout 15 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf %b "$2" >&3 && read -r -t 10 _ status _ <&3 && echo "$status"' "$@" 2>/dev/null
}

# shellcheck disable=SC2016
connects() { timeout 15 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$@" 2>/dev/null; }

# Tries until the answer is the expected one.
expect() { # WHAT STATUS HOST PORT REQUEST
  local got
  while got=$(answer "$3" "$4" "$5"); [ "$got" != "$2" ]; do
    if [ "$SECONDS" -ge "$PATIENCE" ]; then
      echo "FAILED: $1: expected $2 from $3:$4, got ${got:-no answer}"
      exit 1
    fi
    sleep 1
  done
  echo "ok: $1"
}

# Host and port are two words.
# shellcheck disable=SC2086
{
  expect "a gateway is ready" 200 $MANAGEMENT 'GET /health/ready HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n'
  if [ "${TLS:-off}" = on ]; then
    until connects $DEVICES; do
      if [ "$SECONDS" -ge "$PATIENCE" ]; then
        echo "FAILED: ${DEVICES/ /:} does not accept connections"
        exit 1
      fi
      sleep 1
    done
    echo "ok: the device port accepts connections; it speaks TLS, so no handshake is tried"
  else
    expect "a device can open a WebSocket" 101 $DEVICES 'GET / HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: echo-protocol\r\n\r\n'
  fi
}

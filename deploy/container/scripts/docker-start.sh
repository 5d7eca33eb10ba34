#!/bin/bash
# The original's image is started by a script of this name.
exec /app/gateway serve

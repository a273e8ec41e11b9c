#!/bin/sh
# Runs once, when the cluster is made: the five roles and the database. The passwords stay out of process lists and logs.
set -eu
secrets=${WAYHOME_SECRETS:-/run/secrets}
for role in owner app sealer audit backup; do
    name=WAYHOME_$(echo "$role" | tr '[:lower:]' '[:upper:]')_PASSWORD
    export "$name=$(cat "$secrets/password_$role")"
done
psql --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet --set database=wayhome --file "${WAYHOME_ROLES_SQL:-/wayhome/roles.sql}"

# A private PostgreSQL and a private RabbitMQ: own data, own ports, loopback only, no system service.
# Sourced by up, down, reset and tests/servers, which set before:
#   SERVERS_DIR                              everything of the two lives here; absolute
#   POSTGRES_PORT                            PostgreSQL
#   AMQP_PORT MANAGEMENT_PORT                RabbitMQ and its HTTP API
#   DIST_PORT EPMD_PORT                      Erlang's own two ports
#   POSTGRES_SETTINGS                        more `-c name=value` for PostgreSQL, may be empty
#   TLS_FOLDER AMQPS_PORT HTTPS_PORT         a folder with tls.crt and tls.key, by which all three are reached too; may be empty
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

# as USER COMMAND…: as root in that user's name, otherwise as oneself. Exec's, so that $! is the command.
as() {
    local user=$1 group; shift
    is_root || exec "$@"
    group=$(id -gn "$user")
    exec setpriv --reuid="$user" --regid="$group" --init-groups -- "$@"
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# await SECONDS COMMAND…: until the command succeeds; its own failure after that time.
await() {
    local until=$((SECONDS + $1)); shift
    until "$@"; do [ $SECONDS -lt $until ] || return 1; sleep 0.1; done
}

# A process that has ended but was not yet reaped does not count.
# A process whose first thread is a zombie still has its ports while another thread of it ends.
alive() {
    [ -r "/proc/$1/status" ] || return 1
    ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null || [ "$(ls "/proc/$1/task" 2>/dev/null | wc -l)" -gt 1 ]
}

# end PID [SIGNAL]: asks it to stop, awaits that for 20 s, then kills it.
end() {
    kill "-${2:-TERM}" "$1" 2>/dev/null || return 0
    await 20 eval "! alive $1" || { kill -KILL "$1" 2>/dev/null; await 10 eval "! alive $1"; }
}

# busy WHAT LOG COMMAND…: its output goes to the log; a line every six seconds says that it is still at it.
busy() {
    local what=$1 log=$2 pid began=$SECONDS; shift 2
    "$@" </dev/null >>"$log" 2>&1 9>&- & pid=$!
    while ! await 6 eval "! alive $pid"; do say "  … $what: $((SECONDS - began)) s"; done
    wait "$pid"
}

random_secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# --- .NET ---------------------------------------------------------------------------------------------------------

DOTNET=$(command -v dotnet || ls "${DOTNET_ROOT:-$HOME/.dotnet}/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet 2>/dev/null | head -1)
[ -n "$DOTNET" ] || fail "the .NET SDK is not installed (or dotnet is not in PATH); see global.json for its version"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# --- what is needed of Debian -------------------------------------------------------------------------------------

postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
# Debian's /usr/sbin wrappers force a user and a home of their own; these do not.
rabbitmq_bin() { ls -d /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin 2>/dev/null | sort -V | tail -1; }

servers_install() {
    local missing=()
    [ -n "$(postgres_bin)" ] || missing+=(postgresql)
    [ -n "$(rabbitmq_bin)" ] || missing+=(rabbitmq-server)
    [ -e /usr/share/zoneinfo/Asia/Shanghai ] || missing+=(tzdata)
    packages_install "${missing[@]}"
}

# What opens the pages in tests.
browser_install() {
    local missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    [ -n "$(ls /usr/share/fonts/opentype/noto/NotoSansCJK-* 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
    packages_install "${missing[@]}"
}

# What runs the samples of contracts/samples in tests: Debian's Python, whichever comes first in the path.
samples_install() {
    local missing=()
    [ -x /usr/bin/python3 ] || missing+=(python3)
    /usr/bin/python3 -c 'import pika' 2>/dev/null || missing+=(python3-pika)
    packages_install "${missing[@]}"
}

# packages_install PACKAGE…: from Debian, without starting what they would start.
packages_install() {
    [ $# -gt 0 ] || return 0
    is_root || fail "not installed: $*. Once, as root: apt-get update && apt-get install -y $*"
    say "Installing $* from Debian's packages (no system service is started)"
    local log; log=$(mktemp)
    busy "installing" "$log" packages_get "$@" || { tail -20 "$log" >&2; rm -f "$log"; fail "apt-get could not install $*"; }
    rm -f "$log"
}

# policy-rc.d forbids packages to start their services; put back as it was, whatever happens.
packages_get() (
    policy=/usr/sbin/policy-rc.d kept=
    [ ! -e $policy ] || { kept=$(mktemp); cp -a $policy "$kept"; }
    trap 'if [ -n "$kept" ]; then mv -f "$kept" $policy; else rm -f $policy; fi' EXIT
    printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update && apt-get -q -y install --no-install-recommends "$@" || exit 1
    [ ! -d /run/systemd/system ] || systemctl --quiet disable postgresql rabbitmq-server 2>/dev/null || true
)

# --- where the data lies ------------------------------------------------------------------------------------------

# As root the servers run as users of their own. Where those cannot reach the checkout (a mode 700 /root, say)
# the data goes under /var/lib and a link stays in its place.
servers_place() {
    mkdir -p "$SERVERS_DIR"; chmod 755 "$SERVERS_DIR"
    SERVERS_DATA=$SERVERS_DIR/data
    if is_root && ! (as postgres test -x "$SERVERS_DIR"); then
        SERVERS_DATA=/var/lib/workflow-local/$(printf %s "$SERVERS_DIR" | sha256sum | cut -c1-12)
        mkdir -p "$SERVERS_DATA"
        ln -sfn "$SERVERS_DATA" "$SERVERS_DIR/data"
    fi
    mkdir -p "$SERVERS_DATA"
    chmod 755 "$SERVERS_DATA"
}

servers_delete() {
    servers_place
    rm -rf "$SERVERS_DATA" "$SERVERS_DIR/data"
}

# owned_folder USER PATH
owned_folder() {
    mkdir -p "$2"; chmod 700 "$2"
    ! is_root || chown "$1:$(id -gn "$1")" "$2"
}

# owned_file USER PATH: from stdin, mode 0600.
owned_file() {
    (umask 077; cat >"$2"); chmod 600 "$2"
    ! is_root || chown "$1:$(id -gn "$1")" "$2"
}

# --- PostgreSQL ---------------------------------------------------------------------------------------------------

# The pid, when it runs; a left-over postmaster.pid whose number now belongs to another program does not count.
postgres_pid() {
    local pid
    pid=$(head -1 "$SERVERS_DATA/postgres/data/postmaster.pid" 2>/dev/null) || return 1
    [ "$(readlink "/proc/$pid/cwd")" = "$(readlink -f "$SERVERS_DATA/postgres/data")" ] && echo "$pid"
}

postgres_password() { cat "$SERVERS_DATA/postgres/password"; }

postgres_start() {
    local dir=$SERVERS_DATA/postgres bin; bin=$(postgres_bin)
    ! postgres_pid >/dev/null || return 0
    owned_folder postgres "$dir"
    if [ ! -f "$dir/data/PG_VERSION" ] || [ ! -f "$dir/password" ]; then
        rm -rf "$dir/data"
        random_secret | owned_file postgres "$dir/password"
        (cd / && as postgres "$bin/initdb" -D "$dir/data" -U workflow -A scram-sha-256 --pwfile="$dir/password" -E UTF8 --locale=C.UTF-8 ${POSTGRES_INITDB:-}) >"$SERVERS_DIR/initdb.log" 2>&1 \
            || { rm -rf "$dir/data"; cat "$SERVERS_DIR/initdb.log" >&2; fail "initdb failed"; }
    fi
    rm -f "$dir/data/postmaster.pid"
    ! port_open "$POSTGRES_PORT" || fail "port $POSTGRES_PORT (PostgreSQL) is in use by another program"
    if [ -n "${TLS_FOLDER:-}" ]; then
        owned_file postgres "$dir/tls.key" <"$TLS_FOLDER/tls.key"
        POSTGRES_SETTINGS+=" -c ssl=on -c ssl_cert_file=$TLS_FOLDER/tls.crt -c ssl_key_file=$dir/tls.key"
    fi
    # After a crash, orphaned backends may hold the old shared memory for a moment.
    await 30 postgres_launch || { tail -20 "$dir/log" >&2; fail "PostgreSQL did not start"; }
    (cd / && PGPASSWORD=$(postgres_password) as postgres "$bin/psql" -qX -h 127.0.0.1 -p "$POSTGRES_PORT" -U workflow -d postgres) >&2 <<'SQL' || fail "PostgreSQL refuses us"
select 'create database workflow' where not exists (select from pg_database where datname = 'workflow') \gexec
SQL
}

# postgres_run: SQL from stdin, as the superuser, in the database of the services.
postgres_run() {
    (cd / && PGPASSWORD=$(postgres_password) as postgres "$(postgres_bin)/psql" -qX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$POSTGRES_PORT" -U workflow -d workflow) >&2
}

# postgres_query: as postgres_run; the rows on standard output, values alone.
postgres_query() {
    (cd / && PGPASSWORD=$(postgres_password) as postgres "$(postgres_bin)/psql" -qXtA -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$POSTGRES_PORT" -U workflow -d workflow)
}

# postgres_backup FILE: of the whole database, one snapshot of all schemas. Owners and rights are roles.sql's to say.
postgres_backup() {
    PGPASSWORD=$(postgres_password) "$(postgres_bin)/pg_dump" -h 127.0.0.1 -p "$POSTGRES_PORT" -U workflow -d workflow \
        --format=custom --no-owner --no-privileges --file="$1"
}

# postgres_restore FILE: into an empty database.
postgres_restore() {
    PGPASSWORD=$(postgres_password) "$(postgres_bin)/pg_restore" -h 127.0.0.1 -p "$POSTGRES_PORT" -U workflow -d workflow \
        --no-owner --no-privileges --exit-on-error --single-transaction "$1"
}

# No socket file: their paths may not exceed 107 bytes, and nobody needs one.
postgres_launch() {
    local dir=$SERVERS_DATA/postgres
    (cd / && as postgres "$(postgres_bin)/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -s start \
        -o "-p $POSTGRES_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 -c shared_buffers=256MB ${POSTGRES_SETTINGS:-}") </dev/null >/dev/null 2>&1 9>&-
}

postgres_stop() {
    local pid
    ! pid=$(postgres_pid) || end "$pid" INT      # fast shutdown
}

# --- RabbitMQ -----------------------------------------------------------------------------------------------------

rabbitmq_pid() {
    local pid
    pid=$(cat "$SERVERS_DATA/rabbitmq/pid" 2>/dev/null) || return 1
    grep -qzxF "RABBITMQ_PID_FILE=$SERVERS_DATA/rabbitmq/pid" "/proc/$pid/environ" 2>/dev/null && echo "$pid"
}

epmd_pid() {
    local pid
    pid=$(cat "$SERVERS_DATA/rabbitmq/epmd.pid" 2>/dev/null) || return 1
    alive "$pid" && [ "$(cat "/proc/$pid/comm")" = epmd ] && echo "$pid"
}

rabbitmq_password() { cat "$SERVERS_DATA/rabbitmq/password"; }

rabbitmq_environment() {
    local dir=$SERVERS_DATA/rabbitmq
    RABBITMQ_ENVIRONMENT=(env -i PATH="$PATH" HOME="$dir" LANG=C.UTF-8
        ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="$EPMD_PORT" ERL_CRASH_DUMP_SECONDS=0
        RABBITMQ_NODENAME=workflow@localhost RABBITMQ_DIST_PORT="$DIST_PORT" RABBITMQ_PID_FILE="$dir/pid"
        RABBITMQ_MNESIA_BASE="$dir/mnesia" RABBITMQ_LOG_BASE="$dir/log" RABBITMQ_CONF_ENV_FILE=/dev/null
        RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins"
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +S 2:2")
}

# Returns at once; rabbitmq_ready awaits it.
rabbitmq_start() {
    local dir=$SERVERS_DATA/rabbitmq port tls=
    ! rabbitmq_pid >/dev/null || return 0
    owned_folder rabbitmq "$dir"
    [ -f "$dir/password" ] || { rm -rf "$dir/mnesia"; random_secret | owned_file rabbitmq "$dir/password"; }
    [ -f "$dir/.erlang.cookie" ] || random_secret | owned_file rabbitmq "$dir/.erlang.cookie"
    owned_file rabbitmq "$dir/enabled_plugins" <<<"[rabbitmq_management,rabbitmq_shovel]."
    [ -z "${TLS_FOLDER:-}" ] || {
        owned_file rabbitmq "$dir/tls.key" <"$TLS_FOLDER/tls.key"
        tls="listeners.ssl.1 = 127.0.0.1:$AMQPS_PORT
ssl_options.certfile = $TLS_FOLDER/tls.crt
ssl_options.keyfile = $dir/tls.key
management.ssl.ip = 127.0.0.1
management.ssl.port = $HTTPS_PORT
management.ssl.certfile = $TLS_FOLDER/tls.crt
management.ssl.keyfile = $dir/tls.key"
    }
    owned_file rabbitmq "$dir/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$AMQP_PORT
management.tcp.ip = 127.0.0.1
management.tcp.port = $MANAGEMENT_PORT
default_user = workflow
default_pass = $(rabbitmq_password)
log.console = false
disk_free_limit.absolute = 100MB
vm_memory_high_watermark.absolute = 1GB
$tls
CONF
    for port in "$AMQP_PORT" "$MANAGEMENT_PORT" "$DIST_PORT" ${TLS_FOLDER:+"$AMQPS_PORT" "$HTTPS_PORT"}; do
        ! port_open "$port" || fail "port $port (RabbitMQ) is in use by another program"
    done
    rabbitmq_environment
    if ! epmd_pid >/dev/null; then
        (cd / && as rabbitmq setsid "${RABBITMQ_ENVIRONMENT[@]}" epmd -port "$EPMD_PORT") </dev/null >/dev/null 2>&1 9>&- &
        echo $! >"$dir/epmd.pid"
    fi
    rm -f "$dir/pid"
    (cd / && as rabbitmq setsid "${RABBITMQ_ENVIRONMENT[@]}" "$(rabbitmq_bin)/rabbitmq-server") </dev/null >"$SERVERS_DIR/rabbitmq.out" 2>&1 9>&- &
}

# rabbitmq_control COMMAND…: of rabbitmqctl.
rabbitmq_control() {
    rabbitmq_environment
    (cd / && as rabbitmq "${RABBITMQ_ENVIRONMENT[@]}" "$(rabbitmq_bin)/rabbitmqctl" -q -n workflow@localhost "$@") >&2
}

rabbitmq_ready() {
    await "${1:-90}" eval 'port_open $AMQP_PORT && port_open $MANAGEMENT_PORT && rabbitmq_pid >/dev/null' \
        || { tail -30 "$SERVERS_DIR/rabbitmq.out" >&2; fail "RabbitMQ did not start; its log: $SERVERS_DATA/rabbitmq/log"; }
}

rabbitmq_stop() {
    local pid
    ! pid=$(rabbitmq_pid) || end "$pid"
    ! pid=$(epmd_pid) || end "$pid"
    rm -f "$SERVERS_DATA/rabbitmq/pid" "$SERVERS_DATA/rabbitmq/epmd.pid"
}

# The local system: its folders, ports, five services and the console. Sourced by the commands of this folder.
# shellcheck shell=bash disable=SC2034

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$ROOT/deploy/local/servers.sh"

LOCAL=${WORKFLOW_LOCAL:-$ROOT/.local}
case $LOCAL in /*) ;; *) LOCAL=$PWD/$LOCAL ;; esac
RUN=$LOCAL/run LOG=$LOCAL/log SECRETS=$LOCAL/secrets
SERVERS_DIR=$LOCAL/servers
PRIVATE_KEY=$SECRETS/token-key.pem PUBLIC_KEY=$RUN/token-key.public.pem

POSTGRES_PORT=${WORKFLOW_POSTGRES_PORT:-7132}
AMQP_PORT=${WORKFLOW_AMQP_PORT:-7172}
MANAGEMENT_PORT=${WORKFLOW_MANAGEMENT_PORT:-7173}
DIST_PORT=${WORKFLOW_ERLANG_PORT:-7174}
EPMD_PORT=${WORKFLOW_EPMD_PORT:-7175}

# Fewer, when one is run in a debugger.
SERVICES=(${WORKFLOW_SERVICES:-notices assignments reminders audit directory console})
declare -A PROJECT=([notices]=NoticeIssuance [assignments]=TaskAssignment [reminders]=DeadlineReminders [audit]=AuditReplay [directory]=OrganisationDirectory [console]=Console)
declare -A PORT=(
    [notices]=${WORKFLOW_NOTICES_PORT:-7101} [assignments]=${WORKFLOW_ASSIGNMENTS_PORT:-7102} [reminders]=${WORKFLOW_REMINDERS_PORT:-7103}
    [audit]=${WORKFLOW_AUDIT_PORT:-7104} [directory]=${WORKFLOW_DIRECTORY_PORT:-7105}
    [console]=${WORKFLOW_CONSOLE_PORT:-7100})

binaries() { echo "$ROOT/$1/bin/Release/net10.0"; }

# workflow_local COMMAND…: the .NET side of these commands, in place of this shell's process.
workflow_local() {
    local program; program=$(binaries deploy/local/Workflow.Local)/Workflow.Local.dll
    [ -f "$program" ] && [ -f "$PRIVATE_KEY" ] || fail "nothing is set up yet; first: deploy/local/up"
    exec env WORKFLOW_LOCAL="$LOCAL" "$DOTNET" "$program" "$@"
}

# One command at a time changes the local system.
lock_local() {
    mkdir -p "$LOCAL" "$RUN" "$LOG"
    exec 9>"$LOCAL/lock"
    flock -n 9 || { say "Waiting for another command on $LOCAL"; flock 9; }
}

# --- services -----------------------------------------------------------------------------------------------------

# Every process that up starts is marked in its environment, so that no stale pid file is ever believed
# and a process whose pid file is lost is found again.
service_mark() { echo "WORKFLOW_PROCESS=$1@$LOCAL"; }

service_pid() {
    local pid mark; mark=$(service_mark "$1")
    pid=$(cat "$RUN/$1.pid" 2>/dev/null) && grep -qzxF "$mark" "/proc/$pid/environ" 2>/dev/null && { echo "$pid"; return; }
    pid=$(grep -lzxF "$mark" /proc/[0-9]*/environ 2>/dev/null | head -1 | cut -d/ -f3)
    [ -n "$pid" ] && echo "$pid"
}

# Of a service's role in PostgreSQL (roles.sql) and of its user at RabbitMQ (broker).
service_password() { cat "$SECRETS/$1.password"; }

# What a service is started with, a NAME=VALUE a line.
service_settings() {
    cat <<TEXT
ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development}
ASPNETCORE_URLS=http://127.0.0.1:${PORT[$1]}
Postgres__ConnectionString=Host=127.0.0.1;Port=$POSTGRES_PORT;Database=workflow;Username=workflow_$1;Password=$(service_password "$1")
BusinessClock__File=$RUN/clock.json
TEXT
    if [ "$1" = console ]; then console_settings; else cat <<TEXT
RabbitMq__Uri=$(broker_uri amqp "$1" "$AMQP_PORT")
RabbitMq__ManagementUri=$(broker_uri http "$1" "$MANAGEMENT_PORT")
Authentication__PublicKeyFile=$PUBLIC_KEY
Authentication__Issuer=workflow-local
Authentication__Audience=workflow
TEXT
        case $1 in
            reminders) cat <<TEXT ;;
Branches__Uri=$(broker_uri amqp reminders "$AMQP_PORT")branches
Links__Assignment=http://127.0.0.1:${PORT[console]}/assignments/{id}
Links__Notice=http://127.0.0.1:${PORT[console]}/notices/{id}
TEXT
            audit) echo "Ledger__PublishedBy=workflow-{source}" ;;
        esac
    fi
}

# The pages call the services as the person who is signed in; here anybody may be anybody of the sample city.
console_settings() {
    local name
    for name in notices assignments reminders audit directory; do echo "Services__${name^}=http://127.0.0.1:${PORT[$name]}"; done
    cat <<TEXT
LocalSignIn__PrivateKeyFile=$PRIVATE_KEY
LocalSignIn__PersonsFile=$ROOT/deploy/local/samples/persons.csv
TEXT
}

service_start() {
    local name=$1 project=${PROJECT[$1]} log=$LOG/$1.log
    [ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -lt 20000000 ] || mv -f "$log" "$log.1"
    ! port_open "${PORT[$name]}" || fail "port ${PORT[$name]} ($name) is in use by another program"
    cd "$(binaries "services/$project")"
    local settings; mapfile -t settings < <(service_settings "$name")
    setsid env "$(service_mark "$name")" DOTNET_gcServer="${DOTNET_gcServer:-0}" "${settings[@]}" \
        "$DOTNET" "$project.dll" </dev/null >>"$log" 2>&1 9>&- &
    echo $! >"$RUN/$name.pid"
    cd "$ROOT"
    # Before it carries its mark, it would be taken for gone.
    await 5 eval "service_pid $name >/dev/null || ! alive $!"
}

service_ready() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/${PORT[$1]}" || exit 1
        printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
        read -r -t 5 _ status _ <&3 && [ "$status" = 200 ]
    ) 2>/dev/null
}

services_stop() {
    local name pid pids=()
    for name in "${SERVICES[@]}"; do
        ! pid=$(service_pid "$name") || { kill -CONT "$pid"; kill -TERM "$pid"; pids+=("$pid"); } 2>/dev/null
    done
    for pid in ${pids[@]+"${pids[@]}"}; do end "$pid"; done
    for name in "${SERVICES[@]}"; do rm -f "$RUN/$name.pid"; done
}

postgres_uri() { echo "postgresql://workflow:$(postgres_password)@127.0.0.1:$POSTGRES_PORT/workflow"; }
broker_uri() { echo "$1://workflow-$2:$(service_password "$2")@127.0.0.1:$3/"; }
amqp_uri() { echo "amqp://workflow:$(rabbitmq_password)@127.0.0.1:$AMQP_PORT/"; }
management_uri() { echo "http://workflow:$(rabbitmq_password)@127.0.0.1:$MANAGEMENT_PORT/"; }

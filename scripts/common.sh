# SPDX-License-Identifier: GPL-3.0-or-later
# Functions that all scripts use: the paths of folders, and messages. Sourced by bash.
# shellcheck shell=bash disable=SC2034,SC2154

baton_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# All generated files are in these two folders, which git ignores.
baton_work=${BATON_WORK:-$baton_root}
baton_cache=$baton_work/.cache
baton_builds=$baton_work/build

say()
{
    printf '%s\n' "$*" >&2
}

fail()
{
    say "$(basename "$0"): $*"
    exit 1
}

# logged LOG COMMAND...: runs a command whose output matters only if it fails.
logged()
{
    local log=$1
    shift
    mkdir -p "$(dirname "$log")"
    {
        echo "\$ $*"
        "$@"
    } >>"$log" 2>&1
}

# The same. If the command fails, shows the end of its output.
logged_or_show() # WHAT LOG COMMAND...
{
    local what=$1 log=$2 before
    shift 2
    mkdir -p "$(dirname "$log")"
    touch "$log"
    before=$(wc -l <"$log")
    logged "$log" "$@" && return
    # With make -k, the errors are far above the end.
    tail -n "+$((before + 1))" "$log" | grep -E -A 3 -m 20 ' error: |\*\*\*' >&2 ||
        tail -n "+$((before + 1))" "$log" | tail -n 40 >&2
    say "$what failed; all of its output: $log"
    return 1
}

logged_or_fail() # WHAT LOG COMMAND...
{
    logged_or_show "$@" || exit 1
}

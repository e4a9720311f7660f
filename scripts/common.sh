# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts share: where things are, and how they speak. Sourced by bash.
# shellcheck shell=bash disable=SC2034,SC2154

baton_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Everything made on the way goes below here; both folders are git-ignored.
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

# The same, and shows the end of that output.
logged_or_show() # WHAT LOG COMMAND...
{
    local what=$1 log=$2 before
    shift 2
    mkdir -p "$(dirname "$log")"
    touch "$log"
    before=$(wc -l <"$log")
    logged "$log" "$@" && return
    tail -n "+$((before + 1))" "$log" | tail -n 40 >&2
    say "$what failed; all of its output: $log"
    return 1
}

logged_or_fail() # WHAT LOG COMMAND...
{
    logged_or_show "$@" || exit 1
}

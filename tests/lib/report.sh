# SPDX-License-Identifier: GPL-3.0-or-later
# Prints a line for each test when it ends, details below a test that failed, and the totals at the end.
# shellcheck shell=bash

report_passed=0
report_failed=0
report_skipped=0
# A line for each failed test, and the first lines of its details.
report_failures=
# How many lines of a test's details are printed again at the end.
report_repeated=12
# The process that report_tap runs at the moment.
report_process=

report_ok() # SUITE NAME
{
    report_passed=$((report_passed + 1))
    printf 'ok   %-8s %s\n' "$1" "$2"
}

report_fail() # SUITE NAME [DETAIL]
{
    report_failed=$((report_failed + 1))
    report_failures+="FAIL $1: $2"$'\n'
    printf 'FAIL %-8s %s\n' "$1" "$2"
    [ -n "${3:-}" ] || return 0
    report_failures+="$(report_detail "$3" | head -n "$report_repeated")"$'\n'
    report_detail "$3"
}

report_skip() # SUITE NAME
{
    report_skipped=$((report_skipped + 1))
    printf 'skip %-8s %s\n' "$1" "$2"
}

report_detail() # TEXT
{
    printf '              %s\n' "${1//$'\n'/$'\n'              }"
}

# Prints the last lines of a run: the failed tests again, since their details are far up, and the totals. Returns the
# exit status of the run.
report_sum()
{
    local skipped=
    printf '%s' "$report_failures"
    [ "$report_skipped" -eq 0 ] || skipped=", $report_skipped skipped"
    printf '%d passed, %d failed%s\n' "$report_passed" "$report_failed" "$skipped"
    [ "$report_failed" -eq 0 ] && [ "$report_passed" -gt 0 ]
}

# report_tap SUITE PREFIX COMMAND...: runs a program that prints TAP as cmocka or node do, and reports each of its
# tests. If the program fails without a failed test, the program itself is reported as failed.
report_tap()
{
    local suite=$1 prefix=$2 line noise='' planned=0 seen=0 status=0 failed_before=$report_failed
    shift 2
    while IFS= read -r line; do
        report_tap_unglue
        case $line in
        'process '[0-9]*) report_process=${line#process } ;;
        'status '[0-9]*) status=${line#status } ;;
        1..[0-9]*) planned=$((planned + ${line#1..})) ;;
        'ok '* | 'not ok '*)
            seen=$((seen + 1))
            report_tap_line "$line"
            # A program may fail at its end because of what a sanitizer has found before.
            [[ $noise == *Sanitizer* ]] || noise=''
            ;;
        '# ok - '* | '# not ok - '*) ;; # cmocka prints these for a whole group
        '# '*) report_detail "${line#\# }" ;;
        *) noise=$noise${noise:+$'\n'}$line ;;
        esac
    done < <(
        "$@" 2>&1 </dev/null &
        printf 'process %d\n' $!
        wait $!
        printf '\nstatus %d\n' $?
    )
    # shellcheck disable=SC2034 # tests/run kills this process if it is stopped
    report_process=
    report_tap_end
}

# cmocka cuts off the end of long messages, and the line's end with it, so that the next line follows on the same line.
# Separates the two. Uses line and noise of report_tap.
report_tap_unglue()
{
    local before
    local name='[0-9]+ - [A-Za-z0-9_]+$'
    [[ $line =~ ^(not )?ok\ $name ]] && return
    if [[ $line =~ ^(.+)(not ok $name) || $line =~ ^(.+)(ok $name) ]]; then
        before=${BASH_REMATCH[1]}
        line=${BASH_REMATCH[2]}
        case $before in
        '# '*) report_detail "${before#\# }" ;;
        *) noise=$noise${noise:+$'\n'}$before ;;
        esac
    fi
}

# Uses suite, prefix and noise of report_tap.
report_tap_line() # LINE
{
    [[ $1 =~ ^(not\ ok|ok)(\ [0-9]+)?(\ -)?\ *(.*)$ ]]
    local verdict=${BASH_REMATCH[1]} name=${BASH_REMATCH[4]}
    case $name in
    '# SKIP '*) verdict=skip name=${name#\# SKIP } ;;
    *' # SKIP'*) verdict=skip name="${name%% # SKIP*}" ;;
    esac
    # A name without spaces is the name of a C function.
    [[ $name == *' '* ]] || name=${name//_/ }
    case $verdict in
    ok) report_ok "$suite" "$prefix$name" ;;
    skip) report_skip "$suite" "$prefix$name" ;;
    *) report_fail "$suite" "$prefix$name" "$noise" ;;
    esac
}

# Uses the counts of report_tap.
report_tap_end()
{
    local why=''
    if [ "$seen" -lt "$planned" ]; then
        why="ended after $seen of $planned tests"
    elif [ "$seen" -eq 0 ]; then
        why='ran no test'
    elif [ "$status" -ne 0 ] && [ "$report_failed" -eq "$failed_before" ]; then
        why='failed outside of its tests'
    fi
    [ "$status" -ne 124 ] || why='ran out of time'
    [ -z "$why" ] || report_fail "$suite" "$prefix$why (status $status)" "$noise"
}

# report_run SUITE COMMAND...: runs a command that runs tests/run elsewhere, and reports each of its tests.
report_run()
{
    local suite=$1 line status=0 seen=0 failed_before=$report_failed
    shift
    while IFS= read -r line; do
        case $line in
        'process '[0-9]*) report_process=${line#process } ;;
        'status '[0-9]*) status=${line#status } ;;
        '              '*) printf '%s\n' "$line" ;;
        *) report_run_line "$line" && seen=$((seen + 1)) ;;
        esac
    done < <(
        "$@" </dev/null &
        printf 'process %d\n' $!
        wait $!
        printf '\nstatus %d\n' $?
    )
    # shellcheck disable=SC2034 # tests/run kills this process if it is stopped
    report_process=
    if [ "$seen" -eq 0 ]; then
        report_fail "$suite" "ran no test (status $status)"
    elif [ "$status" -ne 0 ] && [ "$report_failed" -eq "$failed_before" ]; then
        report_fail "$suite" "failed outside of its tests (status $status)"
    fi
}

# Reports a test by the line that report_ok, report_fail or report_skip of the other run has printed. False: the line
# is not of a test. Uses suite of report_run.
report_run_line() # LINE
{
    [[ $1 =~ ^(ok|FAIL|skip)\ +([a-z]+)\ +(.*)$ ]] || return
    case ${BASH_REMATCH[1]} in
    ok) report_ok "$suite" "${BASH_REMATCH[2]}: ${BASH_REMATCH[3]}" ;;
    skip) report_skip "$suite" "${BASH_REMATCH[2]}: ${BASH_REMATCH[3]}" ;;
    *) report_fail "$suite" "${BASH_REMATCH[2]}: ${BASH_REMATCH[3]}" ;;
    esac
}

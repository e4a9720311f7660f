# SPDX-License-Identifier: GPL-3.0-or-later
# The suites of tests/run. Each function prepares and builds what its suite needs, and reports every test.
# shellcheck shell=bash disable=SC2034,SC2154

export BATON_TEST_DATA=$baton_root/tests/data

# suite_configure SUITE NAME ARGUMENT...: configures a build folder. If that fails, reports it, and the suite cannot
# run.
suite_configure()
{
    local suite=$1
    shift
    say "Building ${baton_builds#"$baton_work"/}/$1"
    build_configure "$@" && return
    report_fail "$suite" 'configure fails'
    return 1
}

# suite_build SUITE NAME ARGUMENT...: the same, and builds the plugin.
suite_build()
{
    suite_configure "$@" || return
    build_make all && return
    report_fail "$1" "the plugin doesn't build"
    return 1
}

suite_layers()
{
    suite_build layers default --enable-werror --enable-peer || return
    report_tap layers '' env BATON_BUILD="$build_folder" tests/layers/run
}

# The files that are generated from the tables of the API must be up to date.
suite_contract()
{
    suite_configure contract default --enable-werror --enable-peer || return
    build_make baton-contract || {
        report_fail contract "baton-contract doesn't build"
        return
    }
    node_prepare
    report_tap contract '' sh -c '"$1" | node contract/generate.mjs --check' sh "$build_folder/baton-contract"
}

suite_unit()
{
    suite_configure unit default --enable-werror --enable-peer || return
    suite_unit_here unit ''
}

suite_engine()
{
    suite_configure engine default --enable-werror --enable-peer || return
    suite_engine_here engine ''
}

suite_unit_here() # SUITE PREFIX
{
    packages_need zbar-tools librsvg2-bin
    # shellcheck disable=SC2046 # names of sources have no spaces
    suite_programs "$1" "$2" $(cd "$baton_root" && find tests/unit -name '*_test.c' | sort)
}

suite_engine_here() # SUITE PREFIX
{
    # shellcheck disable=SC2046 # names of sources have no spaces
    suite_programs "$1" "$2" $(cd "$baton_root" && find tests/engine -name '*_test.c' | sort)
}

# suite_programs SUITE PREFIX SOURCE...: builds and runs cmocka programs of $build_folder.
suite_programs()
{
    local suite=$1 prefix=$2 source name
    shift 2
    [ $# -gt 0 ] || return
    build_make -k "${@%.c}" || report_fail "$suite" "${prefix}some programs don't build"
    for source; do
        name=$(basename "$source" _test.c)
        [ -x "$build_folder/${source%.c}" ] || continue
        report_tap "$suite" "$prefix$name: " env CMOCKA_MESSAGE_OUTPUT=TAP \
            timeout -k 5 120 stdbuf -oL "$build_folder/${source%.c}"
    done
}

suite_fuzz()
{
    local source name
    packages_need clang libclang-rt-dev
    suite_configure fuzz fuzz CC=clang --enable-fuzzing --enable-werror CFLAGS='-O1' || return
    # Builds the plugin too, to find clang's warnings, which are errors. Builds in two steps: automake's `all` runs a
    # second make, and in one step both would build the same files at the same time.
    { build_make all && build_make fuzzers; } || {
        report_fail fuzz "the plugin or the fuzzers don't build with clang"
        return
    }
    node_prepare
    local names=() pids=()
    for source in tests/fuzz/*_fuzz.c tests/fuzz/*.mjs; do
        name=$(basename "${source%_fuzz.c}" .mjs)
        fuzz_one "$name" >"$build_folder/$name.log" 2>&1 &
        names+=("$name")
        pids+=($!)
        [ ${#pids[@]} -lt "$(nproc)" ] || fuzz_report_first
    done
    while [ ${#pids[@]} -gt 0 ]; do
        fuzz_report_first
    done
}

# Waits for the fuzzer that was started first, and reports it. Uses suite_fuzz's names and pids.
fuzz_report_first()
{
    local name=${names[0]} log=$build_folder/${names[0]}.log
    if wait "${pids[0]}"; then
        report_ok fuzz "$name: nothing found in $(awk '/number_of_executed_units/ { print $2 }' "$log") tries"
    else
        report_fail fuzz "$name: see ${log#"$baton_work"/}" "$(tail -n 30 "$log")"
    fi
    names=("${names[@]:1}")
    pids=("${pids[@]:1}")
}

# The inputs that a fuzzer collects stay in the build folder, and the next run begins with them. A fuzzer that is a
# program of node collects none.
fuzz_one() # NAME
{
    if [ -e "tests/fuzz/$1.mjs" ]; then
        timeout -k 5 $((fuzz_seconds + 60)) node "tests/fuzz/$1.mjs" "$fuzz_seconds"
        return
    fi
    local found=$build_folder/corpus/$1 seeds=tests/data/fuzz/$1
    mkdir -p "$found"
    local arguments=(-max_total_time="$fuzz_seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1
        -artifact_prefix="$build_folder/$1-" "$found")
    [ ! -d "$seeds" ] || arguments+=("$seeds")
    timeout -k 5 $((fuzz_seconds + 60)) "$build_folder/tests/fuzz/$1_fuzz" "${arguments[@]}"
}

suite_system()
{
    suite_build system default --enable-werror --enable-peer || return
    suite_system_here system ''
}

suite_system_here() # SUITE PREFIX [VARIABLE=VALUE...]
{
    local suite=$1 prefix=$2
    shift 2
    packages_need curl imagemagick openssl perl zbar-tools
    kannel_prepare
    coturn_prepare
    suite_peer "$suite" || return
    node_prepare
    node_packages "$baton_root/tests"
    suite_node "$suite" "$prefix" 1200 tests/system/run.mjs BATON_KANNEL="$kannel_prefix" \
        BATON_COTURN="$coturn_prefix" "$@"
}

suite_adversary()
{
    suite_build adversary default --enable-werror --enable-peer || return
    suite_peer adversary || return
    node_prepare
    node_packages "$baton_root/tests"
    suite_node adversary '' 600 tests/adversary/run.mjs BATON_STRICT="${BATON_STRICT:-}"
}

# suite_peer SUITE: builds the native peer, which simulates devices, in $build_folder.
suite_peer()
{
    build_make peer && return
    report_fail "$1" "the native peer doesn't build"
    return 1
}

suite_media()
{
    suite_build media default --enable-werror --enable-peer || return
    suite_peer media || return
    node_prepare
    node_packages "$baton_root/tests"
    suite_node media '' 1200 tests/media/run.mjs
}

# Tests the client and the page without a server and without a browser.
suite_client()
{
    local folder
    node_prepare
    for folder in client web-demo; do
        node_packages "$baton_root/$folder"
        suite_npm "$folder" check 'the types are correct'
        report_tap client "$folder: " npm --prefix "$folder" --silent test -- --reporter=tap-flat
    done
}

suite_npm() # FOLDER SCRIPT WHAT
{
    if (cd "$baton_root/$1" && logged_or_show "npm run $2" "$baton_cache/npm.log" npm run "$2"); then
        report_ok client "$1: $3"
    else
        report_fail client "$1: $3"
    fi
}

suite_browser()
{
    suite_page browser || return
    suite_peer browser || return
    coturn_prepare
    suite_node browser '' 2400 tests/browser/run.mjs BATON_COTURN="$coturn_prefix"
}

suite_firefox()
{
    packages_need firefox-esr iproute2
    suite_page firefox || return
    suite_node firefox '' 2400 tests/firefox/run.mjs
    report_detail "$(firefox-esr --version), $(chromium --version)"
}

# suite_page SUITE: builds the plugin and the page, and installs what the tests of the page need.
suite_page()
{
    suite_build "$1" default --enable-werror --enable-peer || return
    packages_need chromium openssl zbar-tools
    node_prepare
    node_packages "$baton_root/tests"
    node_packages "$baton_root/client"
    node_packages "$baton_root/web-demo"
    say 'Building web-demo/dist'
    (cd web-demo && logged_or_show 'npm run build' "$baton_cache/npm.log" npm run build) || {
        report_fail "$1" "the page doesn't build"
        return 1
    }
}

# suite_node SUITE PREFIX SECONDS PROGRAM [VARIABLE=VALUE...]: runs a node program in a network namespace, with the
# environment variables that it needs.
suite_node()
{
    local suite=$1 prefix=$2 seconds=$3 program=$4
    shift 4
    report_tap "$suite" "$prefix" timeout -k 10 "$seconds" scripts/namespace \
        env BATON_JANUS="$janus_prefix" BATON_BUILD="$build_folder" "$@" \
        node --test-reporter=./tests/harness/reporter.mjs "$program"
}

suite_sanitizers()
{
    suite_sanitizer address address,undefined libasan.so
    # The decoder's helper has one thread. ThreadSanitizer could find nothing in it, and makes it too slow.
    suite_build sanitize default --enable-werror --enable-peer || return
    BATON_DECODER=$build_folder/baton-decoder suite_sanitizer thread thread libtsan.so
}

# Janus itself is built without the sanitizer, so the node programs preload the sanitizer's library into it.
suite_sanitizer() # NAME LIST LIBRARY
{
    local preload
    suite_configure sanitize "$1" --enable-sanitizers="$2" --enable-werror --enable-peer CFLAGS='-O1' || return
    preload=$(gcc -print-file-name="$3")
    # GLib's own caches pass memory between threads in a way that ThreadSanitizer cannot follow.
    export ASAN_OPTIONS=verify_asan_link_order=0 G_SLICE=always-malloc
    export TSAN_OPTIONS=suppressions=$baton_root/tests/lib/tsan.supp
    suite_unit_here sanitize "$1: "
    suite_engine_here sanitize "$1: "
    unset ASAN_OPTIONS G_SLICE TSAN_OPTIONS
    suite_build sanitize "$1" --enable-sanitizers="$2" --enable-werror --enable-peer CFLAGS='-O1' || return
    suite_system_here sanitize "$1: " BATON_SANITIZER="$1" BATON_PRELOAD="$preload"
}

# Runs suites in a chroot of Debian's next release, with its Janus.
suite_newer()
{
    local obstacle
    obstacle=$(newer_obstacle)
    if [ -n "$obstacle" ]; then
        report_fail newer "the chroot of Debian $newer_release cannot be made" "$obstacle"
        return
    fi
    say "Preparing the chroot of Debian $newer_release"
    newer_prepare
    report_run newer newer_run tests/run "${newer_suites[@]}"
    report_detail "$(newer_versions)"
}

newer_suites=(unit engine system)

coverage_layers=(base admission code rtp transfer media confirm state workflow engine)
coverage_least=95

suite_coverage()
{
    packages_need gcovr
    suite_configure coverage coverage --enable-coverage --enable-peer CFLAGS='-O0' || return
    find "$build_folder" -name '*.gcda' -delete
    suite_unit_here coverage ''
    suite_engine_here coverage ''
    coverage_report
}

# Prints a table of all files, then reports each layer.
coverage_report()
{
    local layer table=$build_folder/coverage.csv
    logged_or_fail gcovr "$build_log" gcovr --root "$baton_root" --object-directory "$build_folder" \
        --filter "$baton_root/plugin/" --csv "$table" --txt "$build_folder/coverage.txt" "$build_folder"
    cat "$build_folder/coverage.txt"
    for layer in "${coverage_layers[@]}"; do
        coverage_verdict "$layer" "$(awk -F, -v layer="plugin/$layer/" '
            index($1, layer) == 1 { lines += $2; reached += $3 }
            END { if (lines) printf "%.1f", 100 * reached / lines }' "$table")"
    done
}

coverage_verdict() # LAYER PERCENT
{
    if [ -z "$2" ]; then
        report_skip coverage "plugin/$1 has no lines yet"
    elif [ "${2%.*}" -ge "$coverage_least" ]; then
        report_ok coverage "plugin/$1: $2 % of lines reached"
    else
        report_fail coverage "plugin/$1: $2 % of lines reached" "at least $coverage_least % are required"
    fi
}

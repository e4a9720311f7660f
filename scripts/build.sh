# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the plugin in a folder outside of the source tree. Builds only what has changed.
# shellcheck shell=bash disable=SC2034,SC2154

# build_configure NAME ARGUMENT...: configures a build folder and sets $build_folder.
build_configure()
{
    build_folder=$baton_builds/$1
    build_log=$build_folder/build.log
    shift
    mkdir -p "$build_folder"
    : >"$build_log"
    [ ! -e "$baton_root/config.status" ] ||
        fail "there is a build in the source tree itself, so no other build works; run: make distclean"
    build_autogen || return
    local wanted=("$baton_root/configure" --with-janus="$janus_prefix" "$@")
    if [ "$(cat "$build_folder/configured" 2>/dev/null)" != "${wanted[*]}" ] ||
        [ ! -e "$build_folder/Makefile" ]; then
        (cd "$build_folder" && logged_or_show configure "$build_log" "${wanted[@]}") || return
        echo "${wanted[*]}" >"$build_folder/configured"
    fi
}

# Runs autogen.sh if its sources have changed, because make's own rules do not work after every such change. The lock
# keeps two runs from writing the same files at the same time.
build_autogen()
{
    mkdir -p "$baton_cache"
    (
        command -v flock >/dev/null && flock 9
        local stamp=$baton_root/build-aux/made
        [ -e "$baton_root/configure" ] && [ -e "$stamp" ] &&
            [ -z "$(find "$baton_root"/configure.ac "$baton_root"/m4/baton-*.m4 -newer "$stamp")" ] && exit
        logged_or_show autogen.sh "$build_log" "$baton_root/autogen.sh" && touch "$stamp"
    ) 9>"$baton_cache/autogen.lock"
}

# Runs make. If it fails, shows the messages of the compiler and returns its status.
build_make() # ARGUMENT...
{
    logged_or_show make "$build_log" \
        make -r -C "$build_folder" --no-print-directory -j "$(nproc)" "$@"
}

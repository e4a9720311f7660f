# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the plugin out of tree, and only what changed.
# shellcheck shell=bash disable=SC2034,SC2154

# build_configure NAME ARGUMENT...: leaves a configured folder in $build_folder.
build_configure()
{
    build_folder=$baton_builds/$1
    build_log=$build_folder/build.log
    shift
    mkdir -p "$build_folder"
    : >"$build_log"
    [ ! -e "$baton_root/config.status" ] ||
        fail "there is a build in the checkout itself, which keeps others from working; run: make distclean"
    build_autogen || return
    local wanted=("$baton_root/configure" --with-janus="$janus_prefix" "$@")
    if [ "$(cat "$build_folder/configured" 2>/dev/null)" != "${wanted[*]}" ] ||
        [ ! -e "$build_folder/Makefile" ]; then
        (cd "$build_folder" && logged_or_show configure "$build_log" "${wanted[@]}") || return
        echo "${wanted[*]}" >"$build_folder/configured"
    fi
}

# Again whenever its sources changed: make's own rules don't survive every change of them. Two runs at
# once must not make the same files.
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

# Shows what the compiler said and fails if that doesn't work.
build_make() # ARGUMENT...
{
    logged_or_show make "$build_log" \
        make -r -C "$build_folder" --no-print-directory -j "$(nproc)" "$@"
}

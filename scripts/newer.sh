# SPDX-License-Identifier: GPL-3.0-or-later
# A chroot of Debian's next release, whose Janus is newer than the Janus of Debian 12. Its programs need its own libc,
# so Baton is built and tested inside. The chroot has a copy of the checkout, and builds of its own, which it keeps.
# shellcheck shell=bash disable=SC2034,SC2154

newer_release=${BATON_NEWER:-forky}
newer_root=$baton_cache/$newer_release
newer_log=$baton_cache/newer.log
# Folders in the chroot: the copy of the checkout, and BATON_WORK.
newer_checkout=/baton
newer_work=/work

# Says why the chroot cannot be used here. Says nothing if it can be used.
newer_obstacle()
{
    if [ "$(id -u)" -ne 0 ]; then
        echo "needs root, for debootstrap and chroot; run it as root: tests/run newer"
    elif ! unshare --mount true 2>/dev/null; then
        echo "needs to mount file systems, and this machine does not allow it (unshare --mount failed)"
    fi
}

# Makes the chroot if there is none, and brings its copy of the checkout up to date.
newer_prepare()
{
    packages_need rsync
    [ -e "$newer_root/etc/debian_version" ] || newer_make
    cp -L /etc/resolv.conf "$newer_root/etc/resolv.conf"
    # The machine may trust further certificates, of a mirror for example.
    packages_need ca-certificates
    cp -L /etc/ssl/certs/ca-certificates.crt "$newer_root/etc/baton-certificates.crt"
    # Keeps what the chroot has built in its copy, because git ignores these files.
    logged_or_fail rsync "$newer_log" rsync -a --delete --filter=':- .gitignore' --exclude=/.git \
        "$baton_root/" "$newer_root$newer_checkout/"
}

newer_make()
{
    local mirror
    packages_need debootstrap
    mirror=$(newer_mirror)
    [ -n "$mirror" ] || fail "apt's settings name no mirror of Debian; see: apt-get indextargets"
    say "    making a chroot of Debian $newer_release in ${newer_root#"$baton_work"/}"
    rm -rf "$newer_root" "$newer_root.new"
    # debootstrap of Debian 12 does not know the names of later releases, but all use the script of sid.
    logged_or_fail debootstrap "$newer_log" debootstrap --variant=minbase --include=ca-certificates \
        "$newer_release" "$newer_root.new" "$mirror" /usr/share/debootstrap/scripts/sid
    # No service may start in the chroot when its package is installed.
    printf '#!/bin/sh\nexit 101\n' >"$newer_root.new/usr/sbin/policy-rc.d"
    chmod +x "$newer_root.new/usr/sbin/policy-rc.d"
    # A mirror may be some weeks behind. Its lists of a release that still changes are valid for a week only.
    echo 'Acquire::Check-Valid-Until "false";' >"$newer_root.new/etc/apt/apt.conf.d/90baton"
    mv "$newer_root.new" "$newer_root"
}

# Prints the mirror that this machine's apt uses for Debian itself.
newer_mirror()
{
    # shellcheck disable=SC2016 # apt-get replaces these names
    apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' |
        awk '$1 == "Debian" { print $2; exit }'
}

# newer_run COMMAND...: replaces this shell by a command in the chroot, in the copy of the checkout.
newer_run()
{
    local name given=()
    for name in http_proxy https_proxy no_proxy BATON_SEED BATON_DEBUG BATON_TIMES; do
        [ -z "${!name:-}" ] || given+=("$name=${!name}")
    done
    exec "$baton_root/scripts/chroot" "$newer_root" env -i --chdir="$newer_checkout" \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 BATON_WORK="$newer_work" \
        NODE_EXTRA_CA_CERTS=/etc/baton-certificates.crt "${given[@]}" "$@"
}

# Prints the versions of what the tests in the chroot used.
newer_versions()
{
    # shellcheck disable=SC2016 # the chroot's shell replaces the name
    (newer_run sh -c '. /etc/os-release; echo "$PRETTY_NAME"; '"$newer_work"'/.cache/janus/usr/bin/janus --version |
        head -n 1; gcc --version | head -n 1; ldd --version | head -n 1; echo "node $(node --version)"') 2>&1
}

# SPDX-License-Identifier: GPL-3.0-or-later
# Makes network addresses for Janus in a namespace that has only the loopback interface. Janus does not use loopback for
# media, so this file adds a veth pair with both ends in the namespace. A further address looks like another network.
# Sourced by sh and bash.
# shellcheck shell=sh

network_link=baton0
network_address=10.77.0.1

network_make() # env|sudo: the command that runs ip
{
    "$@" ip link set lo up &&
        "$@" ip link add "$network_link" type veth peer name baton1 &&
        "$@" ip addr add "$network_address/24" dev "$network_link" &&
        "$@" ip addr add 10.77.0.2/24 dev baton1 &&
        "$@" ip addr add 10.78.0.1/24 dev "$network_link" &&
        # Link-local addresses would appear some seconds later, and browsers give up requests when an address appears.
        "$@" ip link set "$network_link" addrgenmode none &&
        "$@" ip link set baton1 addrgenmode none &&
        "$@" ip link set "$network_link" up &&
        "$@" ip link set baton1 up
}

network_remove() # env|sudo
{
    "$@" ip link del "$network_link"
}

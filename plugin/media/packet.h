/* SPDX-License-Identifier: GPL-3.0-or-later */
/* packet owns one RTP packet on its way through the plugin, and the functions of the host that
 * sends it on. */
#ifndef BATON_MEDIA_PACKET_H
#define BATON_MEDIA_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

enum { BATON_PACKET_FORM_BYTES = 512 };

/* A received RTP packet (RFC 3550 §5.1), whole, in a buffer that the plugin changes in place. */
struct baton_packet {
    uint8_t *data;
    uint16_t length;    /* bytes, header included */
    int8_t audio_level; /* RFC 6464: 0 loudest..127 silence; -1 not there */
    void *form;         /* the packet as the host has it, for its relay_rtp; at most
                           BATON_PACKET_FORM_BYTES */
    baton_time arrival;
};

/*
 * What plugin/media needs of its surroundings. All functions are called with a stream's lock held:
 * they must not block, and must not call functions of plugin/media.
 */
struct baton_media_host {
    /*
     * Sends a packet on m-line `mindex` of a downlink. Copies what it needs before it returns: the
     * same buffer is changed for the next receiver. The host chooses the SSRC. This function runs
     * once for each receiver, so whatever is the same for all of them belongs into `form`.
     */
    void (*relay_rtp)(void *handle, int mindex, bool video, const struct baton_packet *packet);
    /* Asks the sender behind m-line `mindex` of an uplink for a keyframe (RTCP PLI). */
    void (*send_pli)(void *handle, int mindex);
    /* Copies packet->form to `form`, for a copy of the packet whose bytes are at `data`. */
    void (*copy_form)(const struct baton_packet *packet, void *form, uint8_t *data);
    /* A gate has fired: the control thread must look at its gates soon. Wait-free. */
    void (*wake)(void);
};

#endif

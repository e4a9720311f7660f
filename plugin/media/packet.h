/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One RTP packet on its way through the plugin, and the functions of the host that sends it on. */
#ifndef BATON_MEDIA_PACKET_H
#define BATON_MEDIA_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

enum { BATON_PACKET_FORM_BYTES = 512 };

/* A whole RTP packet (RFC 3550 §5.1) that was received. The plugin changes its buffer in place. */
struct baton_packet {
    uint8_t *data;
    uint16_t length;    /* bytes, header included */
    int8_t audio_level; /* RFC 6464: 0 (loudest) to 127 (silence); -1: not given */
    void *form;         /* the host's own struct for the packet, for relay_rtp; at most
                           BATON_PACKET_FORM_BYTES */
    baton_time arrival;
    /* The dependency descriptor of AV1 (rtp/dependency.h). The host sends it from where it is in `form`. */
    uint16_t descriptor_at;    /* bytes from the start of `form` */
    uint8_t descriptor_length; /* 0: none is sent */
};

static inline uint8_t *baton_packet_descriptor(const struct baton_packet *packet)
{
    return (uint8_t *)packet->form + packet->descriptor_at;
}

/*
 * The functions that plugin/media calls. A stream's lock is held during each call, so the functions
 * must not block and must not call functions of plugin/media.
 */
struct baton_media_host {
    /*
     * Sends a packet on m-line `mindex` of a downlink. Must copy what it needs before it returns,
     * because the same buffer is changed for the next receiver. The host chooses the SSRC. This
     * function runs once for each receiver, so values that are the same for all receivers belong
     * into `form`.
     */
    void (*relay_rtp)(void *handle, int mindex, bool video, const struct baton_packet *packet);
    /* Asks the device that sends on m-line `mindex` of an uplink for a keyframe (RTCP PLI). */
    void (*send_pli)(void *handle, int mindex);
    /*
     * Asks the device for a keyframe of one encoding (0: the smallest) of m-line `mindex`, by its SSRC (RTCP FIR).
     * `first` is the encoding whose SSRC the core knows as the first of the m-line (media/feed.h).
     */
    void (*send_fir)(void *handle, int mindex, uint8_t encoding, uint32_t ssrc, uint8_t first);
    /* Copies packet->form to `form`. The copy belongs to a packet of `length` bytes at `data`. */
    void (*copy_form)(
        const struct baton_packet *packet, void *form, uint8_t *data, uint16_t length);
    /* Tells the control thread that a gate has fired. Must be wait-free. */
    void (*wake)(void);
};

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages that describe the call to the new device. */
#include "workflow/welcome.h"

#include "guard/janus_token.h"
#include "state/objects.h"

static json_t *sources_to_send(const struct baton_participant *participant)
{
    json_t *sources = json_array();
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_source *source = participant->sources[kind];
        if (source)
            json_array_append_new(
                sources, json_pack("{s:s, s:b}", "kind", baton_source_kind_name(source->kind),
                             "muted", source->muted));
    }
    return sources;
}

static json_t *slots_to_receive(const struct baton_device *old)
{
    size_t audio = old ? baton_device_inherited_slots(old, false) : 0;
    size_t video = old ? baton_device_inherited_slots(old, true) : 0;
    return json_pack("{s:I, s:I}", "audio", (json_int_t)audio, "video", (json_int_t)video);
}

/* In a mutual transfer the form of the question is sent only after both codes were scanned. */
static void add_question(const struct baton_transfer *transfer, json_t *scanned)
{
    enum baton_transfer_form form = transfer->machine.policy.form;
    if (transfer->machine.state == BATON_TRANSFER_MATCHING)
        return;
    json_object_set_new(scanned, "form", json_string(baton_transfer_form_name(form)));
    if (form == BATON_FORM_NUMBER && !baton_policy_asks_nobody(&transfer->confirm))
        json_object_set_new(scanned, "number", json_integer(transfer->machine.number));
}

json_t *baton_welcome_scanned(const struct baton_transfer *transfer)
{
    const struct baton_device *device = transfer->new_device;
    json_t *scanned = json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:o, s:o}", "baton",
        "scanned", "role", "new", "transfer", transfer->id, "state",
        baton_transfer_state_name(transfer->machine.state), "expires_in",
        baton_transfer_expires_in(transfer), "device", device->id, "private_id", device->private_id,
        "audiocodec", baton_codec_name(BATON_CODEC_OPUS), "videocodec",
        baton_codec_name(transfer->participant->room->video_codec), "slots",
        slots_to_receive(baton_transfer_replaced(transfer)), "sources",
        sources_to_send(transfer->participant));
    add_question(transfer, scanned);
    baton_object_add_ice(device, scanned);
    if (transfer->presentation[0])
        json_object_set_new(scanned, "presentation", json_string(transfer->presentation));
    return scanned;
}

json_t *baton_welcome_admitted(struct baton_transfer *transfer)
{
    json_t *admitted = baton_object_joined(transfer->new_device, "admitted");
    baton_janus_token_add(transfer->new_device, admitted);
    return admitted;
}

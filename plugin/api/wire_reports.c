/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table for each report. If a report is a part of another one, it comes before it. */
#include "api/wire_reports.h"

#include "api/values.h"
#include "api/wire_objects.h"

/* --- devices, sources and transfers ----------------------------------------------------------- */

static const struct baton_field feed_fields[] = {
    {"mid", &baton_value_mid, "The m-line.", BATON_ALWAYS},
    {"source", &baton_value_id, "The source that the m-line feeds, or null.", BATON_ALWAYS,
        .nullable = true},
    {"kind", &baton_value_source_kind, "The kind of the source.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object feed = {
    "Feed", "The source that an m-line of an uplink feeds.", .fields = feed_fields};

static BATON_ARRAY_VALUE(feeds, &feed);

static const struct baton_field uplink_fields[] = {
    {"up", &baton_value_boolean, "Whether the PeerConnection is up.", BATON_ALWAYS},
    {"feeds", &baton_value_feeds, "The feeds that it sends.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object uplink = {
    "UplinkReport", "The uplink of a device.", .fields = uplink_fields};

static BATON_OBJECT_VALUE(uplink, &uplink);

static const struct baton_field downlink_fields[] = {
    {"up", &baton_value_boolean, "Whether the PeerConnection is up.", BATON_ALWAYS},
    {"estimate", &baton_value_bits_per_second,
        "The bit rate that the line of the receiver carries, as Baton estimates it; null: not "
        "known, because the line carries all that is sent.",
        BATON_ALWAYS, .nullable = true},
    {"sent", &baton_value_bits_per_second,
        "The bit rate that Baton has sent on the line in the last second.", BATON_ALWAYS},
    {"ceiling", &baton_value_bits_per_second,
        "The limit of the participant or that of the room, whichever is lower; 0: no limit.",
        BATON_ALWAYS},
    {"rtt", &baton_value_milliseconds, "Round-trip time; null: not known.", BATON_ALWAYS,
        .nullable = true},
    {"loss", &baton_value_per_mille,
        "How many of 1000 packets were lost, by the last reports of the receiver; null: not known.",
        BATON_ALWAYS, .nullable = true},
    {"slots", &baton_value_slots, "The slots that it receives.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object downlink = {
    "DownlinkReport", "The downlink of a device.", .fields = downlink_fields};

static BATON_OBJECT_VALUE(downlink, &downlink);

static const struct baton_field device_fields[] = {
    {"device", &baton_value_id, "Id of the device.", BATON_ALWAYS},
    {"participant", &baton_value_id, "The participant that the device belongs to.", BATON_ALWAYS},
    {"role", &baton_value_device_role, "The role of the device in the call.", BATON_ALWAYS},
    {"uplink", &baton_value_uplink, "The uplink of the device.", BATON_ALWAYS},
    {"downlink", &baton_value_downlink, "The downlink of the device.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object device = {
    "DeviceReport", "Describes a device to an operator.", .fields = device_fields};

BATON_ARRAY_VALUE(devices, &device);

static const struct baton_field encoding_report_fields[] = {
    {"rid", &baton_value_rid, "The rid of the encoding; null without simulcast.", BATON_ALWAYS,
        .nullable = true},
    {"height", &baton_value_height, "The height of its picture; null: not known.", BATON_ALWAYS,
        .nullable = true},
    {"bitrate", &baton_value_bits_per_second,
        "The bit rate at which the device sends it; 0: the device does not send it now.",
        BATON_ALWAYS},
    {"watchers", &baton_value_counter,
        "Number of slots that get it, or wait for a keyframe of it.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object encoding_report = {"EncodingReport",
    "Describes an encoding of a source to an operator.", .fields = encoding_report_fields};

static BATON_ARRAY_VALUE(encoding_reports, &encoding_report);

static const struct baton_field source_report_fields[] = {
    {"source", &baton_value_id, "Id of the source.", BATON_ALWAYS},
    {"participant", &baton_value_id, "The participant that the source belongs to.", BATON_ALWAYS},
    {"kind", &baton_value_source_kind, "The kind of the source.", BATON_ALWAYS},
    {"muted", &baton_value_boolean, "Whether the source is muted.", BATON_ALWAYS},
    {"state", &baton_value_source_state, "Whether a device feeds the source.", BATON_ALWAYS},
    {"packets", &baton_value_counter,
        "Packets that Baton forwarded, counted once for all receivers.", BATON_ALWAYS},
    {"bytes", &baton_value_counter, "Bytes of the forwarded packets.", BATON_ALWAYS},
    {"dropped", &baton_value_counter, "Packets that Baton dropped.", BATON_ALWAYS},
    {"switches", &baton_value_counter, "How often another device took over.", BATON_ALWAYS},
    {"plis", &baton_value_counter, "How often Baton asked for a keyframe.", BATON_ALWAYS},
    {"level", &baton_value_counter, "Level of a microphone: 0 (loudest) to 127.", BATON_ALWAYS},
    {"slots", &baton_value_counter, "Number of slots that have this source.", BATON_ALWAYS},
    {"encodings", &baton_value_encoding_reports, "Its encodings, the smallest first.",
        BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object source_report = {
    "SourceReport", "Describes a source to an operator.", .fields = source_report_fields};

BATON_ARRAY_VALUE(source_reports, &source_report);

static const struct baton_field transfer_report_fields[] = {
    {"transfer", &baton_value_id, "Id of the transfer.", BATON_ALWAYS},
    {"room", &baton_value_id, "Id of the room.", BATON_ALWAYS},
    {"participant", &baton_value_id, "Id of the participant whose call moves.", BATON_ALWAYS},
    {"state", &baton_value_transfer_state, "The state of the transfer.", BATON_ALWAYS},
    {"old_device", &baton_value_id, "The old device, or null.", BATON_ALWAYS, .nullable = true},
    {"new_device", &baton_value_id, "The new device, or null.", BATON_ALWAYS, .nullable = true},
    {"expires_in", &baton_value_milliseconds, "How long this state can last.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object transfer_report = {
    "TransferReport", "Describes a transfer to an operator.", .fields = transfer_report_fields};

BATON_ARRAY_VALUE(transfer_reports, &transfer_report);

/* --- the server ------------------------------------------------------------------------------- */

static const struct baton_field locked_target_fields[] = {
    {"guessed", &baton_value_guessed, "The kind of what was guessed, or `question`.", BATON_ALWAYS},
    {"id", &baton_value_string,
        "Id of the room or of the participant; for `server`: `letters` or `secrets`; for "
        "`admin_key`: empty.",
        BATON_ALWAYS},
    {"retry_after", &baton_value_milliseconds, "How long the lock lasts.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object locked_target = {"LockedTarget",
    "A secret or number for which Baton accepts no guess now, or a participant about whom it asks "
    "nobody now.",
    .fields = locked_target_fields};

BATON_ARRAY_VALUE(locked_targets, &locked_target);

static const struct baton_field decoder_report_fields[] = {
    {"waiting", &baton_value_counter, "Images in the queue.", BATON_ALWAYS},
    {"helpers", &baton_value_counter, "How many images can be read at the same time.",
        BATON_ALWAYS},
    {"working", &baton_value_boolean, "Whether the helper process starts.", BATON_ALWAYS},
    {"read", &baton_value_counter, "Images read since the plugin started.", BATON_ALWAYS},
    {"refused", &baton_value_counter,
        "Images refused because the queue was full or a session had used up its time.", BATON_ALWAYS},
    {"died", &baton_value_counter, "Images lost because their helper died.", BATON_ALWAYS},
    {"late", &baton_value_counter, "Images not read before the deadline.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object decoder_report = {
    "DecoderReport", "The decoder of images.", .fields = decoder_report_fields};

BATON_OBJECT_VALUE(decoder_report, &decoder_report);

static const struct baton_field audit_entry_fields[] = {
    {"number", &baton_value_counter, "The number of the entry; the next entry has a higher one.",
        BATON_ALWAYS},
    {"time", &baton_value_time, "When it happened.", BATON_ALWAYS},
    {"event", &baton_value_string, "The kind of the entry; docs/operations/audit.md lists the kinds.",
        BATON_ALWAYS},
    {"room", &baton_value_id, "The room.", BATON_SOMETIMES},
    {"participant", &baton_value_id, "The participant whose call it is, or who was asked.",
        BATON_SOMETIMES},
    {"transfer", &baton_value_id, "The transfer.", BATON_SOMETIMES},
    {"side", &baton_value_string, "Whose act it was: `old`, `new`, `remote`, `operator`, `client`.",
        BATON_SOMETIMES},
    {"network", &baton_value_string, "The network of the device, as in warnings.", BATON_SOMETIMES},
    {"what", &baton_value_string, "Depends on the event.", BATON_SOMETIMES},
    {"reason", &baton_value_string, "The name of an error, or of a transfer's reason.",
        BATON_SOMETIMES},
    {.name = NULL},
};

static const struct baton_object audit_entry = {
    "AuditEntry", "An entry of the audit trail.", .fields = audit_entry_fields};

BATON_ARRAY_VALUE(audit_entries, &audit_entry);

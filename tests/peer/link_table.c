/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uplinks and downlinks by number, and the events about them. */
#include "peer/link_table.h"

#include <string.h>

#include "peer/downlink.h"
#include "peer/lines.h"
#include "peer/uplink.h"

enum {
    FPS = 25,
    BITRATE = 100000, /* bit/s: so low that most frames fit into one packet */
    PTIME = 20,       /* milliseconds */
    WIDTH = 1280,
    HEIGHT = 720,
    SYNC_ROUNDS = 10000,
};

/* An uplink or a downlink, with a certificate of its own. */
struct entry {
    int number;
    struct peer_identity *identity;
    struct peer_uplink *uplink;
    struct peer_downlink *downlink;
};

struct peer_link_table {
    GHashTable *entries; /* number -> struct entry */
};

static void on_event(void *user, enum peer_link_event event)
{
    static const char *const names[] = {[PEER_LINK_UP] = "up",
        [PEER_LINK_RESTARTED] = "restarted",
        [PEER_LINK_FAILED] = "failed",
        [PEER_LINK_CLOSED] = "closed"};
    struct entry *entry = user;

    peer_lines_send(json_pack("{s:s, s:i}", "event", names[event], "link", entry->number));
}

static void on_pli(void *user, int source, int encoding, bool fir)
{
    struct entry *entry = user;
    const struct peer_sdp_line *line = &entry->uplink->lines[source];

    peer_lines_send(json_pack("{s:s, s:i, s:s, s:s?, s:b}", "event", "pli", "link", entry->number,
        "mid", line->mid, "rid", line->rid_count ? line->rids[encoding] : NULL, "fir", fir));
}

static void on_remb(void *user, uint64_t bitrate)
{
    struct entry *entry = user;

    peer_lines_send(json_pack(
        "{s:s, s:i, s:I}", "event", "remb", "link", entry->number, "bitrate", (json_int_t)bitrate));
}

static json_t *tag_of(const struct peer_arrival *arrival)
{
    const struct peer_tag *tag = &arrival->tag;

    if (!arrival->tagged)
        return json_null();
    return json_pack("{s:i, s:i, s:I, s:i, s:i, s:f}", "device", tag->device, "encoding",
        tag->encoding, "frame", (json_int_t)tag->frame, "refers", tag->refers, "temporal",
        tag->temporal, "time", (double)tag->sent / 1e3);
}

static json_t *number_or_null(int value)
{
    return value < 0 ? json_null() : json_integer(value);
}

static json_t *frame_of(const struct peer_frame_info *frame)
{
    return json_pack("{s:b, s:b, s:b, s:o, s:o, s:o, s:o}", "start", frame->start, "key",
        frame->key, "sync", frame->sync, "pictureId", number_or_null(frame->picture), "tl0",
        number_or_null(frame->tl0), "temporal", number_or_null(frame->temporal), "height",
        number_or_null(frame->height));
}

static void on_packet(void *user, int index, const struct peer_arrival *arrival)
{
    struct entry *entry = user;
    const struct peer_sdp_line *line = index < 0 ? NULL : &entry->downlink->lines[index].sdp;
    const char *kind = line && line->video ? "video" : "audio";
    json_t *event =
        json_pack("{s:s, s:i, s:f, s:s?, s:s?, s:I, s:i, s:I, s:i, s:o}", "event", "packet", "link",
            entry->number, "at", (double)arrival->at / 1e3, "mid", line ? line->mid : NULL, "kind",
            line ? kind : NULL, "ssrc", (json_int_t)arrival->ssrc, "seq", arrival->seq, "ts",
            (json_int_t)arrival->ts, "pt", arrival->pt, "tag", tag_of(arrival));

    if (line && line->video)
        json_object_set_new(event, "frame", frame_of(&arrival->frame));
    peer_lines_send_soon(event);
}

static void free_entry(gpointer user)
{
    struct entry *entry = user;

    peer_uplink_free(entry->uplink);
    peer_downlink_free(entry->downlink);
    peer_identity_free(entry->identity);
    g_free(entry);
}

struct peer_link_table *peer_link_table_new(void)
{
    struct peer_link_table *table = g_new(struct peer_link_table, 1);

    table->entries = g_hash_table_new_full(NULL, NULL, NULL, free_entry);
    return table;
}

void peer_link_table_free(struct peer_link_table *table)
{
    g_hash_table_unref(table->entries);
    g_free(table);
}

static int number_of(const struct peer_command *command)
{
    return (int)peer_command_number(command, "link");
}

static struct entry *find(struct peer_command *command, const struct peer_link_table *table)
{
    struct entry *entry = g_hash_table_lookup(table->entries, GINT_TO_POINTER(number_of(command)));

    if (!entry)
        peer_command_refuse_field(command, "link", "the number of an open link");
    return entry;
}

/* Does the same, but refuses the other kind of link. */
static struct entry *find_kind(
    struct peer_command *command, const struct peer_link_table *table, bool uplink)
{
    struct entry *entry = find(command, table);

    if (!entry || (entry->uplink != NULL) == uplink)
        return entry;
    peer_command_refuse_field(command, "link", uplink ? "an uplink" : "a downlink");
    return NULL;
}

static struct peer_link_options link_options(
    const struct peer_command *command, struct entry *entry, bool up)
{
    entry->identity = peer_identity_new();
    return (struct peer_link_options){
        .address = peer_command_text(command, "address"),
        .identity = entry->identity,
        .controlling = up,
        .random =
            peer_random_seeded((uint64_t)g_get_monotonic_time(), (uint64_t)number_of(command)),
    };
}

/* Adds an entry for a link. Returns NULL if the number is in use. */
static struct entry *make_entry(struct peer_command *command, struct peer_link_table *table)
{
    int number = number_of(command);

    if (g_hash_table_contains(table->entries, GINT_TO_POINTER(number))) {
        peer_command_refuse_field(command, "link", "a number that is free");
        return NULL;
    }
    struct entry *entry = g_new0(struct entry, 1);
    entry->number = number;
    g_hash_table_insert(table->entries, GINT_TO_POINTER(number), entry);
    return entry;
}

static bool discard(struct peer_command *command, struct peer_link_table *table, const char *why)
{
    g_hash_table_remove(table->entries, GINT_TO_POINTER(number_of(command)));
    return why ? peer_command_refuse(command, "%s", why) : false;
}

static bool read_codec(struct peer_command *command, const char *field, const char *name,
    bool video, enum peer_codec *out)
{
    enum peer_codec found;

    if (!peer_codec_find(name, &found) || peer_codec_is_video(found) != video)
        return peer_command_refuse_field(
            command, field, video ? "vp8, h264, vp9 or av1" : "opus or pcmu");
    *out = found;
    return true;
}

static bool read_codecs(struct peer_command *command, struct peer_uplink_options *out)
{
    const json_t *video = peer_command_texts(command, "video");
    size_t count = json_array_size(video);

    if (count < 1 || count > PEER_CODECS)
        return peer_command_refuse_field(command, "video", "a list of vp8, h264, vp9 and av1");
    out->video_count = (int)count;
    for (size_t i = 0; i < count; i++)
        if (!read_codec(command, "video", json_string_value(json_array_get(video, i)), true,
                &out->video[i]))
            return false;
    return read_codec(command, "audio", peer_command_text(command, "audio"), false, &out->audio);
}

/* Returns the number of rids; -1: the command is refused. */
static int read_rids(struct peer_command *command, const char *out[PEER_ENCODINGS_MAX])
{
    const json_t *rids = peer_command_texts(command, "rids");
    size_t count = json_array_size(rids);

    for (size_t i = 0; i < count && i < PEER_ENCODINGS_MAX; i++)
        out[i] = json_string_value(json_array_get(rids, i));
    if (count <= PEER_ENCODINGS_MAX)
        return (int)count;
    peer_command_refuse_field(command, "rids", "at most three rids");
    return -1;
}

static bool add_source(
    struct peer_command *command, struct peer_uplink *uplink, const char *field, const char *kind)
{
    bool video = strcmp(kind, "camera") == 0 || strcmp(kind, "screen") == 0;
    bool audio = strcmp(kind, "microphone") == 0 || strcmp(kind, "screen_sound") == 0;
    const char *rids[PEER_ENCODINGS_MAX];
    int count = read_rids(command, rids);

    if (count < 0)
        return false;
    return ((video || audio) && peer_uplink_add(uplink, video, rids, video ? count : 0)) ||
           peer_command_refuse_field(
               command, field, "microphone, camera, screen or screen_sound, at most four sources");
}

static bool open_uplink(struct peer_command *command, void *user)
{
    static const struct peer_uplink_handler handler = {
        .event = on_event, .pli = on_pli, .remb = on_remb};
    struct peer_link_table *table = user;
    const json_t *sources = peer_command_texts(command, "sources");
    struct peer_uplink_options options = {.fps = FPS,
        .bitrate = BITRATE,
        .ptime = PTIME,
        .width = WIDTH,
        .height = HEIGHT,
        .layers = (int)peer_command_number(command, "layers"),
        .device = (uint16_t)peer_command_number(command, "device")};

    if (!read_codecs(command, &options))
        return false;
    struct entry *entry = make_entry(command, table);
    if (!entry)
        return false;
    options.link = link_options(command, entry, true);
    entry->uplink = peer_uplink_new(&options, &handler, entry);
    if (!entry->uplink)
        return discard(command, table, "sockets cannot be opened at this address");
    for (size_t i = 0; i < json_array_size(sources); i++)
        if (!add_source(
                command, entry->uplink, "sources", json_string_value(json_array_get(sources, i))))
            return discard(command, table, NULL);
    return true;
}

static bool add_to_uplink(struct peer_command *command, void *user)
{
    struct entry *entry = find_kind(command, user, true);

    return entry && add_source(command, entry->uplink, "kind", peer_command_text(command, "kind"));
}

static bool make_offer(struct peer_command *command, void *user)
{
    struct entry *entry = find_kind(command, user, true);

    if (!entry)
        return false;
    char *sdp = peer_uplink_offer(entry->uplink, peer_command_flag(command, "restart"));
    json_object_set_new(command->reply, "sdp", json_string(sdp));
    g_free(sdp);
    return true;
}

static bool take_answer(struct peer_command *command, void *user)
{
    struct entry *entry = find_kind(command, user, true);

    return entry && (peer_uplink_answered(entry->uplink, peer_command_text(command, "sdp")) ||
                        peer_command_refuse(command, "sdp: the answer cannot be used"));
}

static bool switch_uplink(struct peer_command *command, void *user)
{
    struct entry *entry = find_kind(command, user, true);

    if (entry && peer_command_flag(command, "on"))
        peer_uplink_start(entry->uplink);
    else if (entry)
        peer_uplink_stop(entry->uplink);
    return entry;
}

static struct peer_source *find_source(
    struct peer_command *command, const struct peer_uplink *uplink)
{
    const char *mid = peer_command_text(command, "mid");

    for (int i = 0; i < uplink->count; i++)
        if (strcmp(uplink->lines[i].mid, mid) == 0)
            return uplink->sources[i];
    peer_command_refuse_field(command, "mid", "the mid of a source");
    return NULL;
}

static bool set_sets(struct peer_command *command, struct peer_source *source)
{
    static const char *const names[] = {
        [PEER_SETS_TOGETHER] = "together", [PEER_SETS_APART] = "apart", [PEER_SETS_ONCE] = "once"};
    const char *name = peer_command_text(command, "sets");

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(name, names[i]) == 0) {
            source->way.settings.sets = (enum peer_sets)i;
            return true;
        }
    return peer_command_refuse_field(command, "sets", "together, apart or once");
}

static bool set_source(struct peer_command *command, void *user)
{
    struct entry *entry = find_kind(command, user, true);
    struct peer_source *source = entry ? find_source(command, entry->uplink) : NULL;

    if (!source)
        return false;
    if (peer_command_has(command, "keyless"))
        source->way.settings.keyless = peer_command_flag(command, "keyless");
    if (peer_command_has(command, "rids"))
        source->way.settings.rids = peer_command_flag(command, "rids");
    if (peer_command_has(command, "padding"))
        source->way.settings.padding = peer_command_flag(command, "padding");
    if (peer_command_has(command, "unheard"))
        source->way.settings.unheard = peer_command_flag(command, "unheard");
    if (peer_command_has(command, "level"))
        source->way.settings.level = (uint8_t)peer_command_number(command, "level");
    if (peer_command_has(command, "sets") && !set_sets(command, source))
        return false;
    if (peer_command_flag(command, "keyframe"))
        peer_source_want_key(source);
    return true;
}

static bool set_encoding(struct peer_command *command, void *user)
{
    struct entry *entry = find_kind(command, user, true);
    struct peer_source *source = entry ? find_source(command, entry->uplink) : NULL;

    return source && (peer_source_set_encoding(source, peer_command_text(command, "rid"),
                          peer_command_flag(command, "active"),
                          (int)peer_command_number(command, "bitrate")) ||
                         peer_command_refuse_field(command, "rid", "the rid of an encoding"));
}

static bool open_downlink(struct peer_command *command, void *user)
{
    static const struct peer_downlink_handler handler = {.event = on_event, .packet = on_packet};
    struct peer_link_table *table = user;
    struct entry *entry = make_entry(command, table);

    if (!entry)
        return false;
    struct peer_downlink_options options = {
        .link = link_options(command, entry, false), .feedback = true};
    entry->downlink = peer_downlink_new(&options, &handler, entry);
    return entry->downlink || discard(command, table, "sockets cannot be opened at this address");
}

static bool answer_offer(struct peer_command *command, void *user)
{
    struct entry *entry = find_kind(command, user, false);
    char *sdp =
        entry ? peer_downlink_answer(entry->downlink, peer_command_text(command, "sdp")) : NULL;

    if (!sdp)
        return entry ? peer_command_refuse(command, "sdp: the offer cannot be used") : false;
    json_object_set_new(command->reply, "sdp", json_string(sdp));
    g_free(sdp);
    return true;
}

static bool ask_for_keyframe(struct peer_command *command, void *user)
{
    struct entry *entry = find_kind(command, user, false);
    const char *mid = peer_command_text(command, "mid");

    if (!entry)
        return false;
    for (int i = 0; i < entry->downlink->count; i++)
        if (strcmp(entry->downlink->lines[i].sdp.mid, mid) == 0) {
            peer_downlink_pli(entry->downlink, i);
            return true;
        }
    return peer_command_refuse_field(command, "mid", "the mid of an m-line");
}

static bool tell_estimate(struct peer_command *command, void *user)
{
    struct entry *entry = find_kind(command, user, false);

    if (entry)
        peer_downlink_remb(entry->downlink, (uint64_t)peer_command_number(command, "bitrate"));
    return entry;
}

static bool end_link(struct peer_command *command, struct peer_link_table *table, bool orderly)
{
    struct entry *entry = find(command, table);

    if (!entry)
        return false;
    if (orderly)
        peer_link_end(entry->uplink ? entry->uplink->link : entry->downlink->link, true);
    g_hash_table_remove(table->entries, GINT_TO_POINTER(entry->number));
    return true;
}

static bool close_link(struct peer_command *command, void *user)
{
    return end_link(command, user, true);
}

static bool vanish_link(struct peer_command *command, void *user)
{
    return end_link(command, user, false);
}

static bool sync_links(struct peer_command *command, void *user)
{
    (void)command;
    (void)user;
    for (int i = 0; i < SYNC_ROUNDS && g_main_context_iteration(NULL, FALSE); i++)
        ;
    return true;
}

/* clang-format off */
#define LINK {.name = "link", .type = PEER_NUMBER, .required = true, .least = 1, .most = 1e6}
/* clang-format on */
#define TEXT(field) PEER_REQUIRED(field, PEER_TEXT)

const struct peer_verb peer_link_table_verbs[] = {
    {"uplink.open", open_uplink,
        {LINK, TEXT("address"), TEXT("audio"), PEER_REQUIRED("video", PEER_TEXTS),
            PEER_REQUIRED("sources", PEER_TEXTS), {.name = "rids", .type = PEER_TEXTS},
            PEER_OPTIONAL_NUMBER("layers", 1, 3, 1),
            {.name = "device",
                .type = PEER_NUMBER,
                .required = true,
                .least = 1,
                .most = UINT16_MAX}}},
    {"uplink.add", add_to_uplink, {LINK, TEXT("kind"), {.name = "rids", .type = PEER_TEXTS}}},
    {"uplink.offer", make_offer, {LINK, PEER_OPTIONAL_FLAG("restart", 0)}},
    {"uplink.answered", take_answer, {LINK, TEXT("sdp")}},
    {"uplink.send", switch_uplink, {LINK, PEER_REQUIRED("on", PEER_FLAG)}},
    {"source.set", set_source,
        {LINK, TEXT("mid"), PEER_OPTIONAL_NUMBER("level", 0, 127, 0),
            PEER_OPTIONAL_FLAG("keyless", 0), PEER_OPTIONAL_FLAG("keyframe", 0),
            PEER_OPTIONAL_FLAG("padding", 0), PEER_OPTIONAL_FLAG("unheard", 0),
            PEER_OPTIONAL_FLAG("rids", 0), {.name = "sets", .type = PEER_TEXT}}},
    {"source.encoding", set_encoding,
        {LINK, TEXT("mid"), TEXT("rid"), PEER_REQUIRED("active", PEER_FLAG),
            PEER_OPTIONAL_NUMBER("bitrate", 0, 1e8, 0)}},
    {"downlink.open", open_downlink, {LINK, TEXT("address")}},
    {"downlink.answer", answer_offer, {LINK, TEXT("sdp")}},
    {"downlink.pli", ask_for_keyframe, {LINK, TEXT("mid")}},
    {"downlink.remb", tell_estimate,
        {LINK, {.name = "bitrate", .type = PEER_NUMBER, .required = true, .most = 1e9}}},
    {"link.close", close_link, {LINK}},
    {"link.vanish", vanish_link, {LINK}},
    {.name = "sync", .perform = sync_links},
    {0},
};

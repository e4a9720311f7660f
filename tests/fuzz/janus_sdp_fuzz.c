/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads any SDP as an offer and as an answer, with Janus's own parser. An offer that is accepted must give lines within
 * the limits, and an answer that Janus can read, with one m-line for each m-line of the offer and at most one payload
 * type in each. An offer that is refused must get a sentence. Also writes the offer of a downlink with any slots.
 */
#include <glib.h>
#include <sdp-utils.h>

#include "fuzz/fuzz.h"
#include "janus/sdp.h"
#include "plain_line.h"

extern int janus_log_level;

static janus_sdp *parse(const char *text)
{
    char why[512];
    janus_sdp *sdp = janus_sdp_parse(text, why, sizeof(why));

    assert(sdp);
    return sdp;
}

static void check_line(const struct baton_sdp_line *line, const janus_sdp_mline *answered)
{
    assert(line->pt >= -1 && line->pt <= 127);
    assert(line->media || (!line->sends && line->pt == -1));
    if (answered->port == 0)
        return;
    assert(line->pt >= 0 && g_list_length(answered->ptypes) == 1);
    assert(GPOINTER_TO_INT(answered->ptypes->data) == line->pt);
}

static void check_answer(const struct baton_sdp *lines, const char *text)
{
    janus_sdp *answer = parse(text);
    GList *item = answer->m_lines;

    assert(lines->count <= BATON_SDP_MAX_LINES && g_list_length(item) == lines->count);
    for (size_t i = 0; i < lines->count; i++, item = item->next)
        check_line(&lines->lines[i], item->data);
    janus_sdp_destroy(answer);
}

static void check_failure(const struct baton_failure *failure)
{
    assert(failure->error == BATON_E_INVALID_SDP && is_plain_line(failure->text));
}

static void read_offer(const char *text, enum baton_codec video)
{
    struct baton_sdp lines;
    struct baton_failure failure;
    char *answer = NULL;

    if (!baton_sdp_answer(NULL, text, BATON_CODEC_OPUS, video, &lines, &answer, &failure)) {
        assert(!answer);
        check_failure(&failure);
        return;
    }
    check_answer(&lines, answer);
    g_free(answer);
    for (size_t i = 0; i < lines.count; i += 2)
        lines.lines[i].sends = false;
    answer = baton_sdp_answer_lines(NULL, text, BATON_CODEC_OPUS, video, &lines, &failure);
    check_answer(&lines, answer);
    g_free(answer);
}

static void read_answer(const char *text, size_t count)
{
    struct baton_failure failure;

    if (!baton_sdp_check_answer(NULL, text, count, &failure))
        check_failure(&failure);
}

static const enum baton_codec codecs[] = {
    BATON_CODEC_VP8, BATON_CODEC_H264, BATON_CODEC_VP9, BATON_CODEC_AV1};

static void write_offer(uint8_t choice)
{
    struct baton_sdp_slots slots = {.audio = choice % 8,
        .video = choice / 8 % 8,
        .video_codec = codecs[choice / 64],
        .session_id = choice,
        .version = 1};

    if (slots.audio + slots.video == 0) /* the API demands a slot */
        return;
    if (choice & 128) {
        slots.order_count = 1;
        slots.order[0] = slots.audio == 0;
    }
    char *text = baton_sdp_offer(NULL, &slots);
    janus_sdp *offer = parse(text);
    assert(g_list_length(offer->m_lines) == slots.audio + slots.video);
    janus_sdp_destroy(offer);
    read_answer(text, slots.audio + slots.video);
    g_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    char *text = fuzz_text(data + 1, size - 1);

    janus_log_level = 0;
    read_offer(text, codecs[data[0] % 4]);
    read_answer(text, data[0] % 8);
    write_offer(data[0]);
    free(text);
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "requests/source_plan.h"

#include <string.h>

/* --- reading the offer ------------------------------------------------------------------------ */

static const struct baton_source_wish *wish_for(
    const struct baton_publish_request *request, const char *mid)
{
    for (size_t i = 0; i < request->count; i++) {
        if (strcmp(request->sources[i].mid, mid) == 0)
            return &request->sources[i];
    }
    return NULL;
}

static enum baton_source_kind kind_of(const struct baton_sdp_line *line,
    const struct baton_source_wish *wish, const struct baton_device_feed *feeds)
{
    if (wish && wish->has_kind)
        return wish->kind;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        if (feeds[kind].sends && strcmp(feeds[kind].mid, line->mid) == 0 &&
            baton_source_kind_is_video((enum baton_source_kind)kind) == line->video)
            return (enum baton_source_kind)kind;
    return line->video ? BATON_CAMERA : BATON_MICROPHONE;
}

static bool check_line(const struct baton_source_plan *plan, const struct baton_sdp_line *line,
    enum baton_source_kind kind, struct baton_failure *failure)
{
    char quote[BATON_QUOTE_SIZE];
    baton_failure_quote(quote, line->mid);
    if (baton_source_kind_is_video(kind) != line->video)
        baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "sources: mid %s is %s in the offer and cannot be a %s", quote,
            line->video ? "video" : "audio", baton_source_kind_name(kind));
    else if (plan->lines[kind])
        baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "sources: mid %s would be a second %s; a participant can have only one", quote,
            baton_source_kind_name(kind));
    else if (line->pt < 0)
        baton_failure_set(failure, BATON_E_CODEC_REFUSED,
            "jsep: mid %s does not offer the room's %s codec", quote,
            line->video ? "video" : "audio");
    else
        return true;
    return false;
}

/* Every mid in `sources` must be in the offer. */
static bool wishes_fit(const struct baton_publish_request *request, const struct baton_sdp *sdp,
    struct baton_failure *failure)
{
    for (size_t i = 0; i < request->count; i++) {
        bool found = false;
        for (size_t j = 0; j < sdp->count; j++)
            found |= strcmp(sdp->lines[j].mid, request->sources[i].mid) == 0;
        if (!found) {
            char quote[BATON_QUOTE_SIZE];
            baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
                "sources[%zu].mid: the offer has no mid %s", i,
                baton_failure_quote(quote, request->sources[i].mid));
            return false;
        }
    }
    return true;
}

/* --- the encodings ---------------------------------------------------------------------------- */

static bool has_rid(const struct baton_encodings *encodings, const char *rid)
{
    for (size_t i = 0; i < encodings->count; i++)
        if (strcmp(encodings->rids[i], rid) == 0)
            return true;
    return false;
}

/* Whether the wish has each rid of the offer once. */
static bool names_each(const struct baton_source_wish *wish, const struct baton_encodings *offered)
{
    for (size_t i = 0; i < wish->rid_count; i++) {
        if (!has_rid(offered, wish->rids[i]))
            return false;
        for (size_t j = 0; j < i; j++)
            if (strcmp(wish->rids[i], wish->rids[j]) == 0)
                return false;
    }
    return wish->rid_count == offered->count;
}

static const struct baton_encodings plain = {.count = 0};

/* Gives the m-line its encodings, in the order of the wish or, without one, of the offer. */
static bool set_encodings(struct baton_sdp_line *line, const struct baton_encodings *offered,
    const struct baton_source_wish *wish, struct baton_failure *failure)
{
    char quote[BATON_QUOTE_SIZE];
    line->encodings = *offered;
    if (!wish || wish->rid_count == 0)
        return true;
    for (size_t i = 0; i < wish->rid_count && names_each(wish, offered); i++) {
        g_strlcpy(line->encodings.rids[i], wish->rids[i], BATON_RID_SIZE);
        if (strcmp(wish->rids[i], offered->rids[offered->first]) == 0)
            line->encodings.first = i;
    }
    if (names_each(wish, offered))
        return true;
    baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
        "sources: mid %s: encodings: expected each of the %zu rids of the offer once",
        baton_failure_quote(quote, line->mid), offered->count);
    return false;
}

bool baton_source_plan_make(struct baton_source_plan *plan,
    const struct baton_publish_request *request, struct baton_sdp *sdp,
    const struct baton_device_feed *feeds, struct baton_failure *failure)
{
    *plan = (struct baton_source_plan){.lines = {NULL}};
    if (!wishes_fit(request, sdp, failure))
        return false;
    for (size_t i = 0; i < sdp->count; i++) {
        struct baton_sdp_line *line = &sdp->lines[i];
        if (!line->media || !line->sends)
            continue;
        const struct baton_source_wish *wish = wish_for(request, line->mid);
        enum baton_source_kind kind = kind_of(line, wish, feeds);
        if (!check_line(plan, line, kind, failure) ||
            !set_encodings(
                line, request->encodings ? &request->encodings[i] : &plain, wish, failure))
            return false;
        plan->lines[kind] = line;
        plan->mindex[kind] = (int)i;
        plan->wishes[kind] = wish;
    }
    return true;
}

/* --- comparing it with what the device sends -------------------------------------------------- */

static bool is_same(
    const struct baton_device_feed *feed, const struct baton_sdp_line *line, int mindex)
{
    return baton_device_feed_fits(feed, line, mindex) && strcmp(feed->mid, line->mid) == 0;
}

bool baton_source_plan_keeps(
    const struct baton_source_plan *plan, const struct baton_device_feed *feeds)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_sdp_line *line = plan->lines[kind];
        if (line ? !is_same(&feeds[kind], line, plan->mindex[kind]) : feeds[kind].sends)
            return false;
    }
    return true;
}

void baton_source_plan_limit(struct baton_sdp *sdp, const struct baton_device_feed *feeds)
{
    for (size_t i = 0; i < sdp->count; i++) {
        bool same = false;
        for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
            same |= is_same(&feeds[kind], &sdp->lines[i], (int)i);
        sdp->lines[i].sends &= same;
    }
}

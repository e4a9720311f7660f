/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "share/share_out.h"

#include "share/rate.h"

enum { STAGES = BATON_SHARE_ENCODINGS * BATON_SHARE_LAYERS };
enum { NOTHING = -1 }; /* instead of the index of a stage */

/* Shares, in 1/1000. An encoding is large enough if this share of its height is at least what is shown. A raise must
 * fit with a margin, and nothing is lowered within a tolerance, because bit rates vary. */
enum { SIZES_AGREE = 1250, MARGIN = 1050, TOLERANCE = 1050 };

enum { VOICE = 55000 }; /* bit/s of Chromium's Opus on the line */

static const baton_time CALM = BATON_SECONDS(1); /* between two changes */

/* One encoding with some temporal layers. */
struct stage {
    struct baton_share_choice choice;
    int64_t bitrate;
    bool passing; /* only on the way to the next stage, in a trial */
};

/* The stages of one slot, in ascending order of worth and of bit rate. */
struct ladder {
    struct stage stages[STAGES];
    int8_t count;
    int8_t full;  /* the smallest encoding with all temporal layers; NOTHING if there is no stage */
    int8_t now;   /* what the slot sends, as far as it is allowed; NOTHING */
    int8_t plan;  /* the decision so far */
    int8_t ideal; /* if everything were shared out from the beginning: see share() */
    enum baton_share_limit limit; /* why the ladder ends where it ends */
};

struct task {
    const struct baton_share_slot *slots;
    size_t count;
    int64_t ceiling;
    int64_t keep, climb; /* not above the ceiling */
    bool trial, large, passing;
    struct ladder ladders[BATON_SHARE_SLOTS];
};

/* The bit/s of an encoding whose rate is not known. `place` counts from the largest encoding. */
static int64_t expected_bitrate(int height, int place)
{
    static const struct {
        int height;
        int64_t bitrate;
    } usual[] = {{180, 150000}, {270, 300000}, {360, 500000}, {540, 1200000}, {720, 2500000}};
    static const int64_t by_place[BATON_SHARE_ENCODINGS] = {2500000, 500000, 150000};

    if (height == 0)
        return by_place[place];
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
        if (height <= usual[i].height)
            return usual[i].bitrate;
    }
    return 4000000;
}

static int64_t bitrate_of(const struct baton_share_slot *slot, int encoding, int temporal)
{
    /* The usual shares of temporal layers, in 1/1000, by the layers above. */
    static const int64_t shares[BATON_SHARE_LAYERS] = {1000, 600, 400, 250};
    const struct baton_share_encoding *e = &slot->encodings[encoding];

    if (e->bitrate[e->layers - 1] > 0)
        return e->bitrate[temporal];
    int64_t all = slot->sound ? VOICE : expected_bitrate(e->height, slot->count - 1 - encoding);
    return baton_rate_scale(all, shares[e->layers - 1 - temporal]);
}

/* Puts a stage on top. Stages below that are not smaller are worth less and cost more, so they go. */
static void push(struct ladder *ladder, struct stage stage)
{
    while (ladder->count > 0 && ladder->stages[ladder->count - 1].bitrate >= stage.bitrate &&
           !stage.passing)
        ladder->count--;
    if (stage.passing && ladder->count > 0 &&
        ladder->stages[ladder->count - 1].bitrate >= stage.bitrate)
        return;
    ladder->stages[ladder->count++] = stage;
}

static void push_encoding(struct ladder *ladder, const struct baton_share_slot *slot, int encoding)
{
    int top = slot->encodings[encoding].layers - 1;
    bool first = ladder->count == 0;
    for (int t = slot->sound ? top : 0; t <= top; t++) {
        /* Smooth motion: half of the frames of a larger encoding is only a step on the way to all of them. */
        bool passing = !slot->sharp && !first && t < top;
        if (!passing || t == top - 1)
            push(ladder, (struct stage){{(int8_t)encoding, (int8_t)t},
                             bitrate_of(slot, encoding, t), passing});
    }
    if (first)
        ladder->full = (int8_t)(ladder->count - 1);
}

/* Returns the largest encoding that the shown size needs. */
static int needed_encoding(const struct baton_share_slot *slot)
{
    for (int e = 0; e < slot->count - 1; e++) {
        int height = slot->encodings[e].height;
        if (height > 0 && baton_rate_scale(height, SIZES_AGREE) >= slot->shown)
            return e;
    }
    return slot->count - 1;
}

static int8_t index_of(const struct ladder *ladder, struct baton_share_choice choice)
{
    int8_t found = NOTHING;
    for (int8_t i = 0; i < ladder->count; i++) {
        struct baton_share_choice each = ladder->stages[i].choice;
        if (each.encoding < choice.encoding ||
            (each.encoding == choice.encoding && each.temporal <= choice.temporal))
            found = i;
    }
    return found;
}

static void build(struct ladder *ladder, const struct baton_share_slot *slot)
{
    *ladder = (struct ladder){.full = NOTHING, .now = NOTHING, .plan = NOTHING};
    if (!slot->sound && slot->shown == 0) {
        ladder->limit = BATON_SHARE_HIDDEN;
        return;
    }
    int needed = slot->sound ? 0 : needed_encoding(slot);
    ladder->limit =
        needed < slot->count - 1 && !slot->sound ? BATON_SHARE_SIZE : BATON_SHARE_UNLIMITED;
    for (int e = 0; e <= needed; e++) {
        if (slot->encodings[e].available)
            push_encoding(ladder, slot, e);
        else if (e == needed)
            ladder->limit = BATON_SHARE_SENDER;
    }
    if (ladder->full >= ladder->count)
        ladder->full = (int8_t)(ladder->count - 1);
    ladder->now = slot->now.encoding < 0 ? NOTHING : index_of(ladder, slot->now);
    /* The slot sends more than it is allowed, or an encoding that is gone: it goes to the next one. */
    if (ladder->now == NOTHING && slot->now.encoding >= 0 && ladder->count > 0)
        ladder->now = 0;
}

static int64_t cost(const struct ladder *ladder, int8_t stage)
{
    return stage == NOTHING ? 0 : ladder->stages[stage].bitrate;
}

static int64_t total(const struct task *task)
{
    int64_t sum = 0;
    for (size_t i = 0; i < task->count; i++)
        sum += cost(&task->ladders[i], task->ladders[i].plan);
    return sum;
}

/* The highest stage up to `top` on which a slot may stay. */
static int8_t resting(const struct task *task, const struct ladder *ladder, int8_t top)
{
    while (top > NOTHING && ladder->stages[top].passing && !task->passing)
        top--;
    return top;
}

/* The goals of a slot, one after the other: something, the smallest encoding, everything. */
enum goal { SOMETHING, SMALLEST, EVERYTHING, GOALS };

static int8_t goal_of(const struct ladder *ladder, enum goal goal)
{
    if (goal == SOMETHING)
        return ladder->count > 0 ? 0 : NOTHING;
    return (int8_t)(goal == SMALLEST ? ladder->full : ladder->count - 1);
}

/* Shares out `limit` from the beginning, no slot above `tops`. Sets `ideal` of each slot. */
static void share(struct task *task, int64_t limit, bool only_lower)
{
    int64_t left = limit;
    for (size_t i = 0; i < task->count; i++)
        task->ladders[i].ideal = NOTHING;
    for (enum goal goal = SOMETHING; goal < GOALS; goal++) {
        for (size_t i = 0; i < task->count; i++) {
            struct ladder *ladder = &task->ladders[i];
            int8_t top = goal_of(ladder, goal);
            if (only_lower && top > ladder->now)
                top = ladder->now;
            top = resting(task, ladder, top);
            int64_t has = cost(ladder, ladder->ideal);
            while (top > ladder->ideal && cost(ladder, top) - has > left &&
                   !(i == 0 && task->slots[0].sound))
                top = resting(task, ladder, (int8_t)(top - 1));
            if (top <= ladder->ideal)
                continue;
            ladder->ideal = top;
            left -= cost(ladder, top) - has;
        }
    }
}

/* Lowers the slots if they take more than the line carries. Returns whether it did. */
static bool lower(struct task *task)
{
    bool lowered = false;
    if (task->keep == BATON_ESTIMATE_UNLIMITED ||
        total(task) <= baton_rate_scale(task->keep, TOLERANCE))
        return false;
    share(task, task->keep, true);
    for (size_t i = 0; i < task->count; i++) {
        struct ladder *ladder = &task->ladders[i];
        if (ladder->plan <= ladder->ideal)
            continue;
        ladder->plan = ladder->ideal;
        lowered = true;
    }
    return lowered;
}

/* Sends the smallest stage on slots that send nothing, as far as the line is known to carry it. */
static bool begin(struct task *task)
{
    bool raised = false;
    for (size_t i = 0; i < task->count; i++) {
        struct ladder *ladder = &task->ladders[i];
        if (ladder->plan != NOTHING || ladder->count == 0)
            continue;
        if (task->keep != BATON_ESTIMATE_UNLIMITED &&
            baton_rate_scale(total(task) + cost(ladder, 0), MARGIN) > task->keep)
            continue;
        ladder->plan = 0;
        raised = true;
    }
    return raised;
}

/* Raises a slot by one stage if the sum is then at most `limit`. Slots after it give way to it. */
static bool raise_slot(struct task *task, size_t i, int64_t limit)
{
    struct ladder *ladder = &task->ladders[i];
    int8_t next = (int8_t)(ladder->plan + 1);
    while (next < ladder->ideal && resting(task, ladder, next) != next)
        next++;
    int64_t sum = total(task) + cost(ladder, next) - cost(ladder, ladder->plan);
    for (size_t j = task->count; j-- > i + 1 && baton_rate_scale(sum, MARGIN) > limit;) {
        struct ladder *other = &task->ladders[j];
        if (other->plan <= other->ideal)
            continue;
        sum -= cost(other, other->plan) - cost(other, other->ideal);
        other->plan = other->ideal;
    }
    if (baton_rate_scale(sum, MARGIN) > limit)
        return false;
    ladder->plan = next;
    return true;
}

/*
 * Whether a slot cannot be tried now. Browsers report about video four times a second, and about sound every five
 * seconds. If nothing but some of the voices is sent, the smallest video is the better trial.
 */
static bool is_late(const struct task *task, size_t i)
{
    bool video = false;
    if (!task->trial || !task->slots[i].sound || task->keep == BATON_ESTIMATE_UNLIMITED)
        return false;
    for (size_t j = 0; j < task->count; j++) {
        if (!task->slots[j].sound && task->ladders[j].plan != NOTHING)
            return false;
        video |= !task->slots[j].sound && task->ladders[j].count > 0;
    }
    return video;
}

/* Raises one slot towards `ideal`. Returns whether it did. */
static bool raise_one(struct task *task, int64_t limit)
{
    for (enum goal goal = SOMETHING; goal < GOALS; goal++) {
        for (size_t i = 0; i < task->count; i++) {
            struct ladder *ladder = &task->ladders[i];
            if (ladder->plan < ladder->ideal && ladder->plan < goal_of(ladder, goal) &&
                !is_late(task, i) && raise_slot(task, i, limit))
                return true;
        }
    }
    return false;
}

/* The first slot that wants more goes up by one stage, even if this is more than a trial should send. */
static bool raise_first(struct task *task)
{
    int64_t left = task->ceiling - total(task);
    for (enum goal goal = SOMETHING; goal < GOALS; goal++) {
        for (size_t i = 0; i < task->count; i++) {
            struct ladder *ladder = &task->ladders[i];
            int8_t next = (int8_t)(ladder->plan + 1);
            if (next > goal_of(ladder, goal) || is_late(task, i) ||
                cost(ladder, next) - cost(ladder, ladder->plan) > left)
                continue;
            ladder->plan = next;
            return true;
        }
    }
    return false;
}

static bool raise(struct task *task)
{
    bool raised = false;
    int64_t fits =
        task->climb == BATON_ESTIMATE_UNLIMITED ? task->climb : task->climb / MARGIN * 1000;
    share(task, fits, false);
    while (raise_one(task, task->climb)) {
        raised = true;
        if (!task->trial)
            break;
    }
    return raised || (task->large && raise_first(task));
}

/* The first voice is always sent. If another one was the first until now, that one gives way in lower(). */
static void begin_first_voice(struct task *task)
{
    struct ladder *first = &task->ladders[0];
    if (task->count > 0 && task->slots[0].sound && first->now == NOTHING && first->count > 0)
        first->plan = first->now = 0;
}

static void prepare(struct task *task, const struct baton_budget *budget, int64_t ceiling)
{
    task->ceiling = ceiling > 0 ? ceiling : BATON_ESTIMATE_UNLIMITED;
    task->keep = baton_rate_smaller(budget->keep, task->ceiling);
    task->climb = baton_rate_smaller(budget->climb, task->ceiling);
    task->trial = budget->trial;
    task->large = budget->large;
    task->passing = budget->trial || budget->climb == 0;
    for (size_t i = 0; i < task->count; i++) {
        struct ladder *ladder = &task->ladders[i];
        build(ladder, &task->slots[i]);
        ladder->plan = ladder->now = resting(task, ladder, ladder->now);
    }
    begin_first_voice(task);
}

static struct baton_share decision(
    const struct task *task, size_t i, enum baton_share_limit short_of)
{
    const struct ladder *ladder = &task->ladders[i];
    struct baton_share share = {{NOTHING, 0}, ladder->limit};
    if (ladder->plan != NOTHING)
        share.choice = ladder->stages[ladder->plan].choice;
    if (ladder->plan < ladder->count - 1)
        share.limit = short_of;
    return share;
}

void baton_share_out_divide(struct baton_share_out *share_out, const struct baton_share_slot *slots,
    size_t count, const struct baton_budget *budget, int64_t ceiling, baton_time now,
    struct baton_share_plan *plan)
{
    struct task task = {
        .slots = slots, .count = count < BATON_SHARE_SLOTS ? count : BATON_SHARE_SLOTS};
    enum baton_share_limit short_of = BATON_SHARE_UNLIMITED;

    prepare(&task, budget, ceiling);
    bool lowered = lower(&task), raised = false;
    if (!lowered) {
        raised = begin(&task);
        if (task.trial || now - share_out->changed >= CALM || share_out->changed == 0)
            raised |= raise(&task);
    }
    if (lowered || raised)
        share_out->changed = now;
    if (ceiling > 0 && ceiling <= budget->keep)
        short_of = BATON_SHARE_CEILING;
    else if (budget->keep != BATON_ESTIMATE_UNLIMITED)
        short_of = BATON_SHARE_LINE;
    *plan = (struct baton_share_plan){.expected = {.total = total(&task), .raised = raised}};
    for (size_t i = 0; i < task.count; i++) {
        const struct ladder *ladder = &task.ladders[i];
        plan->shares[i] = decision(&task, i, short_of);
        plan->expected.sound += slots[i].sound ? cost(ladder, ladder->plan) : 0;
        plan->expected.wanted |=
            ladder->plan < ladder->count - 1 && short_of != BATON_SHARE_CEILING;
    }
}

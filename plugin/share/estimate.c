/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "share/estimate.h"

#include <stddef.h>

#include "share/rate.h"

/*
 * docs/decisions/0053-what-lets-the-estimate-climb.md explains the constants. Shares are in 1/1000.
 *
 * REMB. The receiver lets it rise in each message, four times a second. If it finds the line overused, it sets its REMB
 * to REMB_SHARE of what arrives. A fall that no rise follows within DOUBT is trouble.
 */
enum { REMB_FALLS = 970, REMB_SHARE = 850 };
enum { VIDEO_OVERHEAD = 1080 }; /* bits on the line for 1000 bits of a REMB */
static const baton_time DOUBT = BATON_MS(600), RISING = BATON_MS(500);
/*
 * A REMB that falls is true for FRESH. One that still comes, has not risen for STANDS, and says that less than the
 * share STUCK of what is sent arrives, is a sign of overuse: on a line with space, a low REMB rises. So is a first REMB
 * below the share FIRST of what is sent. A fall is news no more after OLD_FALL: the REMB cannot rise without video.
 * Shortly after the limit fell, a REMB by which less than the share FAR_LESS of the limit arrives lowers it again.
 */
enum { STUCK = 850, FIRST = 600, FAR_LESS = 700 };
static const baton_time FRESH = BATON_MS(1500), STANDS = BATON_MS(1000),
                        OLD_FALL = BATON_SECONDS(3);

/*
 * Loss. Much is trouble at any time, some is trouble in a trial or together with another sign. With the most, packets
 * that are sent again fill the line. A share of few packets says nothing, and a loss of CHANCE packets says nothing.
 */
enum { SOME_LOST = 30, MUCH_LOST = 100, MOST_LOST = 200 };
/* A receiver that sends no REMB does not tell a line that loses packets by chance from one that is full. Then only so
 * many times the usual loss is trouble, and packets that wait. */
enum { WITHOUT_REMB = 4000 };
enum { FEW = 10, CHANCE = 2 };
enum { FLOOR_FOLLOWS = 16 }; /* ticks in which a little loss becomes the line's own */

/*
 * Delay in the queue of the line. Several reports answer one sender report of Janus, which come every second: a time
 * that does not change counts again only after REPEATED. The shortest time is forgotten after one or two WINDOWs.
 */
static const baton_time DELAY_OF_DOUBT = BATON_MS(40), DELAY_OF_TROUBLE = BATON_MS(120);
static const baton_time SAME_RTT = BATON_MS(2), REPEATED = BATON_MS(1200),
                        WINDOW = BATON_SECONDS(30);
/* If the REMB has never risen, the queue can have been full from the beginning. No shortest time above this counts. */
static const baton_time LONG_WAY = BATON_MS(150);

/*
 * After trouble: the share of what arrives that is used, less with MOST_LOST, and the share of what is sent that is
 * used if packets wait. Reports during DEAF are about the time before. It is longer after MOST_LOST, because packets
 * that are sent again fill the line for a while. During QUIET, only strong signs count.
 */
enum { CARRIES = 900, CARRIES_LITTLE = 600, DRAINS = 750 };
static const baton_time DEAF = BATON_MS(700), DEAF_JAMMED = BATON_MS(1300);
static const baton_time QUIET = BATON_MS(1000);

/*
 * A new line. Nothing is raised before report blocks have come, and a REMB or the time UNTROUBLED. A receiver without
 * report blocks, or without a REMB, must be able to climb too, so there is an end to each of these times.
 */
static const baton_time UNTROUBLED = BATON_SECONDS(2), UNREPORTED = BATON_SECONDS(4);

/*
 * Trials. They go up to a share of what is sent, or up to the REMB until the line fails. The share is timid at first,
 * cautious after a failure, and grows by half with each trial that carries more than the line has failed with. With
 * less than DARING, a trial takes longer. A line that carries the share BETTER of what it failed with has changed: the
 * next failure delays the next trial less again. Each failure of a large trial is heard, so they wait for PATIENCE.
 */
enum { BOLD = 5000, TIMID = 2000, CAUTIOUS = 1500, DARING = 3000, BETTER = 1300 };
static const baton_time PATIENCE = BATON_SECONDS(8);
/* A REMB that still rises after this time, and has grown by so much, makes a trial good. It grows by less than 1 % a
 * second on a full line, otherwise by 8 %. */
enum { GROWS_BOLD = 1010, GROWS_CAUTIOUS = 1025 };
static const baton_time GOOD_BOLD = BATON_MS(400), GOOD_CAUTIOUS = BATON_MS(1000);
/* Without a rise, a trial is good after this time: if the REMB is above what is sent and need not rise, if it stands
 * still below, and if nothing is reported. Browsers report about sound every 5 s. */
static const baton_time GOOD_ABOVE = BATON_MS(1800), GOOD_BELOW = BATON_MS(3000),
                        GOOD_UNREPORTED = BATON_SECONDS(6);
static const baton_time UNSENT = BATON_SECONDS(3); /* the sender does not send the encoding */
static const baton_time LATE_FAILURE =
    BATON_SECONDS(4); /* trouble so soon after a good trial is its fault */
static const baton_time WAIT_MIN = BATON_SECONDS(2), WAIT_MAX = BATON_SECONDS(4);
/* Nobody has wanted more for this time: the limit is forgotten. */
static const baton_time CONTENT = BATON_SECONDS(10);

int64_t baton_traffic_bits(struct baton_traffic traffic)
{
    return 8 * (traffic.bytes + (int64_t)traffic.packets * BATON_ESTIMATE_OVERHEAD);
}

void baton_estimate_init(struct baton_estimate *estimate, baton_time now)
{
    *estimate = (struct baton_estimate){.reported = now,
        .since = now,
        .limit = BATON_ESTIMATE_UNLIMITED,
        .wait = WAIT_MIN,
        .daring = TIMID,
        .least_since = now};
}

/* Returns the sum of the last `count` samples. */
static struct baton_estimate_sample recent(const struct baton_estimate *e, unsigned count)
{
    struct baton_estimate_sample sum = {0};
    for (unsigned i = 1; i <= count; i++) {
        const struct baton_estimate_sample *sample =
            &e->samples[(e->next + BATON_ESTIMATE_TICKS - i) % BATON_ESTIMATE_TICKS];
        sum.span += sample->span;
        sum.bits += sample->bits;
        sum.expected += sample->expected;
        sum.lost += sample->lost;
    }
    return sum;
}

static int64_t rate(struct baton_estimate_sample sum)
{
    return sum.span > 0 ? sum.bits * 1000 / (sum.span / 1000 + 1) : 0;
}

int64_t baton_estimate_sent(const struct baton_estimate *estimate)
{
    return rate(recent(estimate, BATON_ESTIMATE_TICKS));
}

int64_t baton_estimate_rate(const struct baton_estimate *estimate)
{
    return estimate->limit;
}

static int32_t share_of(uint32_t part, uint32_t whole)
{
    return whole < FEW || part <= CHANCE ? 0 : (int32_t)((int64_t)(part - CHANCE) * 1000 / whole);
}

/* Returns the loss of the last `ticks` reports that is not the line's own. */
static int32_t loss_of(const struct baton_estimate *e, unsigned ticks)
{
    struct baton_estimate_sample sum = recent(e, ticks);
    int32_t lost = share_of(sum.lost, sum.expected);
    return lost > e->floor ? lost - e->floor : 0;
}

static int32_t loss(const struct baton_estimate *e)
{
    return loss_of(e, BATON_ESTIMATE_TICKS);
}

/* Returns for how long packets wait in the queue of the line, if this was measured after `since`. */
static baton_time delay(const struct baton_estimate *e, baton_time since)
{
    baton_time least = baton_rate_smaller(e->least[0], e->least[1]);
    if (e->rtt_at == 0 || e->rtt_at < since)
        return 0;
    if (e->remb_fell > 0 && e->remb_rose == 0)
        least = baton_rate_smaller(least, LONG_WAY);
    return e->rtt - least;
}

static bool is_rising(const struct baton_estimate *e, baton_time now)
{
    return e->remb_rose > e->remb_fell && now - e->remb_rose <= RISING;
}

/* Returns until when reports are about the time before the limit fell. */
static baton_time deaf_until(const struct baton_estimate *e)
{
    return e->lowered + (e->blamed > MOST_LOST ? DEAF_JAMMED : DEAF);
}

/* Returns the rate on the line at which the video has a REMB, together with the sound. */
static int64_t rate_of(const struct baton_estimate *e, int64_t remb)
{
    return baton_rate_scale(remb, VIDEO_OVERHEAD) + e->expected.sound;
}

static void take_sample(
    struct baton_estimate *e, const struct baton_estimate_report *report, baton_time now)
{
    e->samples[e->next] = (struct baton_estimate_sample){
        .span = now - e->reported,
        .bits = baton_traffic_bits(report->sent),
        .expected = report->expected,
        .lost = report->lost,
    };
    e->next = (e->next + 1) % BATON_ESTIMATE_TICKS;
    e->reported = now;
}

static void take_remb(struct baton_estimate *e, int64_t remb, baton_time now)
{
    if (remb <= 0)
        return;
    bool first = e->remb == 0;
    if (!first && remb > e->remb)
        e->remb_rose = now;
    if (first || remb > e->remb) {
        e->remb_stands = now;
        e->remb_falls = 0;
    }
    if (first ? rate_of(e, remb) < baton_rate_scale(baton_estimate_sent(e), FIRST)
              : remb < baton_rate_scale(e->remb, REMB_FALLS)) {
        e->remb_fell = now;
        e->remb_falls++;
    }
    e->remb = remb;
    e->remb_at = now;
}

static void take_rtt(struct baton_estimate *e, baton_time rtt, baton_time now)
{
    if (now - e->least_since > WINDOW && e->least[0] > 0) {
        e->least[1] = e->least[0];
        e->least[0] = e->rtt;
        e->least_since = now;
    }
    /* Several reports can answer one sender report. They say the same. */
    baton_time change = rtt > e->rtt ? rtt - e->rtt : e->rtt - rtt;
    if (rtt <= 0 || (change < SAME_RTT && now - e->rtt_at < REPEATED))
        return;
    if (e->least[0] == 0 || rtt < e->least[0])
        e->least[0] = rtt;
    if (e->least[1] == 0)
        e->least[1] = rtt;
    e->rtt_before = e->rtt;
    e->rtt = rtt;
    e->rtt_at = now;
}

/* The REMB has fallen since the limit last fell. It does not rise again if only sound is sent. */
static bool has_fallen(const struct baton_estimate *e, baton_time now)
{
    return e->remb_fell > e->remb_rose && now - e->remb_fell <= OLD_FALL &&
           (e->lowered == 0 || e->remb_fell > e->lowered + DEAF);
}

/* Returns what arrives if the receiver has just set its REMB. Sound and video wait in the same queue. */
static int64_t arrives_by_remb(const struct baton_estimate *e)
{
    int64_t sent = baton_estimate_sent(e), video = sent - e->expected.sound;
    int64_t arrives = baton_rate_scale(e->remb * 1000 / REMB_SHARE, VIDEO_OVERHEAD);
    return video <= arrives ? sent : sent * (arrives / 1000) / (video / 1000 + 1);
}

/* The receiver finds the line overused all the time. It does not tell this by a fall if its REMB is low already. */
static bool is_stuck(const struct baton_estimate *e, baton_time now)
{
    baton_time since = baton_rate_larger(e->remb_stands, baton_rate_larger(e->risen, e->lowered));
    int64_t sent = baton_rate_smaller(baton_estimate_sent(e), rate(recent(e, 2)));
    return e->remb > 0 && now - e->remb_at < RISING && now - since >= STANDS &&
           arrives_by_remb(e) < baton_rate_scale(sent, STUCK);
}

/* A fall alone can be a mistake of the receiver, which then lets its REMB rise again at once. */
static bool is_confirmed(const struct baton_estimate *e, baton_time now)
{
    return now - e->remb_fell >= DOUBT || e->remb_falls > 1 || loss(e) > SOME_LOST ||
           delay(e, e->remb_fell) > DELAY_OF_DOUBT;
}

/* Packets wait for long in the queue of the line, and it does not get shorter. */
static bool is_queueing(const struct baton_estimate *e)
{
    return delay(e, e->lowered + QUIET) > DELAY_OF_TROUBLE &&
           e->rtt > e->rtt_before - DELAY_OF_DOUBT / 2;
}

/* The limit has just fallen, and it is too early for a judgement about the rest. */
static bool is_early(const struct baton_estimate *e, baton_time now)
{
    if (e->lowered == 0)
        return false;
    return now - e->lowered < (e->rtt_at > e->lowered + DEAF ? QUIET : 2 * QUIET);
}

/* Returns what arrives of what is sent. */
static int64_t what_arrives(const struct baton_estimate *e, baton_time now)
{
    int64_t lost = baton_rate_larger(loss(e), loss_of(e, 1)), sent = baton_estimate_sent(e);
    int64_t arrives = baton_rate_scale(sent, 1000 - lost);
    if (e->remb_fell > e->remb_rose && (now - e->remb_fell <= FRESH || is_stuck(e, now)))
        arrives = baton_rate_smaller(arrives, arrives_by_remb(e));
    return arrives;
}

/* Browsers report about sound every 5 s. If only sound is sent and no packet waits, the reported loss is an old one. */
static bool is_old(const struct baton_estimate *e)
{
    return e->expected.total <= e->expected.sound && e->rtt_at > e->lowered &&
           delay(e, e->lowered) < DELAY_OF_DOUBT;
}

/* More is sent than the line carries already, because the share-out always sends one voice: no trouble changes this. */
static bool is_least(const struct baton_estimate *e)
{
    return e->limit != BATON_ESTIMATE_UNLIMITED && e->expected.total > 0 &&
           e->expected.total <= e->expected.sound && e->expected.total > e->limit;
}

/* Returns from which loss on the line is troubled, in 1/1000. */
static int32_t too_much(const struct baton_estimate *e, int32_t usual)
{
    return e->remb > 0 ? usual : baton_rate_scale(usual, WITHOUT_REMB);
}

static bool is_troubled(const struct baton_estimate *e, baton_time now)
{
    if (is_least(e))
        return false;
    if (is_stuck(e, now))
        return true;
    if (is_early(e, now))
        return (loss(e) > too_much(e, MOST_LOST) && !is_old(e)) ||
               (has_fallen(e, now) && what_arrives(e, now) < baton_estimate_sent(e));
    return (loss(e) > too_much(e, MUCH_LOST) && !is_old(e)) || is_queueing(e) ||
           (has_fallen(e, now) && is_confirmed(e, now));
}

static void forget_samples(struct baton_estimate *e)
{
    for (size_t i = 0; i < BATON_ESTIMATE_TICKS; i++)
        e->samples[i].expected = e->samples[i].lost = 0;
}

/* The line does not carry what is sent. `failed`: what it does not carry, as far as this is known. */
static void lower(struct baton_estimate *e, int64_t limit, int64_t failed, baton_time now)
{
    e->blamed = loss(e);
    e->limit = limit;
    e->carried = 0;
    e->failed = failed;
    e->daring = CAUTIOUS;
    e->lowered = now;
    e->trying = false;
    e->retry = now + e->wait;
    forget_samples(e);
}

/* The limit has just fallen, and the REMB falls on: the line carries far less. */
static void follow_fall(struct baton_estimate *e, baton_time now)
{
    int64_t arrives = arrives_by_remb(e);
    if (e->remb_fell < now || e->remb_falls < 2 || arrives >= baton_rate_scale(e->limit, FAR_LESS))
        return;
    e->failed = arrives;
    e->limit = baton_rate_scale(arrives, CARRIES);
}

static void fail(struct baton_estimate *e, int64_t limit, baton_time now)
{
    e->wait = baton_rate_smaller(2 * e->wait, WAIT_MAX);
    lower(e, limit, e->target, now);
}

static void pass(struct baton_estimate *e, baton_time now)
{
    bool surely = e->lowered > 0 || is_rising(e, now);
    e->trying = false;
    e->carried = baton_rate_larger(e->carried, e->target);
    e->limit = baton_rate_larger(e->limit, e->target);
    e->passed = now;
    e->retry = now;
    if (e->target > e->failed && surely)
        e->daring = (int32_t)baton_rate_smaller(e->daring * 3 / 2, BOLD);
    if (e->target >= baton_rate_scale(e->failed, BETTER))
        e->wait = WAIT_MIN;
}

static void meet_trouble(struct baton_estimate *e, baton_time now)
{
    int64_t arrives = what_arrives(e, now);
    int64_t limit = baton_rate_scale(arrives, loss(e) > MOST_LOST ? CARRIES_LITTLE : CARRIES);
    bool late = e->passed > e->lowered && now - e->passed < LATE_FAILURE;
    if (is_queueing(e))
        limit = baton_rate_smaller(limit, baton_rate_scale(baton_estimate_sent(e), DRAINS));
    if ((e->trying || late) && arrives >= baton_rate_scale(e->base, CARRIES))
        fail(e, e->trying ? e->base : baton_rate_larger(e->base, limit), now);
    else
        lower(e, limit, arrives, now);
}

static bool is_bad(const struct baton_estimate *e, baton_time now)
{
    int32_t some = SOME_LOST + e->floor / 2;
    return loss(e) > some || e->remb_fell >= e->began ||
           (e->risen > 0 && (is_stuck(e, now) || delay(e, e->risen) > DELAY_OF_DOUBT));
}

/* A REMB that rises although more is sent is the best sign. One that stands still below what is sent is a bad sign, and
 * so is one that stands still when the first picture is sent beside sound: on a line with space, it rises at once. */
static bool is_good(const struct baton_estimate *e, baton_time now)
{
    baton_time age = now - e->risen;
    if (recent(e, BATON_ESTIMATE_TICKS).expected == 0)
        return age >= GOOD_UNREPORTED;
    bool below = e->remb > 0 &&
                 (rate_of(e, e->remb) < baton_estimate_sent(e) || e->base <= e->expected.sound);
    bool bold = e->daring >= DARING || e->lowered == 0;
    if (is_rising(e, now) && e->remb_rose - e->risen >= (bold ? GOOD_BOLD : GOOD_CAUTIOUS) &&
        e->remb >= baton_rate_scale(e->remb_then, bold ? GROWS_BOLD : GROWS_CAUTIOUS))
        return true;
    return age >= (below ? GOOD_BELOW : GOOD_ABOVE);
}

static void judge(struct baton_estimate *e, baton_time now)
{
    if (e->risen == 0 && rate(recent(e, 2)) >= e->before + (e->target - e->base) / 2) {
        e->risen = now;
        e->remb_then = e->remb;
    }
    if (is_bad(e, now))
        meet_trouble(e, now);
    else if (e->risen > 0 ? is_good(e, now) : now - e->began >= UNSENT)
        pass(e, now);
}

/* Loss that stays although less is sent, and no packet waits, is the line's own. So is a little loss that stays. */
static void learn_floor(struct baton_estimate *e, baton_time now)
{
    struct baton_estimate_sample sum = recent(e, BATON_ESTIMATE_TICKS);
    int32_t lost = share_of(sum.lost, sum.expected);
    bool waits = e->rtt_at < e->lowered + DEAF || delay(e, e->lowered) > DELAY_OF_DOUBT;
    if (sum.expected < FEW || e->trying || is_early(e, now))
        return;
    if (e->blamed > 0 && lost > baton_rate_scale(e->blamed, 700) && lost < MOST_LOST && !waits)
        e->floor = lost;
    else if (lost < e->floor || (lost < MUCH_LOST && !waits))
        e->floor += (lost - e->floor) / FLOOR_FOLLOWS;
    e->blamed = 0;
}

static void settle(struct baton_estimate *e, baton_time now)
{
    if (now - e->lowered >= 2 * QUIET || e->lowered == 0)
        e->carried = baton_rate_larger(e->carried, baton_estimate_sent(e));
    e->limit = baton_rate_larger(e->limit, e->carried);
    if (e->content > 0 && now - baton_rate_larger(e->content, e->lowered) >= CONTENT) {
        e->limit = BATON_ESTIMATE_UNLIMITED;
        e->daring = BOLD;
        e->wait = WAIT_MIN;
    }
}

void baton_estimate_report(
    struct baton_estimate *estimate, const struct baton_estimate_report *report, baton_time now)
{
    take_sample(estimate, report, now);
    take_remb(estimate, report->remb, now);
    take_rtt(estimate, report->rtt, now);
    if (report->expected > 0)
        estimate->heard = now;
    if (estimate->lowered > 0 && now < deaf_until(estimate)) {
        follow_fall(estimate, now);
        forget_samples(estimate);
        return;
    }
    learn_floor(estimate, now);
    if (estimate->trying)
        judge(estimate, now);
    else if (is_troubled(estimate, now))
        meet_trouble(estimate, now);
    else
        settle(estimate, now);
}

/* It is not too early for a trial on a new line. */
static bool is_known(const struct baton_estimate *e, baton_time now)
{
    if (e->lowered > 0)
        return true;
    if (e->heard == 0)
        return now - e->since >= UNREPORTED;
    return e->remb > 0 || now - e->since >= UNTROUBLED;
}

/* Returns how much may be sent in a trial. Half of what arrived when the line failed is no risk. */
static int64_t reach(const struct baton_estimate *e)
{
    int64_t most = baton_rate_scale(e->expected.total, e->daring);
    int64_t told = rate_of(e, e->remb);
    if (e->lowered > 0)
        return baton_rate_larger(most, e->failed / 2);
    if (e->remb_rose < e->remb_fell)
        return most;
    return baton_rate_larger(
        most, baton_rate_smaller(told, baton_rate_scale(e->expected.total, BOLD)));
}

/* A large trial is a risk, if the line has failed of late or the receiver has said little about it. */
static bool may_be_large(const struct baton_estimate *e, baton_time now)
{
    return (e->lowered == 0 && e->remb > 0) ||
           now - baton_rate_larger(e->lowered, e->since) >= PATIENCE;
}

struct baton_budget baton_estimate_budget(const struct baton_estimate *estimate, baton_time now)
{
    const struct baton_estimate *e = estimate;
    bool unheard = e->lowered > 0 && e->heard <= e->lowered + DEAF;
    bool doubt = has_fallen(e, now) || unheard || delay(e, e->lowered) > DELAY_OF_DOUBT ||
                 loss(e) > SOME_LOST + e->floor / 2;
    struct baton_budget budget = {
        .keep = e->trying ? baton_rate_larger(e->limit, e->target) : e->limit,
        .climb = e->trying ? 0 : baton_rate_smaller(e->limit, e->carried),
        .trial = !e->trying && !doubt && is_known(e, now) && now >= e->retry,
    };
    if (!budget.trial)
        return budget;
    budget.climb = baton_rate_larger(budget.climb, reach(e));
    budget.large = may_be_large(e, now);
    return budget;
}

void baton_estimate_expect(
    struct baton_estimate *estimate, const struct baton_expectation *expected, baton_time now)
{
    struct baton_estimate *e = estimate;
    if (expected->raised && !e->trying &&
        expected->total > baton_rate_larger(e->carried, e->expected.total)) {
        e->trying = true;
        e->base = e->expected.total;
        e->target = expected->total;
        e->before = baton_estimate_sent(e);
        e->began = now;
        e->risen = 0;
    }
    if (e->trying && expected->total <= e->base)
        e->trying = false;
    if (expected->wanted)
        e->content = 0;
    else if (e->content == 0)
        e->content = now;
    e->expected = *expected;
}

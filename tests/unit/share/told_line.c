/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "told_line.h"

const struct answer told_line_fine = {.change = 2, .rtt = 20};

struct told_line told_line_new(void)
{
    struct told_line line = {.now = BATON_SECONDS(50), .remb = 1000 * KB};
    baton_estimate_init(&line.estimate, line.now);
    return line;
}

void told_line_pass(struct told_line *line, int64_t rate, struct answer answer, int ticks)
{
    for (; ticks > 0; ticks--) {
        uint32_t packets = (uint32_t)(rate * KB / 5 / 8 / 1000);
        line->now += BATON_MS(200);
        line->remb = line->remb * (100 + answer.change) / 100 + answer.step;
        struct baton_estimate_report report = {
            .sent = {packets, packets * (1000 - BATON_ESTIMATE_OVERHEAD)},
            .remb = answer.silent ? 0 : line->remb,
            .expected = answer.silent ? 0 : packets,
            .lost = answer.silent ? 0 : packets * (uint32_t)answer.lost / 100,
            .rtt = line->ticks++ % 5 == 0 ? BATON_MS(answer.rtt) : 0,
        };
        baton_estimate_report(&line->estimate, &report, line->now);
    }
}

void told_line_expect(struct told_line *line, int64_t total, bool raised, bool wanted)
{
    struct baton_expectation expected = {.total = total * KB, .raised = raised, .wanted = wanted};
    baton_estimate_expect(&line->estimate, &expected, line->now);
}

struct baton_budget told_line_budget(const struct told_line *line)
{
    return baton_estimate_budget(&line->estimate, line->now);
}

struct told_line told_line_steady(void)
{
    struct told_line line = told_line_new();
    told_line_expect(&line, 800, false, true);
    told_line_pass(&line, 800, told_line_fine, 10);
    return line;
}

struct told_line told_line_limited(void)
{
    struct told_line line = told_line_new();
    told_line_expect(&line, 1600, false, true);
    told_line_pass(&line, 1600, told_line_fine, 5);
    told_line_pass(&line, 1600, (struct answer){.lost = 50, .rtt = 20}, 5);
    told_line_expect(&line, 400, false, true);
    told_line_pass(&line, 400, told_line_fine, 20);
    return line;
}

void told_line_wait(struct told_line *line, int64_t rate, struct answer answer)
{
    while (!told_line_budget(line).trial)
        told_line_pass(line, rate, answer, 1);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each three bytes of the input are one event. The watcher, which the unit tests use too, checks every step. */
#include <stdio.h>

#include "fuzz/fuzz.h"
#include "unit/transfer/watcher.h"

/* The first byte decides who confirms and how; all deadlines are 16 microseconds. */
static struct baton_transfer_policy read_policy(uint8_t byte)
{
    return (struct baton_transfer_policy){
        .old = byte & 1,
        .remote = (byte >> 2 & 3) % (BATON_REMOTE_ALL + 1),
        .mutual = byte & 16,
        .old_away = byte & 32,
        .match_timeout = 16,
        .form = byte & 2 ? BATON_FORM_NUMBER : BATON_FORM_YESNO,
        .code_lifetime = 16,
        .confirm_timeout = 16,
        .connect_timeout = 16,
        .commit_timeout = 16,
        .grace = 16,
        .return_timeout = 16,
    };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct baton_transfer_policy policy = read_policy(data[0]);
    struct watcher watcher;
    watcher_init(&watcher, &policy, 57, 0);
    for (size_t i = 1; i + 3 <= size; i += 3) {
        struct baton_transfer_event event = {
            .type = data[i] % (BATON_TRANSFER_TICK + 1),
            .by = (data[i + 1] & 7) % (BATON_SIDE_REMOTE + 1),
            .yes = data[i + 1] & 8,
            .number = data[i + 1] & 16 ? 57 : 12,
            .mutual = data[i + 1] & 32,
            .remotes = data[i + 1] >> 6,
        };
        if (data[i + 2] & 128)
            watcher_fire(&watcher);
        watcher_send(&watcher, &event, watcher.transfer.stepped + (data[i + 2] & 31));
    }
    if (watcher.broken) {
        fprintf(stderr, "%s\n", watcher.broken);
        abort();
    }
    return 0;
}

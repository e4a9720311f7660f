/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests, facts, packets and clock jumps in an order that the input chooses. The invariants are checked after each
 * step, and the engine must be empty after everybody has left.
 */
#include "fake/random_run.h"
#include "fuzz/fuzz.h"

enum { MOST_STEPS = 150 }; /* a longer input takes long and finds little more */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fake_run run;

    fake_run_init_bytes(&run, data, size);
    for (int i = 0; i < MOST_STEPS && !run.over; i++)
        fake_run_step(&run);
    fake_run_fini(&run);
    return 0;
}

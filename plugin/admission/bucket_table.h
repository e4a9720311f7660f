/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Token buckets by name, such as one for each session. A name that is not in the table has a full bucket. The memory is
 * bounded: if the table has no space left, full buckets are removed. If none is full, all names that are not in the
 * table share one bucket. Pure.
 *
 * All calls for one table must use the same burst. The rate may differ. Thread: the control thread only.
 */
#ifndef BATON_ADMISSION_BUCKET_TABLE_H
#define BATON_ADMISSION_BUCKET_TABLE_H

#include <stddef.h>

#include "admission/bucket.h"

struct baton_bucket_table;

/* `most`: how many buckets the table has space for, above 0. Never returns NULL. */
struct baton_bucket_table *baton_bucket_table_new(size_t most);
/* `table` may be NULL. */
void baton_bucket_table_free(struct baton_bucket_table *table);

/* As baton_bucket_wait and baton_bucket_take, for the bucket with this name. */
baton_time baton_bucket_table_wait(struct baton_bucket_table *table, const char *name,
    const struct baton_bucket_limits *limits, int64_t cost, baton_time now);
void baton_bucket_table_take(struct baton_bucket_table *table, const char *name,
    const struct baton_bucket_limits *limits, int64_t cost, baton_time now);

/* Returns the number of buckets in memory. Only tests call this: nothing else shows that the memory is bounded. */
size_t baton_bucket_table_size(const struct baton_bucket_table *table);

#endif

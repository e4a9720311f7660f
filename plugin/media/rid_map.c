/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rid_map.h"

#include <string.h>

#include "rtp/extension.h"

/* The name as words that can be compared: zeros fill them up. */
static bool pack(const void *name, size_t length, uint64_t words[BATON_RID_WORDS])
{
    if (length == 0 || length > sizeof(uint64_t) * BATON_RID_WORDS)
        return false;
    memset(words, 0, sizeof(uint64_t) * BATON_RID_WORDS);
    memcpy(words, name, length);
    return true;
}

static uint64_t head_of(uint64_t set, uint8_t extension, uint8_t count)
{
    return set << 16 | (uint64_t)extension << 8 | count;
}

static uint8_t count_of(uint64_t head)
{
    return head & 0xff;
}

static uint8_t extension_of(uint64_t head)
{
    return head >> 8 & 0xff;
}

/* --- control thread --------------------------------------------------------------------------- */

static bool is_same(const struct baton_rid_map *map, uint8_t extension, uint8_t count,
    uint64_t names[BATON_ENCODINGS][BATON_RID_WORDS])
{
    uint64_t head = atomic_load_explicit(&map->head, memory_order_relaxed);

    if (!head || extension_of(head) != extension || count_of(head) != count)
        return false;
    for (int i = 0; i < BATON_ENCODINGS; i++)
        for (int j = 0; j < BATON_RID_WORDS; j++)
            if (atomic_load_explicit(&map->names[i][j], memory_order_relaxed) != names[i][j])
                return false;
    return true;
}

void baton_rid_map_set(struct baton_rid_map *map, uint8_t extension, uint8_t count,
    const char rids[BATON_ENCODINGS][BATON_RID_SIZE])
{
    uint64_t names[BATON_ENCODINGS][BATON_RID_WORDS] = {0};

    for (int i = 0; i < count; i++)
        pack(rids[i], strnlen(rids[i], BATON_RID_SIZE), names[i]);
    if (is_same(map, extension, count, names))
        return;
    /* A release store keeps the earlier stores before it, so a reader that sees a new name also sees another head. */
    atomic_store_explicit(&map->head, 0, memory_order_relaxed);
    for (int i = 0; i < BATON_ENCODINGS; i++)
        for (int j = 0; j < BATON_RID_WORDS; j++)
            atomic_store_explicit(&map->names[i][j], names[i][j], memory_order_release);
    if (count > 0)
        atomic_store_explicit(
            &map->head, head_of(++map->sets, extension, count), memory_order_release);
}

/* --- packet thread ---------------------------------------------------------------------------- */

/* Returns the encoding with this name, or -1. */
static int encoding_named(
    const struct baton_rid_map *map, uint64_t head, const uint64_t words[BATON_RID_WORDS])
{
    int found = -1;

    for (int i = 0; i < count_of(head) && found < 0; i++) {
        found = i;
        for (int j = 0; j < BATON_RID_WORDS; j++)
            if (atomic_load_explicit(&map->names[i][j], memory_order_acquire) != words[j])
                found = -1;
    }
    return atomic_load_explicit(&map->head, memory_order_relaxed) == head ? found : -1;
}

static void follow_head(struct baton_rid_map *map, uint64_t head)
{
    if (map->learnt == head)
        return;
    map->learnt = head;
    memset(map->known, 0, sizeof(map->known));
}

static int learn(struct baton_rid_map *map, uint64_t head, uint32_t ssrc, struct baton_bytes packet)
{
    uint64_t words[BATON_RID_WORDS];
    struct baton_bytes name;
    int encoding;

    if (!baton_extension_find(packet, extension_of(head), &name) ||
        !pack(name.data, name.len, words))
        return -1;
    encoding = encoding_named(map, head, words);
    if (encoding >= 0) {
        map->ssrcs[encoding][1] = map->ssrcs[encoding][0];
        map->ssrcs[encoding][0] = ssrc;
        if (map->known[encoding] < BATON_RID_SSRCS)
            map->known[encoding]++;
    }
    return encoding;
}

int baton_rid_map_find(struct baton_rid_map *map, uint32_t ssrc, struct baton_bytes packet)
{
    uint64_t head = atomic_load_explicit(&map->head, memory_order_acquire);

    if (!head)
        return -1;
    follow_head(map, head);
    for (int i = 0; i < count_of(head); i++)
        for (int j = 0; j < map->known[i]; j++)
            if (map->ssrcs[i][j] == ssrc)
                return i;
    return learn(map, head, ssrc, packet);
}

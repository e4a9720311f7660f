/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ring of hashed senders for each target. */
#include "transfer/trust.h"

#include <assert.h>
#include <stdint.h>

#include <glib.h>

struct target {
    char *name;
    uint64_t senders[BATON_TRUST_SENDERS]; /* hashes; 0: none */
    unsigned next;                         /* index that is overwritten next */
    GList link;                            /* element of `targets` */
};

struct baton_trust {
    size_t max_targets;
    GHashTable *by_name; /* owns the targets */
    GQueue targets;      /* the target that was used longest ago is the first */
};

static void target_free(void *data)
{
    struct target *target = data;
    g_free(target->name);
    g_free(target);
}

struct baton_trust *baton_trust_new(size_t max_targets)
{
    assert(max_targets > 0);
    struct baton_trust *trust = g_new0(struct baton_trust, 1);
    trust->max_targets = max_targets;
    trust->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, target_free);
    g_queue_init(&trust->targets);
    return trust;
}

void baton_trust_free(struct baton_trust *trust)
{
    if (!trust)
        return;
    g_hash_table_destroy(trust->by_name);
    g_free(trust);
}

/* FNV-1a. The server makes the names of senders, so no client can choose a name with a certain hash. */
static uint64_t hash_of(const char *sender)
{
    uint64_t hash = 14695981039346656037u;
    for (; *sender; sender++)
        hash = (hash ^ (unsigned char)*sender) * 1099511628211u;
    return hash ? hash : 1;
}

static char *name_of(const struct baton_guess_place *place)
{
    return g_strdup_printf("%d:%s", (int)place->kind, place->id);
}

static struct target *find(const struct baton_trust *trust, const struct baton_guess_place *place)
{
    char *name = name_of(place);
    struct target *target = g_hash_table_lookup(trust->by_name, name);
    g_free(name);
    return target;
}

static void drop(struct baton_trust *trust, struct target *target)
{
    g_queue_unlink(&trust->targets, &target->link);
    g_hash_table_remove(trust->by_name, target->name);
}

static struct target *add(struct baton_trust *trust, const struct baton_guess_place *place)
{
    if (g_hash_table_size(trust->by_name) >= trust->max_targets)
        drop(trust, g_queue_peek_head(&trust->targets));
    struct target *target = g_new0(struct target, 1);
    target->name = name_of(place);
    target->link.data = target;
    g_hash_table_insert(trust->by_name, target->name, target);
    g_queue_push_tail_link(&trust->targets, &target->link);
    return target;
}

static bool has(const struct target *target, uint64_t sender)
{
    for (size_t i = 0; i < BATON_TRUST_SENDERS; i++) {
        if (target->senders[i] == sender)
            return true;
    }
    return false;
}

void baton_trust_add(
    struct baton_trust *trust, const struct baton_guess_place *place, const char *sender)
{
    struct target *target = find(trust, place);
    uint64_t hash = hash_of(sender);
    if (!target)
        target = add(trust, place);
    g_queue_unlink(&trust->targets, &target->link);
    g_queue_push_tail_link(&trust->targets, &target->link);
    if (has(target, hash))
        return;
    target->senders[target->next] = hash;
    target->next = (target->next + 1) % BATON_TRUST_SENDERS;
}

bool baton_trust_has(
    const struct baton_trust *trust, const struct baton_guess_place *place, const char *sender)
{
    const struct target *target = find(trust, place);
    return target && has(target, hash_of(sender));
}

void baton_trust_end(struct baton_trust *trust, const struct baton_guess_place *place)
{
    struct target *target = find(trust, place);
    if (target)
        drop(trust, target);
}

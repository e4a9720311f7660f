/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/dependency.h"

#include "base/bits.h"

/* A.8.2: decode target indications, and the steps from the layers of one template to those of the next. */
enum { NOT_PRESENT = 0, SWITCH = 2 };
enum { SAME_LAYERS = 0, NEXT_TEMPORAL = 1, NEXT_SPATIAL = 2, NO_MORE_TEMPLATES = 3 };
enum { MOST_SPATIAL = 4, MOST_TEMPORAL = 8 };

/* The relation of a frame to the decode targets. Each member has one bit for each target. */
struct indications {
    uint32_t present;  /* the frame is a part of the target */
    uint32_t switches; /* a receiver may change to the target at the frame */
};

/* The content of a descriptor, without its structure. */
struct frame {
    bool begins, ends;
    bool structured, active; /* it brings a structure; a list of the targets that are in use */
    bool own_indications, own_differences, own_chains; /* it replaces these parts of its template */
    uint8_t number_of_template;
    uint16_t number;
    struct baton_dependency_template template;
};

/* --- the structure ---------------------------------------------------------------------------- */

static void take_layers(struct baton_bits *bits, struct baton_dependency_structure *out)
{
    struct baton_dependency_layer layer = {0};
    uint32_t step;

    do {
        if (out->templates == BATON_DEPENDENCY_TEMPLATES || layer.spatial == MOST_SPATIAL ||
            layer.temporal == MOST_TEMPORAL) {
            bits->failed = true;
            return;
        }
        out->list[out->templates++].layer = layer;
        step = baton_bits_take(bits, 2);
        if (step == NEXT_TEMPORAL) {
            layer.temporal++;
        } else if (step == NEXT_SPATIAL) {
            layer.spatial++;
            layer.temporal = 0;
        }
    } while (step != NO_MORE_TEMPLATES && !bits->failed);
}

static void take_indications(struct baton_bits *bits, uint8_t targets, struct indications *out)
{
    *out = (struct indications){0};
    for (unsigned int target = 0; target < targets; target++) {
        uint32_t indication = baton_bits_take(bits, 2), bit = UINT32_C(1) << target;

        if (indication != NOT_PRESENT)
            out->present |= bit;
        if (indication == SWITCH)
            out->switches |= bit;
    }
}

/* How far back the frames are that a frame of this template needs. */
static void skip_differences(struct baton_bits *bits)
{
    while (baton_bits_take_flag(bits))
        baton_bits_skip(bits, 4);
}

static void take_chains(struct baton_bits *bits, struct baton_dependency_structure *out)
{
    out->chains = (uint8_t)baton_bits_take_below(bits, (uint32_t)out->targets + 1);
    if (out->chains == 0)
        return;
    for (unsigned int target = 0; target < out->targets; target++)
        baton_bits_take_below(bits, out->chains);
    baton_bits_skip(bits, (size_t)4 * out->templates * out->chains);
}

/* The layers of a target are the highest ones among the templates that are a part of it. */
static void find_layers(
    struct baton_dependency_structure *out, const struct indications *indications)
{
    for (unsigned int target = 0; target < out->targets; target++) {
        struct baton_dependency_layer *highest = &out->layers[target];

        for (unsigned int i = 0; i < out->templates; i++) {
            const struct baton_dependency_layer *layer = &out->list[i].layer;

            if (!(indications[i].present >> target & 1))
                continue;
            if (layer->spatial > highest->spatial)
                highest->spatial = layer->spatial;
            if (layer->temporal > highest->temporal)
                highest->temporal = layer->temporal;
        }
    }
}

/* Whether a receiver may change, at a frame of this layer, to every higher temporal layer. False if there is none. */
static bool opens(const struct baton_dependency_structure *structure,
    const struct baton_dependency_layer *layer, const struct indications *indications)
{
    uint32_t higher = 0;

    for (unsigned int target = 0; target < structure->targets; target++)
        if (structure->layers[target].spatial == layer->spatial &&
            structure->layers[target].temporal > layer->temporal)
            higher |= UINT32_C(1) << target;
    return higher && (higher & indications->switches) == higher;
}

/* For each spatial layer: the width minus 1, and the height minus 1. */
static void take_sizes(struct baton_bits *bits, struct baton_dependency_structure *out)
{
    uint8_t layers = out->list[out->templates - 1].layer.spatial;

    baton_bits_skip(bits, (size_t)32 * layers);
    out->width = (uint16_t)(baton_bits_take(bits, 16) + 1);
    out->height = (uint16_t)(baton_bits_take(bits, 16) + 1);
}

static void take_structure(struct baton_bits *bits, struct baton_dependency_structure *out)
{
    struct indications indications[BATON_DEPENDENCY_TEMPLATES];

    *out = (struct baton_dependency_structure){0};
    out->offset = (uint8_t)baton_bits_take(bits, 6);
    out->targets = (uint8_t)(baton_bits_take(bits, 5) + 1);
    take_layers(bits, out);
    for (unsigned int i = 0; i < out->templates; i++)
        take_indications(bits, out->targets, &indications[i]);
    for (unsigned int i = 0; i < out->templates; i++)
        skip_differences(bits);
    take_chains(bits, out);
    find_layers(out, indications);
    for (unsigned int i = 0; i < out->templates; i++)
        out->list[i].opening = opens(out, &out->list[i].layer, &indications[i]);
    if (baton_bits_take_flag(bits))
        take_sizes(bits, out);
}

/* --- the frame -------------------------------------------------------------------------------- */

static void skip_own_differences(struct baton_bits *bits)
{
    uint32_t nibbles;

    while ((nibbles = baton_bits_take(bits, 2)) > 0)
        baton_bits_skip(bits, 4 * nibbles);
}

/* A.8.2: the mandatory fields, and the flags of the extended ones. */
static void take_head(struct baton_bits *bits, struct frame *frame)
{
    frame->begins = baton_bits_take_flag(bits);
    frame->ends = baton_bits_take_flag(bits);
    frame->number_of_template = (uint8_t)baton_bits_take(bits, 6);
    frame->number = (uint16_t)baton_bits_take(bits, 16);
    if (bits->bytes.len <= BATON_DEPENDENCY_BYTES)
        return;
    frame->structured = baton_bits_take_flag(bits);
    frame->active = baton_bits_take_flag(bits);
    frame->own_indications = baton_bits_take_flag(bits);
    frame->own_differences = baton_bits_take_flag(bits);
    frame->own_chains = baton_bits_take_flag(bits);
}

/* Finds the frame's template, and changes it by what the frame says itself. */
static bool take_definition(struct baton_bits *bits,
    const struct baton_dependency_structure *structure, struct frame *frame)
{
    struct indications own;
    unsigned int index =
        (unsigned int)(frame->number_of_template - structure->offset) % BATON_DEPENDENCY_TEMPLATES;

    if (bits->failed || index >= structure->templates)
        return false;
    frame->template = structure->list[index];
    if (frame->active)
        baton_bits_skip(bits, structure->targets);
    if (frame->own_indications) {
        take_indications(bits, structure->targets, &own);
        frame->template.opening = opens(structure, &frame->template.layer, &own);
    }
    if (frame->own_differences)
        skip_own_differences(bits);
    if (frame->own_chains)
        baton_bits_skip(bits, (size_t)8 * structure->chains);
    return !bits->failed;
}

/* Copies the layers of the frame from its template. */
static void note_layers(const struct baton_dependency_structure *structure,
    const struct frame *frame, struct baton_payload *payload)
{
    payload->begins = frame->begins && frame->template.layer.spatial == 0;
    payload->ends = frame->ends;
    payload->spatial = frame->template.layer.spatial;
    payload->temporal = frame->template.layer.temporal;
    payload->opening = frame->template.opening;
    if (frame->structured) {
        payload->width = structure->width;
        payload->height = structure->height;
    }
}

bool baton_dependency_read(struct baton_bytes descriptor,
    struct baton_dependency_structure *structure, struct baton_payload *payload)
{
    struct baton_bits bits = baton_bits_of(descriptor);
    struct baton_dependency_structure made;
    const struct baton_dependency_structure *used = structure;
    struct frame frame = {0};
    bool fits;

    take_head(&bits, &frame);
    if (frame.structured) {
        take_structure(&bits, &made);
        used = &made;
    }
    if (bits.failed || used->templates == 0)
        return false;
    fits = take_definition(&bits, used, &frame);
    if (frame.structured && !fits)
        return false;
    payload->picture.frame = frame.number;
    payload->framed = payload->marked = true;
    if (fits)
        note_layers(used, &frame, payload);
    if (frame.structured)
        *structure = made;
    return true;
}

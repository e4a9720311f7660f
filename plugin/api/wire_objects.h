/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Describes the objects in replies and events. Each baton_value here is for a field that contains one of these objects,
 * or an array of them.
 */
#ifndef BATON_API_WIRE_OBJECTS_H
#define BATON_API_WIRE_OBJECTS_H

#include "api/contract.h"

/* For fields: an object, or an array of objects. */
extern const struct baton_value baton_value_policy;
extern const struct baton_value baton_value_sources;
extern const struct baton_value baton_value_participant;
extern const struct baton_value baton_value_participants;
extern const struct baton_value baton_value_slots;
extern const struct baton_value baton_value_message;
extern const struct baton_value baton_value_messages;
extern const struct baton_value baton_value_slot_counts;
extern const struct baton_value baton_value_published_sources;
extern const struct baton_value baton_value_watched_sources;
extern const struct baton_value baton_value_wanted_sources;
extern const struct baton_value baton_value_shown_code;
extern const struct baton_value baton_value_new_device;
extern const struct baton_value baton_value_transfer_progress;
extern const struct baton_value baton_value_missed_events;
extern const struct baton_value baton_value_rooms;

/*
 * Groups of fields. If a reply or an event includes a group, the fields of the group are at its top level, not in a
 * nested object.
 */
extern const struct baton_object baton_object_type_call_state;
extern const struct baton_object baton_object_type_of_transfer;
extern const struct baton_object baton_object_type_shown_code;
extern const struct baton_object baton_object_type_new_device;
extern const struct baton_object baton_object_type_ice_access;
extern const struct baton_object baton_object_type_question;

/* For the field `confirm` of a request. The function that reads the request stores the value in a struct
 * baton_policy. */
extern const struct baton_value baton_value_policy_wish;
extern const struct baton_value baton_value_ways;
extern const struct baton_value baton_value_ways_wish;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Describes the objects in replies of the Admin API: what Baton reports to operators. Each baton_value here is for a
 * field that contains one of these objects, or an array of them. */
#ifndef BATON_API_WIRE_REPORTS_H
#define BATON_API_WIRE_REPORTS_H

#include "api/contract.h"

extern const struct baton_value baton_value_devices;
extern const struct baton_value baton_value_source_reports;
extern const struct baton_value baton_value_transfer_reports;
extern const struct baton_value baton_value_decoder_report;
extern const struct baton_value baton_value_locked_targets;
extern const struct baton_value baton_value_audit_entries;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only a QR code can contain a link. */
#include "api/code_fields.h"

bool baton_code_fields_check(const struct baton_fields *fields, enum baton_code_kind kind)
{
    if (kind == BATON_CODE_QR || !baton_fields_has(fields, "link"))
        return true;
    return baton_fields_refuse(fields, "link", BATON_E_INVALID_ELEMENT,
        "must not be given with kind %s", baton_code_kind_name(kind));
}

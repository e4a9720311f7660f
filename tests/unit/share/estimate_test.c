/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "share/estimate.h"
#include "test.h"

TEST(nothing_is_tested_yet)
{
}

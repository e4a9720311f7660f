// SPDX-License-Identifier: GPL-3.0-or-later
// The one SMS gateway of the suite, with all the phones behind it.
import { Phones } from '../harness/phones.mjs';

export const phones = await Phones.open();

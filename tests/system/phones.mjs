// SPDX-License-Identifier: GPL-3.0-or-later
// The SMS gateway of the suite, with all its phones.
import { Phones } from '../harness/phones.mjs';

export const phones = await Phones.open();

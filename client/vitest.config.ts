// SPDX-License-Identifier: MIT
// An address instead of a name: a system without /etc/hosts, such as a small container, does not know "localhost".

import { defineConfig } from 'vitest/config';

export default defineConfig({ server: { host: '127.0.0.1' } });

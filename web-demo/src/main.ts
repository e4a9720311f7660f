// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the page.

import './page/style.css';
import { App } from './page/app';

const place = document.getElementById('app');
if (place) new App(place).start();

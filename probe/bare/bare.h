/* SPDX-License-Identifier: BSD-2-Clause */
/* The platform of a kernel that has no firmware, or nothing but its calls. */
#pragma once

/* Fills in the platform, for an image between these addresses; it prints on the console's line. power_off may be NULL. */
void bare_begin(const char image_start[], const char image_end[], void (*reset)(void), void (*power_off)(void));

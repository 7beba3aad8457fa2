/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes QEMU write down what its guest shows on its screen (QAPI schema, screendump). */
#pragma once

#include "qmp.h"

/* Saves the screen of the guest's first graphic console as a PNG of mode 0600, completely or not at all. A guest that has none leaves no file, which is
 * no error: *ret_taken is FALSE. TCK_ERROR_PROTOCOL if what QEMU writes is not a PPM. The monitor's events are not taken. If QEMU does not answer by
 * the deadline, its reply may come later. */
gboolean tck_screen_take(Qmp *qmp, const char *path, gint64 deadline, gboolean *ret_taken, GError **error);

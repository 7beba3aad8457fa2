/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores of a guest that are taken through QEMU's monitor. */
#pragma once

#include "qmp.h"
#include "watch.h"

/* Takes a core to the directory and adds its contents to the incident. FALSE with an error if there is no guest, or it fails. The monitor is
 * NULL if the guest is gone. */
gboolean tck_qmp_take_core(Qmp *qmp, const TckWatch *watch, TckIncident *incident, const char *directory,
                           GError **error);

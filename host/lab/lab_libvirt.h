/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the layer libvirt takes in the lab: the library, its driver for QEMU, the helper that writes cores, and users.
 */
#pragma once

#include "lab_cpio.h"
#include "lab_program.h"

/* Adds to the lab what libvirt takes, and to this program, which loads it, the files that it is made of. An error of
 * TCK_ERROR_ENVIRONMENT names a piece that is not there. */
gboolean tck_lab_add_libvirt(TckCpio *cpio, TckLabProgram *harness, gint64 deadline, GError **error);

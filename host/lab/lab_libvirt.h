/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the layer libvirt needs in the lab: the library, its driver for QEMU, the helper that writes cores, and users.
 */
#pragma once

#include "lab_cpio.h"
#include "lab_program.h"

/* Adds to the lab what libvirt needs, and libvirt's libraries to the files of this program, which loads them. TCK_ERROR_ENVIRONMENT names
 * a missing piece. */
gboolean tck_lab_add_libvirt(TckCpio *cpio, TckLabProgram *harness, gint64 deadline, GError **error);

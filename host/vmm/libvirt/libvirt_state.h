/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The states of domains and their reasons, in virsh's words (virsh manual, domstate --reason; virDomainState).
 */
#pragma once

#include <glib.h>

/* "crashed"; "?" for one that is not known. */
const char *tck_libvirt_state_name(int state);

/* "crashed (panicked)", as virDomainGetState() numbers both. Free with g_free(). */
char *tck_libvirt_state_text(int state, int reason);

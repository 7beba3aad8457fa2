/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a domain's state, as printed by `virsh domstate --reason`, shows about its guest.
 */
#pragma once

#include "incident.h"
#include "libvirt_calls.h"

/* The kind of incident of a state and its reason, by libvirt's numbers: TCK_INCIDENT_KINDS if the guest runs or is gone, or if libvirt
 * only stops it for its own work (a migration, a dump, a snapshot). If a guest is stopped for a reason that libvirt does not know,
 * QEMU has stopped it by itself: HYPERVISOR_FAILED. */
TckIncidentKind tck_libvirt_kind_of_state(int state, int reason);

/* The kind of incident of the lifecycle event Stopped, by its detail; TCK_INCIDENT_KINDS for a domain that was
 * migrated or saved. */
TckIncidentKind tck_libvirt_kind_of_end(int detail);

/* Waits until a daemon that has just started has connected to this domain's hypervisor: before that it answers from the saved state of the previous
 * daemon, and sends no event for what it finds. */
void tck_libvirt_await_daemon(virDomainPtr domain);

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a domain's state, as printed by `virsh domstate --reason`, shows about its guest.
 */
#pragma once

#include "incident.h"
#include "libvirt_calls.h"

/* The kind of incident of a state and its reason, both libvirt's numbers. TCK_INCIDENT_KINDS if the guest runs or is gone, or if libvirt
 * stopped it only for an operation of its own (a migration, a dump, a snapshot). A guest stopped for a reason unknown to libvirt was
 * stopped by QEMU: HYPERVISOR_FAILED. */
TckIncidentKind tck_libvirt_kind_of_state(int state, int reason);

/* The kind of incident of the lifecycle event Stopped, by its detail; TCK_INCIDENT_KINDS for a domain that was
 * migrated or saved. */
TckIncidentKind tck_libvirt_kind_of_end(int detail);

/* Waits until a daemon that has just started is connected to the domain's hypervisor. Before that, it answers from the state that the
 * previous daemon saved, and sends no event for what changed. */
void tck_libvirt_await_daemon(virDomainPtr domain);

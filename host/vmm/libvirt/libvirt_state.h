/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the state of a domain, as `virsh domstate --reason` prints it, tells of its guest.
 */
#pragma once

#include "incident.h"
#include "libvirt_calls.h"

/* The incident that a state and its reason, as libvirt numbers them, are: TCK_INCIDENT_KINDS if the guest runs or is gone, or if libvirt
 * only holds it for work of its own (a migration, a dump, a snapshot). A guest that stands still for no reason that libvirt knows is one
 * that its QEMU has stopped by itself: HYPERVISOR_FAILED. */
TckIncidentKind tck_libvirt_kind_of_state(int state, int reason);

/* The incident of an end that libvirt's lifecycle event Stopped alone tells of, by its detail; TCK_INCIDENT_KINDS for a domain that was
 * migrated or saved. */
TckIncidentKind tck_libvirt_kind_of_end(int detail);

/* Waits until a daemon that has just begun has connected to this domain's hypervisor: before that it answers from what the daemon
 * before it knew, and sends no event for what it finds. */
void tck_libvirt_await_daemon(virDomainPtr domain);

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions for cases about cloud-hypervisor: its events and its API. Those for the guest are the same as in any case. A case has to expect
 * every event of guest, VM and VMM, in their order: one that is left over at its end fails
 * the case.
 */
#pragma once

#include "check_guest.h"
#include "check_hypervisor.h"
#include "check_pci.h"

/* Expects the next event, by its name and its properties, sorted by name: "guest.panic event=panic". */
void tck_cloud_expect_event(Tck *t, const char *event);

/* Expects that state from vm.info: "Running". */
void tck_cloud_expect_state(Tck *t, const char *state);

/* Calls an endpoint of the API, which has to succeed: "vm.pause". */
void tck_cloud_put(Tck *t, const char *endpoint);

/* Drops the next events if they have that name, as many as have arrived. */
void tck_cloud_drop_events(Tck *t, const char *name);

#ifndef TCK_CHECK_PRIVATE
#define tck_cloud_expect_event(t, ...) TCK_VERB(t, tck_cloud_expect_event(t, __VA_ARGS__))
#define tck_cloud_expect_state(t, ...) TCK_VERB(t, tck_cloud_expect_state(t, __VA_ARGS__))
#define tck_cloud_put(t, ...) TCK_VERB(t, tck_cloud_put(t, __VA_ARGS__))
#define tck_cloud_drop_events(t, ...) TCK_VERB(t, tck_cloud_drop_events(t, __VA_ARGS__))
#endif

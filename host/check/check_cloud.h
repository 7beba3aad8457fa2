/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case says of cloud-hypervisor: its events and its API. It says of its guest what any case does. The events of guest, VM and
 * VMM have to be accounted for: a case expects each of them in the order of their coming, and one that is left over at its end fails
 * it.
 */
#pragma once

#include "check_guest.h"
#include "check_hypervisor.h"
#include "check_pci.h"

/* The next event, by its name and its properties in the order of their names: "guest.panic event=panic". */
void tck_cloud_expect_event(Tck *t, const char *event);

/* vm.info tells that state: "Running". */
void tck_cloud_expect_state(Tck *t, const char *state);

/* Has the API do something that has to succeed: "vm.pause". */
void tck_cloud_put(Tck *t, const char *endpoint);

/* Drops the events of that name that come next, as many as are in. */
void tck_cloud_drop_events(Tck *t, const char *name);

#ifndef TCK_CHECK_PRIVATE
#define tck_cloud_expect_event(t, ...) TCK_VERB(t, tck_cloud_expect_event(t, __VA_ARGS__))
#define tck_cloud_expect_state(t, ...) TCK_VERB(t, tck_cloud_expect_state(t, __VA_ARGS__))
#define tck_cloud_put(t, ...) TCK_VERB(t, tck_cloud_put(t, __VA_ARGS__))
#define tck_cloud_drop_events(t, ...) TCK_VERB(t, tck_cloud_drop_events(t, __VA_ARGS__))
#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case of the layer libvirt says: what any case says of its guest, and what only libvirt has.
 *
 * Here, too, the first thing that goes wrong decides the verdict, and every later call returns at once.
 */
#pragma once

#include "check_control.h"
#include "check_guest.h"
#include "check_hypervisor.h"
#include "check_spec.h"
#include "check_verdict.h"
#include "dom_core.h"
#include "dom_daemon.h"
#include "dom_events.h"
#include "dom_life.h"
#include "dom_state.h"
#include "dom_words.h"

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Has each verb of libvirt_check.h that can bring about a verdict tell where in the source it stands.
 */
#pragma once

#include "place.h"

#define tck_dom_fail(d, ...) (tck_dom_fail(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_skip(d, ...) (tck_dom_skip(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_number(d, ...) \
        (tck_dom_expect_number(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_text(d, ...) (tck_dom_expect_text(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_require_hyperv(d) (tck_dom_require_hyperv(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_validates(d) tck_flag_at(tck_dom_outcome(d), TCK_HERE, tck_dom_validates(d))
#define tck_dom_start(d) (tck_dom_start(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_refusal(d, ...) \
        (tck_dom_expect_refusal(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_offers(d, ...) tck_flag_at(tck_dom_outcome(d), TCK_HERE, tck_dom_offers(d, __VA_ARGS__))
#define tck_dom_try_start(d, ...) tck_flag_at(tck_dom_outcome(d), TCK_HERE, tck_dom_try_start(d, __VA_ARGS__))
#define tck_dom_start_again(d) (tck_dom_start_again(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_restored(d) (tck_dom_expect_restored(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_hello(d) (tck_dom_expect_hello(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_gone(d) (tck_dom_expect_gone(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_same_process(d) (tck_dom_expect_same_process(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_kill(d) (tck_dom_kill(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_call(d, ...) (tck_dom_call(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_begin_guest(d, ...) (tck_dom_begin_guest(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_finished(d) (tck_dom_expect_finished(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_do(d, ...) (tck_dom_do(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_ask(d, ...) tck_number_at(tck_dom_outcome(d), TCK_HERE, tck_dom_ask(d, __VA_ARGS__))
#define tck_dom_control(d) (tck_dom_control(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_write_port(d, ...) (tck_dom_write_port(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_panic(d) (tck_dom_panic(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_number(d, ...) tck_number_at(tck_dom_outcome(d), TCK_HERE, tck_dom_number(d, __VA_ARGS__))
#define tck_dom_info(d, ...) tck_number_at(tck_dom_outcome(d), TCK_HERE, tck_dom_info(d, __VA_ARGS__))
#define tck_dom_expect_event(d, ...) \
        (tck_dom_expect_event(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_crashed(d) (tck_dom_expect_crashed(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_both(d, ...) (tck_dom_expect_both(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_end(d, ...) (tck_dom_expect_end(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_drop_events(d, ...) (tck_dom_drop_events(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_no_event(d) (tck_dom_expect_no_event(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_monitor_event(d, ...) \
        (tck_dom_expect_monitor_event(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_state(d, ...) \
        (tck_dom_expect_state(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_fence(d) (tck_dom_fence(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_unknown(d) (tck_dom_expect_unknown(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_live_text(d, ...) tck_pointer_at(tck_dom_outcome(d), TCK_HERE, tck_dom_live_text(d, __VA_ARGS__))
#define tck_dom_expect_virsh(d, ...) \
        (tck_dom_expect_virsh(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_require_hooks(d) (tck_dom_require_hooks(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_hooks(d, ...) \
        (tck_dom_expect_hooks(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_log(d, ...) (tck_dom_expect_log(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_count_log(d, ...) (guint) tck_number_at(tck_dom_outcome(d), TCK_HERE, tck_dom_count_log(d, __VA_ARGS__))
#define tck_dom_expect_core(d) tck_pointer_at(tck_dom_outcome(d), TCK_HERE, tck_dom_expect_core(d))
#define tck_dom_expect_no_core(d) (tck_dom_expect_no_core(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_expect_good_core(d, ...) \
        (tck_dom_expect_good_core(d, __VA_ARGS__), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_panic_unheard(d) (tck_dom_panic_unheard(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))
#define tck_dom_restart_daemon(d) (tck_dom_restart_daemon(d), tck_outcome_at(tck_dom_outcome(d), TCK_HERE))

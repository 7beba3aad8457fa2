/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Has each verb of check.h that can bring about a verdict tell where in the source it stands.
 */
#pragma once

#include "place.h"

#define tck_fail(t, ...) (tck_fail(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_skip(t, ...) (tck_skip(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_number(t, ...) (tck_expect_number(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_save_table(t, ...) (tck_save_table(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_start(t, ...) (tck_start(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_finished(t) (tck_expect_finished(t), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_unfinished(t) (tck_expect_unfinished(t), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_do(t, ...) tck_number_at(tck_outcome(t), TCK_HERE, tck_do(t, __VA_ARGS__))
#define tck_try(t, ...) tck_flag_at(tck_outcome(t), TCK_HERE, tck_try(t, __VA_ARGS__))
#define tck_order(t, ...) (tck_order(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_text(t, ...) tck_text_at(tck_outcome(t), TCK_HERE, tck_text(t, __VA_ARGS__))
#define tck_number(t, ...) tck_number_at(tck_outcome(t), TCK_HERE, tck_number(t, __VA_ARGS__))
#define tck_expect_error(t, ...) (tck_expect_error(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_fault(t, ...) (tck_expect_fault(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_info(t, ...) tck_number_at(tck_outcome(t), TCK_HERE, tck_info(t, __VA_ARGS__))
#define tck_cpu_info(t, ...) tck_number_at(tck_outcome(t), TCK_HERE, tck_cpu_info(t, __VA_ARGS__))
#define tck_interrupt(t) (tck_interrupt(t), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_describe(t, ...) tck_pointer_at(tck_outcome(t), TCK_HERE, tck_describe(t, __VA_ARGS__))
#define tck_read_port(t) tck_number_at(tck_outcome(t), TCK_HERE, tck_read_port(t))
#define tck_write_port(t, ...) (tck_write_port(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_start_write_port(t, ...) (tck_start_write_port(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_hello(t) (tck_expect_hello(t), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_event(t, ...) (tck_expect_event(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_no_event(t) (tck_expect_no_event(t), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_no_event_of(t, ...) \
        (tck_expect_no_event_of(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_drop_events(t, ...) (tck_drop_events(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_status(t, ...) (tck_expect_status(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_command(t, ...) (tck_command(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_peek(t, ...) tck_number_at(tck_outcome(t), TCK_HERE, tck_peek(t, __VA_ARGS__))
#define tck_expect_counting(t, ...) (tck_expect_counting(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_standstill(t, ...) (tck_expect_standstill(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_require_command(t, ...) (tck_require_command(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_require_core(t, ...) (tck_require_core(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_take_core(t, ...) tck_pointer_at(tck_outcome(t), TCK_HERE, tck_take_core(t, __VA_ARGS__))
#define tck_attach_second_client(t) (tck_attach_second_client(t), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_second_event(t, ...) \
        (tck_expect_second_event(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_second_status(t, ...) \
        (tck_expect_second_status(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_migrate(t) (tck_migrate(t), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_fail_migration(t) (tck_fail_migration(t), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_kill(t, ...) (tck_kill(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_killed(t, ...) (tck_expect_killed(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))
#define tck_expect_exit(t, ...) (tck_expect_exit(t, __VA_ARGS__), tck_outcome_at(tck_outcome(t), TCK_HERE))

/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent.h"
#include "call.h"
#include "io.h"
#include "platform.h"
#include "serial.h"

/* How long to let pass between two looks at an idle wire. */
#define IDLE_MICROSECONDS 100u

static const struct operation_family *const families[] = {
        &witness_operations,
        &port_operations,
        &memory_operations,
        &pci_operations,
        &cpu_operations,
        &cpus_operations,
        &mode_operations,
        &tick_operations,
        &fw_cfg_operations,
        &fw_cfg_write_operations,
        &vmcoreinfo_operations,
        &crash_operations,
        &raise_operations,
        &power_operations,
        &acpi_tables_operations,
        &acpi_namespace_operations,
        &acpi_resources_operations,
        &acpi_evaluate_operations,
};

static struct serial wire;
static uint8_t received[SERIAL_AT_ONCE];
static size_t received_count, received_next;
static struct wire_reader reader;
static struct wire_writer writer;

bool agent_open(void) {
        if (!serial_open(&wire, SERIAL_COM2))
                return false;
        if (!platform.returns)
                serial_try_interrupts(&wire, SERIAL_COM2_LINE);
        return true;
}

bool agent_pending(void) {
        return received_next < received_count || serial_pending(&wire);
}

void agent_drain(void) {
        serial_drain(&wire);
}

void agent_send(struct wire_writer *line) {
        if (line->overflow) {
                line->line[0] = '#'; /* half an answer is none; the host's deadline tells */
                line->length = 1;
        }
        serial_send(&wire, line->line, line->length);
        serial_send(&wire, "\n", 1);
}

struct wire_writer *agent_begin_remark(const char *text) {
        wire_begin(&writer);
        wire_put_word(&writer, "#");
        wire_put_word(&writer, text);
        return &writer;
}

void agent_remark(const char *text) {
        agent_send(agent_begin_remark(text));
}

void agent_hello(void) {
        if (platform.returns)
                serial_send(&wire, "\n", 1); /* ends whatever the firmware may have written there */
        wire_begin(&writer);
        wire_put_word(&writer, "hello " WIRE_NAME);
        wire_put_word(&writer, "1");
        _Static_assert(WIRE_VERSION == 1, "the hello line says so too");
        wire_put_word(&writer, "boot=");
        wire_put_text(&writer, platform.name);
        wire_put_word(&writer, "arch=x86_64");
        agent_send(&writer);
}

static const struct operation *find_operation(const char *name, bool *ret_anywhere) {
        for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
                for (size_t j = 0; j < families[i]->count; j++)
                        if (wire_same(families[i]->operations[j].name, name)) {
                                *ret_anywhere = families[i]->anywhere;
                                return families[i]->operations + j;
                        }
        return NULL;
}

bool agent_can_move(const char *name) {
        bool anywhere;

        return find_operation(name, &anywhere) && anywhere;
}

void agent_perform(struct call *call, const char *name) {
        bool anywhere;
        const struct operation *operation = find_operation(name, &anywhere);

        if (!operation)
                call_error(call, "unknown-operation", NULL);
        else if (call->count < operation->arguments_min)
                call_error(call, "bad-argument", "too few arguments");
        else if (call->count > operation->arguments_max)
                call_error(call, "bad-argument", "too many arguments");
        else
                operation->perform(call);
}

/* Obeys one line. True to go on. */
static bool obey(char *line, bool readable) {
        struct call call = {.answer = &writer};
        struct wire_words words;

        if (!readable || !wire_split(line, &words) || words.count == 1 ||
            (words.count && !wire_number(words.word[0], &call.sequence))) {
                call.sequence = 0;
                call_error(&call, "malformed", NULL);
        } else if (!words.count)
                return true;
        else {
                call.argument = words.word + 2;
                call.count = words.count - 2;
                agent_perform(&call, words.word[1]);
        }
        if (!call.answered)
                agent_send(&writer);
        return !call.leave;
}

static uint8_t next_byte(void) {
        if (received_next == received_count) {
                serial_await(&wire, reader.length);
                received_count = serial_receive(&wire, received);
                received_next = 0;
        }
        return received[received_next++];
}

void agent_serve(void) {
        while (wire.port) {
                enum wire_input input = wire_push(&reader, next_byte());

                if (input != WIRE_MORE && !obey(reader.line, input == WIRE_LINE))
                        return;
        }
}

bool agent_serve_within(unsigned milliseconds) {
        unsigned looks = wire.port ? milliseconds * (1000 / IDLE_MICROSECONDS) : 0;

        while (!agent_pending()) {
                if (!looks--)
                        return false;
                platform.stall(IDLE_MICROSECONDS);
        }
        agent_serve();
        return true;
}

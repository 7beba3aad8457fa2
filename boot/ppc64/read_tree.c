/* SPDX-License-Identifier: BSD-2-Clause */
#include "read_tree.h"

#include "prom.h"
#include "tree.h"

enum { THREADS_MAX = 8, NODES_MAX = 1024 };

static uint32_t child_of(const char *path) {
        uint32_t node = prom_find(path);

        return node ? prom_child(node) : 0;
}

/* The tree's memory begins at 0. Each region has two cells for its address and two for its length. */
static void read_memory(void) {
        uint32_t node = prom_child(prom_peer(0));

        for (unsigned i = 0; node && i < NODES_MAX; node = prom_peer(node), i++) {
                uint64_t region[2];

                if (prom_is(node, "device_type", "memory") && prom_get(node, "reg", region, sizeof(region)) >= 16 &&
                    region[0] + region[1] > tree.ram)
                        tree.ram = region[0] + region[1];
        }
}

/* A core has several threads, each of which is a CPU. The first one is the one that runs. */
static void read_cpus(void) {
        uint32_t node = child_of("/cpus");

        for (unsigned i = 0; node && i < NODES_MAX; node = prom_peer(node), i++) {
                uint32_t servers[THREADS_MAX];
                int32_t length = prom_get(node, "ibm,ppc-interrupt-server#s", servers, sizeof(servers));

                if (!prom_is(node, "device_type", "cpu") || length < (int32_t) sizeof(servers[0]))
                        continue;
                prom_get_cell(node, "timebase-frequency", &tree.timebase);
                for (size_t thread = 0; thread < (size_t) length / sizeof(servers[0]) && thread < THREADS_MAX;
                     thread++) {
                        tree.cpu_total++;
                        if (tree.cpu_count < CPUS_MAX)
                                tree.cpus[tree.cpu_count++] = servers[thread];
                }
        }
}

static void add_line(struct tree_line line) {
        size_t place = tree.line_count;

        if (place == TREE_LINES)
                return;
        for (; place && tree.lines[place - 1].unit > line.unit; place--)
                tree.lines[place] = tree.lines[place - 1];
        tree.lines[place] = line;
        tree.line_count++;
}

static void read_lines(void) {
        uint32_t node = child_of("/vdevice");

        for (unsigned i = 0; node && i < NODES_MAX; node = prom_peer(node), i++) {
                struct tree_line line;

                if (prom_is(node, "device_type", "serial") && prom_get_cell(node, "reg", &line.unit) &&
                    prom_get_cell(node, "interrupts", &line.interrupt))
                        add_line(line);
        }
}

static void read_rtas(uint32_t node) {
        char name[PROM_NAME_SIZE] = "", next[PROM_NAME_SIZE];

        while (tree.rtas_count < TREE_PROPERTIES && prom_next(node, name, next)) {
                struct tree_property *property = tree.rtas + tree.rtas_count++;
                uint32_t cell = 0;
                int32_t length = prom_get(node, next, &cell, sizeof(cell));

                __builtin_memcpy(name, next, sizeof(name));
                __builtin_memcpy(property->name, next, TREE_NAME_SIZE - 1);
                property->length = length > 0 ? (uint32_t) length : 0;
                property->cell = length >= (int32_t) sizeof(cell) ? cell : 0;
        }
}

static const char *start_rtas(void) {
        static uint8_t place[16384] __attribute__((aligned(4096)));
        const struct tree_property *size = tree_rtas("rtas-size");

        if (!size || size->cell > sizeof(place))
                return "RTAS has no size, or is too long";
        tree.rtas_base = (uint32_t) (uint64_t) place;
        tree.rtas_entry = prom_instantiate_rtas(place);
        return tree.rtas_entry ? NULL : "RTAS cannot be instantiated";
}

const char *read_tree(void) {
        uint32_t rtas = prom_find("/rtas");

        read_lines();
        read_memory();
        read_cpus();
        if (!tree.ram || !tree.cpu_count || !tree.timebase || !rtas)
                return "the device tree has no memory, no CPU with a timebase, or no RTAS";
        read_rtas(rtas);
        return start_rtas();
}

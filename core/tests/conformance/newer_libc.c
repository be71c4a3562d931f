// What the conformance runner wants of glibc 2.38 and of libstdc++ 13, for systems that have older ones.
// Loaded before them, and only where they are older.
#include <stdlib.h>

long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
long long __isoc23_strtoll(const char *text, char **end, int base) { return strtoll(text, end, base); }
unsigned long long __isoc23_strtoull(const char *text, char **end, int base) { return strtoull(text, end, base); }

// std::ios_base_library_init(), which newer programs name so that the library makes the streams ready; older libraries leave
// that to the program.
void _ZSt21ios_base_library_initv(void) {}
void _ZNSt8ios_base4InitC1Ev(void *) __attribute__((weak));

__attribute__((constructor)) static void ready_streams(void) {
    static char init[8];
    if (_ZNSt8ios_base4InitC1Ev) {
        _ZNSt8ios_base4InitC1Ev(init);
    }
}
